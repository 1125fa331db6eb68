package io.tillpost.edge.journal;

import io.tillpost.protocol.seal.MasterKey;
import java.security.SecureRandom;

/// The master key of all journals of all tests, so that copied folders open.
public final class TestKeys {
    /// Makes keys and nonces.
    public static final SecureRandom RANDOM = new SecureRandom();
    /// The one key.
    public static final MasterKey MASTER = MasterKey.fresh(RANDOM);
    /// Hands it out.
    public static final MasterKeySupply KEYS = _ -> MASTER;

    private TestKeys() {}
}
