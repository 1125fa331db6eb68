package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Looks events up, for drill-down, status and checks. Safe for use by all threads; each call waits for the journal's
/// reader thread.
public interface Archive {
    /// The event with this id, in whichever lane.
    Optional<StoredEvent> event(UUID eventId);

    /// Up to `limit` events from `fromSeq` in order of seq; rows that retention has deleted are missing at the front.
    List<StoredEvent> events(Lane lane, long fromSeq, int limit);

    /// Recomputes the whole chain of a lane from what is on disk.
    ChainCheck verify(Lane lane);
}
