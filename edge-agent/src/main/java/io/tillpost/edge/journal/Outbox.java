package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The journal as the way to head office sees it: rows to send, and a cursor that says what head office has. Safe for
/// use by all threads; calls wait for the disk.
public interface Outbox {
    /// This run of the agent.
    UUID bootId();

    /// Where this lane stands.
    LaneHead head(Lane lane);

    /// The rows from `fromSeq` on, with their hashes, in order: at most `maxEvents`, and no more than fit `maxBytes` of
    /// metadata and body, but at least one if there is one.
    List<StoredEvent> rows(Lane lane, long fromSeq, int maxEvents, int maxBytes);

    /// Head office has committed everything up to `seq`, whose hash is `hash`. Durable when this returns.
    Acknowledgement acknowledge(JournalKey journal, long seq, Hash hash);

    /// Head office was restored and has no more than `seq` (0: nothing, no hash): send again from there.
    Rewind rewind(JournalKey journal, long seq, @Nullable Hash hash);

    /// How much waits in this lane.
    Backlog backlog(Lane lane);

    /// The box's clock was compared with head office's; goes into every later envelope.
    ///
    /// @param offset head office's clock minus the box's
    /// @param error bound on the offset's error
    void clockMeasured(Duration offset, Duration error);

    /// Runs `listener` after every commit that appended an event, on the journal's writer thread: it must be quick.
    void onAppend(Runnable listener);

    /// Deletes some of the acknowledged rows of these lanes that are past retention; returns how many. Call it now and then,
    /// and only for lanes of which head office has just said that it has what it acknowledged: of others it may want these rows
    /// again.
    int prune(Set<Lane> lanes);

    /// What an acknowledgement did.
    enum Acknowledgement {
        /// The cursor moved.
        ADVANCED,
        /// Known already, or for another journal: nothing changed.
        STALE,
        /// It names a row that is not here, or another hash for one that is: the histories differ. Nothing changed.
        DIFFERS
    }

    /// What a rewind did.
    enum Rewind {
        /// The cursor stands at the given seq.
        DONE,
        /// It names another journal, or a row with another hash. Nothing changed.
        DIFFERS,
        /// The rows to send again are past retention and gone. Nothing changed.
        NO_LONGER_KEPT
    }

    /// What waits for head office.
    ///
    /// @param oldest when the oldest waiting event occurred by the box's clock, absent if none waits
    record Backlog(long events, @Nullable Instant oldest) {}
}
