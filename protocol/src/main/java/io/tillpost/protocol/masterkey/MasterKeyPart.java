package io.tillpost.protocol.masterkey;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// The part `masterKey` of a program's configuration file: one of its three is given.
///
/// @param file path of a key file
/// @param credential name of a systemd credential
/// @param dpapi path of a file that Windows has protected
public record MasterKeyPart(@Nullable String file, @Nullable String credential, @Nullable String dpapi) {
    /// The source that is meant; throws [IllegalArgumentException] unless exactly one is given.
    ///
    /// @param config the configuration file, in whose folder relative paths start
    public KeySource checked(Path config) {
        List<KeySource> named = Stream.<@Nullable KeySource>of(
                file == null ? null : new KeySource.KeyFile(config.resolveSibling(file)),
                credential == null ? null : new KeySource.Credential(credential),
                dpapi == null ? null : new KeySource.Dpapi(config.resolveSibling(dpapi)))
                .filter(Objects::nonNull)
                .toList();
        if (named.size() != 1) {
            throw new IllegalArgumentException("masterKey names " + named.size()
                    + " sources, expected one of file, credential and dpapi");
        }
        return named.getFirst();
    }
}
