package io.tillpost.protocol.masterkey;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Passwords and private keys that somebody else looks after. A group may read them, as `ssl-cert` does on Debian; all the
/// world need not.
public final class SecretFiles {
    private SecretFiles() {}

    /// What to say of each file that any user of this machine can read or change. Nothing where there are no modes, as on
    /// Windows, and of a file that cannot be looked at: whoever reads it says so.
    ///
    /// @param files by the setting that names each
    public static List<String> openToAll(Map<String, Path> files) {
        return files.entrySet()
                .stream()
                .flatMap(file -> openToAll(file.getKey(), file.getValue()).stream())
                .toList();
    }

    private static Optional<String> openToAll(String setting, Path file) {
        try {
            var view = Files.getFileAttributeView(file, PosixFileAttributeView.class);
            if (view == null) {
                return Optional.empty();
            }
            var modes = view.readAttributes().permissions();
            return modes.contains(PosixFilePermission.OTHERS_READ)
                    || modes.contains(PosixFilePermission.OTHERS_WRITE)
                            ? Optional.of(setting + ": " + file + " has mode "
                                    + PosixFilePermissions.toString(modes)
                                    + ", so every user of this machine may read or change it; run: chmod o= "
                                    + file)
                            : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
