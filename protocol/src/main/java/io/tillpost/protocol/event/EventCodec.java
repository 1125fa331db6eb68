package io.tillpost.protocol.event;

import io.tillpost.protocol.guard.CardNumberGuard;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.util.UUID;

/// Turns events into the bytes that a journal keeps, and back. The bytes are written once, by the agent; everyone
/// else reads.
public final class EventCodec {
    private EventCodec() {}

    /// The lane that this event belongs to.
    public static Lane laneOf(Event event) {
        return EventType.of(event).lane();
    }

    /// The wire name of this event's type, e.g. `SaleCompleted`.
    public static String typeOf(Event event) {
        return EventType.of(event).wireName();
    }

    /// The journal row for an event at its place. A card number in any of its texts, from wherever it came, is masked:
    /// an event is never refused for it, since it may tell of money that has moved.
    public static JournalRow encode(long seq, UUID eventId, Envelope envelope, Event event) {
        EventType type = EventType.of(event);
        return new JournalRow(seq, eventId, type.wireName(), type.version(),
                CardNumberGuard.masked(Json.write(envelope)), CardNumberGuard.masked(Json.write(event)));
    }

    /// The event in a row. Throws [UnreadableEventException] for a type, version or body that is not known here.
    public static Event decode(JournalRow row) {
        EventType type = EventType.of(row.type(), row.version());
        try {
            return Json.read(row.body(), type.eventClass());
        } catch (MalformedJsonException e) {
            throw new UnreadableEventException(
                    "body of " + row.type() + " at '" + e.pointer() + "': " + e.getMessage(), e);
        }
    }

    /// The envelope in a row. Throws [UnreadableEventException].
    public static Envelope envelope(JournalRow row) {
        try {
            return Json.read(row.metadata(), Envelope.class);
        } catch (MalformedJsonException e) {
            throw new UnreadableEventException(
                    "metadata of " + row.type() + " at '" + e.pointer() + "': " + e.getMessage(), e);
        }
    }
}
