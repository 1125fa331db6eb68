package io.tillpost.edge.queue;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.Lane;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One event of the queue, for people.
///
/// @param till where it happened; absent, like the time, if a newer agent wrote it in a way that this one cannot read
public record Waiting(Lane lane, UUID journal, long seq, UUID event, String type, @Nullable String till,
        @Nullable Instant occurredAt) {
    static Waiting of(StoredEvent stored) {
        Envelope envelope = envelope(stored);
        return new Waiting(stored.journal().lane(), stored.journal().journalId(), stored.row().seq(),
                stored.row().eventId(), stored.row().type(),
                envelope == null ? null : envelope.place().till(),
                envelope == null ? null : envelope.moment().occurredAt());
    }

    private static @Nullable Envelope envelope(StoredEvent stored) {
        try {
            return EventCodec.envelope(stored.row());
        } catch (UnreadableEventException e) {
            return null;
        }
    }
}
