package io.tillpost.edge.journal;

import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;

/// Sees every event in the unit of work that appends it, so that what it writes is there exactly if the event is. Called
/// on the journal's writer thread; must be quick, must not block and must not append.
@FunctionalInterface
public interface AppendListener {
    /// `event` was appended. If this throws, the whole unit fails.
    void appended(UnitOfWork unit, Envelope envelope, Event event);
}
