package io.tillpost.edge.enrolment;

import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.util.Set;

/// Hands the box the master key that the keys of its identity lie under.
@FunctionalInterface
public interface MasterSupply {
    /// The key. Throws [EnrolmentException] when there is none.
    ///
    /// @param wanted fingerprints of the keys that open what is there; empty: nothing is sealed yet, so a new key will do
    MasterKey masterKey(Set<String> wanted) throws IOException;
}
