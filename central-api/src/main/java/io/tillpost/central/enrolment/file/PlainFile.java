package io.tillpost.central.enrolment.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Set;

/// Files that are whole at every moment: written beside their place, forced to disk, then moved there in one step. On disk
/// when a call returns. Several programs may write the same one.
public final class PlainFile {
    private static final Set<PosixFilePermission> EVERYONE_READS = PosixFilePermissions
            .fromString("rw-r--r--");
    private static final boolean POSIX = FileSystems.getDefault()
            .supportedFileAttributeViews()
            .contains("posix");

    private PlainFile() {}

    /// Writes what everyone on this machine may read. Returns false when it stands there already.
    public static boolean write(Path file, byte[] content) throws IOException {
        try {
            if (Arrays.equals(Files.readAllBytes(file), content)) {
                return false;
            }
        } catch (NoSuchFileException _) {
            // It is the first time.
        }
        replace(file, content, true);
        return true;
    }

    /// Writes what the owner of this process alone may read, from the moment that it exists.
    public static void writeSecret(Path file, byte[] content) throws IOException {
        replace(file, content, false);
    }

    private static void replace(Path file, byte[] content, boolean forEveryone) throws IOException {
        Path whole = file.toAbsolutePath();
        Path folder = whole.getParent();
        // POSIX: only the owner may read a temporary file.
        Path fresh = Files.createTempFile(folder, "." + whole.getFileName(), ".new");
        try {
            try (var channel = FileChannel.open(fresh, StandardOpenOption.WRITE)) {
                var bytes = ByteBuffer.wrap(content);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            if (forEveryone && POSIX) {
                Files.setPosixFilePermissions(fresh, EVERYONE_READS);
            }
            Files.move(fresh, whole, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            sync(folder);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }

    /// A new name is only on disk when its folder is; Windows knows no such thing.
    private static void sync(Path folder) throws IOException {
        if (POSIX) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
