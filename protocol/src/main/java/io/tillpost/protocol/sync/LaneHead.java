package io.tillpost.protocol.sync;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Parent;
import org.jspecify.annotations.Nullable;

/// Where an agent stands in one journal. `firstSeq` is the oldest row it still has, `lastSeq` and `headHash` its newest
/// (0 and the genesis hash for an empty journal), `ackedSeq` and `ackedHash` what head office acknowledged last.
///
/// @param parent the journal that this one replaces, absent for a first one
public record LaneHead(JournalKey journal, @Nullable Parent parent, long firstSeq, long lastSeq,
        Hash headHash,
        long ackedSeq, Hash ackedHash) {}
