package io.tillpost.protocol.sync;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Parent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where an agent stands in one journal. `firstSeq` is the oldest row it still has, `lastSeq` and `headHash` its newest
/// (0 and the genesis hash for an empty journal), `ackedSeq` and `ackedHash` what head office acknowledged last.
///
/// @param parent the journal that this one replaces, absent for a first one
/// @param standsOn rows of earlier journals that head office must have: what comes before them stands nowhere else. Absent
///        where there are none
public record LaneHead(JournalKey journal, @Nullable Parent parent, long firstSeq, long lastSeq,
        Hash headHash,
        long ackedSeq, Hash ackedHash, @Nullable List<Parent> standsOn) {
    public LaneHead {
        standsOn = standsOn == null || standsOn.isEmpty() ? null : List.copyOf(standsOn);
    }

    /// Stands on nothing else.
    public LaneHead(JournalKey journal, @Nullable Parent parent, long firstSeq, long lastSeq, Hash headHash,
            long ackedSeq, Hash ackedHash) {
        this(journal, parent, firstSeq, lastSeq, headHash, ackedSeq, ackedHash, null);
    }
}
