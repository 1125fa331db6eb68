package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Looks events up, for drill-down, status and checks. Safe for use by all threads; each call waits for the journal's
/// reader thread.
public interface Archive {
    /// The event with this id, in whichever lane.
    Optional<StoredEvent> event(UUID eventId);

    /// Up to `limit` events of the lane's present journal from `fromSeq` in order of seq; rows that retention has deleted are missing at the front.
    List<StoredEvent> events(Lane lane, long fromSeq, int limit);

    /// The lane's journals that are still in the file, oldest first; the last one is the present one.
    List<JournalKey> journals(Lane lane);

    /// As [#events(Lane, long, int)], of a journal that may be sealed; empty for one that is not in the file.
    List<StoredEvent> events(JournalKey journal, long fromSeq, int limit);

    /// Recomputes the whole chains of a lane from what is on disk: the sealed journals' first, the answer is about the
    /// present one unless another is broken.
    ChainCheck verify(Lane lane);
}
