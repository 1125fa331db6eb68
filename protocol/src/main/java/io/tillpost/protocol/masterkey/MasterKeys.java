package io.tillpost.protocol.masterkey;

import io.tillpost.protocol.seal.MasterKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Fetches master keys from their sources. Safe for use by all threads.
public final class MasterKeys {
    private final @Nullable Path credentials;
    private final SecureRandom random;
    private final Supplier<DataProtection> dpapi;

    /// @param credentials systemd's folder of credentials, if it has started us with any
    public MasterKeys(@Nullable Path credentials, SecureRandom random) {
        this(credentials, random, DataProtection::ofThisMachine);
    }

    MasterKeys(@Nullable Path credentials, SecureRandom random, Supplier<DataProtection> dpapi) {
        this.credentials = credentials;
        this.random = random;
        this.dpapi = dpapi;
    }

    /// The key from there, which has to be there. Throws [MasterKeyException].
    public MasterKey read(KeySource source) {
        return find(source).orElseThrow(() -> new MasterKeyException(source + ": there is no master key"));
    }

    /// The key from there; empty if there is none. Throws [MasterKeyException] when there is something else.
    public Optional<MasterKey> find(KeySource source) {
        return switch (source) {
            case KeySource.KeyFile(Path path) -> bytes(source, path).map(bytes -> {
                PrivateFiles.check(path);
                return parsed(source, bytes);
            });
            case KeySource.Credential(String name) -> credential(source, name);
            case KeySource.Dpapi(Path path) ->
                bytes(source, path).map(bytes -> parsed(source, dpapi.get().unprotect(bytes)));
        };
    }

    /// The key for data that is under one of `wanted`. A new one is made where there is none, but only if nothing is sealed
    /// yet: for what is sealed it would be the wrong one. Throws [MasterKeyException].
    public MasterKey forData(KeySource source, Set<String> wanted) {
        return find(source).orElseGet(() -> {
            if (wanted.isEmpty()) {
                return make(source);
            }
            throw new MasterKeyException(source + ": there is no master key; the data is under master key "
                    + String.join(" or ", wanted) + ", put that one there");
        });
    }

    /// Makes a new key there, where none may be yet, on disk when this returns. Throws [MasterKeyException].
    public MasterKey make(KeySource source) {
        MasterKey key = MasterKey.fresh(random);
        try {
            switch (source) {
                case KeySource.KeyFile(Path path) -> PrivateFiles.write(path, key.toFile());
                case KeySource.Dpapi(Path path) ->
                    PrivateFiles.write(path, dpapi.get().protect(key.toFile()));
                case KeySource.Credential _ -> throw new MasterKeyException(source
                        + ": there is no master key, and only systemd can put one there");
            }
            return key;
        } catch (IOException e) {
            throw new MasterKeyException(
                    source + ": a master key cannot be written there (" + e.getClass().getSimpleName() + ")",
                    e);
        }
    }

    /// Where the randomness of keys and nonces comes from.
    public SecureRandom random() {
        return random;
    }

    private Optional<MasterKey> credential(KeySource source, String name) {
        if (credentials == null) {
            throw new MasterKeyException(source
                    + ": systemd has started us without credentials. A unit needs LoadCredentialEncrypted="
                    + name
                    + ":FILE; a command by hand is run by systemd-run --pipe --wait --uid=USER"
                    + " -p LoadCredentialEncrypted=" + name + ":FILE COMMAND");
        }
        return bytes(source, credentials.resolve(name)).map(bytes -> parsed(source, bytes));
    }

    private static Optional<byte[]> bytes(KeySource source, Path path) {
        if (!Files.exists(path)) {
            return Optional.empty();
        }
        try {
            return Optional.of(PrivateFiles.read(path));
        } catch (IOException e) {
            throw new MasterKeyException(
                    source + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
        }
    }

    private static MasterKey parsed(KeySource source, byte[] bytes) {
        try {
            return MasterKey.parse(bytes);
        } catch (IllegalArgumentException e) {
            throw new MasterKeyException(source + ": " + e.getMessage(), e);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }
}
