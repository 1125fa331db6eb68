package io.tillpost.edge.shift;

import io.tillpost.protocol.event.ShiftId;
import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;

/// What a shift did, for whoever asks.
public sealed interface Report permits ShiftReport, BlindReport {
    /// Whether the shift goes on.
    enum Kind {
        X, Z
    }

    Kind kind();

    /// Of the till's Z reports; absent for an X.
    @Nullable
    Long number();

    ShiftId shift();

    String till();

    String drawer();

    String operator();

    LocalDate businessDate();

    Instant openedAt();

    /// When it was made; for a Z when the shift was closed.
    Instant at();
}
