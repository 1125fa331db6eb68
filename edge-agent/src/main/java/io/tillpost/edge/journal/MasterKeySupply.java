package io.tillpost.edge.journal;

import io.tillpost.protocol.seal.MasterKey;
import java.util.Set;

/// Hands the journal the master key that its data keys lie under.
@FunctionalInterface
public interface MasterKeySupply {
    /// The key. Whatever it throws comes out of the journal's opening, and nothing has changed then.
    ///
    /// @param wanted fingerprints of the keys that open what is there; empty: nothing is sealed yet, so a new key will do
    MasterKey masterKey(Set<String> wanted);
}
