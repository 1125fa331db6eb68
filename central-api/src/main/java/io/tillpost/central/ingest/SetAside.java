package io.tillpost.central.ingest;

import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event in quarantine, or that was in it.
///
/// @param sale the sale whose later events are held back with it, absent if none can be told
/// @param businessDate the day that cannot turn green meanwhile, absent if it cannot be told: then no day can
/// @param reason why, see [Quarantined.Reason], in lower case with underscores
/// @param state `open`, `released` (it counts) or `dropped` (it never will)
/// @param resolvedBy client id, absent while open
/// @param resolution in words, of a dropped one
public record SetAside(UUID journal, long seq, UUID event, String store, @Nullable UUID sale,
        @Nullable LocalDate businessDate, String reason, String detail, Instant since, String state,
        @Nullable Instant resolvedAt, @Nullable String resolvedBy, @Nullable String resolution) {
    boolean isOpen() {
        return state.equals("open");
    }
}
