package io.tillpost.central.vault;

import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.Vault;
import java.security.SecureRandom;
import java.util.List;

/// One vault for all tests that need any.
public final class TestVault {
    private static final SecureRandom RANDOM = new SecureRandom();

    /// With one key that lives as long as the tests.
    public static final Vault VAULT = Keyring.of(List.of(DataKey.fresh(1, RANDOM))).vault(1, RANDOM);

    private TestVault() {}
}
