package io.tillpost.edge.journal;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;

/// How the journals of a lane follow each other, for whoever compares them with head office's copies. Safe for use by all
/// threads; calls wait for the journal's reader thread.
public interface Lineage {
    /// The lane's journals that are still in the file, oldest first; the last one is the present one.
    List<Member> members(Lane lane);

    /// Hash of a row, also of the one before the oldest that is kept, and the genesis hash for 0; empty if it is not here.
    Optional<Hash> hashAt(JournalKey journal, long seq);

    /// One journal.
    ///
    /// @param firstSeq the oldest row that is kept; 1 if there is none
    /// @param lastSeq the newest one; 0 if there never was one
    /// @param standsSeq rows up to this one stand in no later journal
    record Member(JournalKey journal, long firstSeq, long lastSeq, Hash lastHash, long standsSeq) {}
}
