package io.tillpost.edge;

import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/// The vault of a box without a key source of its own: a key in the file `box-key` (0400) of the data folder.
final class BoxVault {
    private static final String FILE = "box-key";
    private static final int KEY_BYTES = 32;
    private static final int KEY_NUMBER = 1;

    private BoxVault() {}

    /// Opens it, or makes its key. Fails naming the file.
    static Vault in(Path dataFolder, SecureRandom random) throws IOException {
        Path file = dataFolder.resolve(FILE);
        if (!Files.exists(file)) {
            make(file, random);
        }
        byte[] key = Files.readAllBytes(file);
        if (key.length != KEY_BYTES) {
            throw new IOException(
                    file + " holds " + key.length + " bytes, expected a key of " + KEY_BYTES);
        }
        return new KeyedVault(Map.of(KEY_NUMBER, new SecretKeySpec(key, "AES")), KEY_NUMBER, random);
    }

    private static void make(Path file, SecureRandom random) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent(),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        Path draft = file.resolveSibling(FILE + ".new");
        Files.deleteIfExists(draft);
        Files.createFile(draft,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.write(draft, key, StandardOpenOption.WRITE, StandardOpenOption.SYNC);
        Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("r--------"));
        try {
            Files.createLink(file, draft);
        } catch (FileAlreadyExistsException _) {
            // Another program of this box was first: its key counts.
        }
        Files.deleteIfExists(draft);
    }
}
