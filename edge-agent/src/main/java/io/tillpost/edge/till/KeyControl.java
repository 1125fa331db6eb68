package io.tillpost.edge.till;

import java.util.List;
import java.util.Set;

/// The keys that the store's data at rest is sealed with, as the root looks after them. What cannot be done comes out as
/// a [ProblemException].
public interface KeyControl {
    /// What is sealed with which keys.
    Status status();

    /// Seals with new data keys from now on.
    Status rotate();

    /// Puts all data keys under the master key of that source, too.
    Status addMaster(String source);

    /// Lets no master key but that source's open anything any more.
    Retired retireOthers(String source);

    /// What there is.
    ///
    /// @param source where the configuration says that the master key is
    record Status(String source, List<OfJournal> journals) {
        public Status {
            journals = List.copyOf(journals);
        }
    }

    /// One journal's keys, or those of the box's identity.
    ///
    /// @param journal `live`, `training`, or `identity`: a box that was never enrolled has no keys there
    /// @param sealedAtMost how often the newest has sealed; not counted for the identity, which is sealed rarely: 0
    /// @param masterKeys fingerprints of those that open it
    /// @param dataKeys numbers
    /// @param complete whether everything is sealed with the newest; the rest is worked on
    record OfJournal(String journal, Set<String> masterKeys, List<Integer> dataKeys, int sealing,
            long sealedAtMost, boolean complete) {
        public OfJournal {
            masterKeys = Set.copyOf(masterKeys);
            dataKeys = List.copyOf(dataKeys);
        }
    }

    /// What was retired.
    ///
    /// @param masterKey fingerprint of the one that is left
    record Retired(String masterKey, Set<String> retired) {
        public Retired {
            retired = Set.copyOf(retired);
        }
    }
}
