package io.tillpost.edge.journal;

import io.tillpost.protocol.seal.MasterKey;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;

/// The master key of all journals of all tests, so that copied folders open.
public final class TestKeys {
    /// Makes keys and nonces.
    public static final SecureRandom RANDOM = new SecureRandom();
    /// The one key, the same in every process of a test.
    public static final MasterKey MASTER = MasterKey
            .of("the master key of all the tests!".getBytes(StandardCharsets.US_ASCII));
    /// Hands it out.
    public static final MasterKeySupply KEYS = _ -> MASTER;

    private TestKeys() {}
}
