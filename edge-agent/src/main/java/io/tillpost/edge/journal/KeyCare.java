package io.tillpost.edge.journal;

import io.tillpost.protocol.seal.MasterKey;
import java.util.List;
import java.util.Set;

/// The keys that a journal is sealed with, exchanged while it is in use. Safe for use by all threads; every change is one
/// commit, before and after which the journal opens with a master key that somebody has.
public interface KeyCare {
    /// Which keys there are.
    Status status();

    /// Seals everything that comes from now on with a new data key, whose number is returned. What is there already is
    /// sealed anew in the background, and then the old data keys are deleted.
    /// Throws [IllegalStateException] while the journal is under two master keys.
    int rotate();

    /// Puts all data keys under `next`, too: the journal opens with either from now on.
    void addMaster(MasterKey next);

    /// Takes the data keys from under all master keys but this one, and returns the fingerprints of the others. Throws
    /// [io.tillpost.protocol.seal.WrongMasterKeyException] when it does not open every data key.
    Set<String> retireOthers(MasterKey keep);

    /// What lies in the journal.
    ///
    /// @param masters fingerprints of the master keys that open all of it
    /// @param dataKeys numbers of the data keys
    /// @param sealing the one that seals
    /// @param sealedAtMost how often it has done so at most
    /// @param complete whether everything is sealed with it; the rest is worked on
    record Status(Set<String> masters, List<Integer> dataKeys, int sealing, long sealedAtMost,
            boolean complete) {
        public Status {
            masters = Set.copyOf(masters);
            dataKeys = List.copyOf(dataKeys);
        }
    }
}
