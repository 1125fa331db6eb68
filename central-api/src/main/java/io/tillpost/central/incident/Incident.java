package io.tillpost.central.incident;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something wrong that a person must see.
///
/// @param kind a stable word, e.g. `journal-fork`
/// @param subject what it is about; the same kind and subject is one incident as long as it is open
/// @param store absent where no single store is concerned
/// @param seen how often
/// @param state [#OPEN] or [#CLOSED]
/// @param clearedAt since when the box that raised it says that it is over; absent if it does not, and again after the next
///     sighting
public record Incident(UUID incident, String kind, String subject, @Nullable String store, String evidence,
        Instant since, Instant lastSeen, long seen, String state,
        @Nullable Instant clearedAt) {
    /// Nobody has looked at it, and it is not over by itself.
    public static final String OPEN = "open";
    /// It is over.
    public static final String CLOSED = "closed";
}
