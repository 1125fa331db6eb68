package io.tillpost.edge.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/// Files and folders for the agent's user alone, on disk when a call returns.
public final class DurableFile {
    private DurableFile() {}

    /// Puts `bytes` in place of whatever is at `file`: after a crash the old contents are there or the new ones, and perhaps a
    /// draft whose name ends with `.new`.
    public static void replace(Path file, byte[] bytes) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        draft(draft, bytes);
        rename(draft, file);
    }

    /// Writes `bytes` to a file that counts for nothing before it is renamed, whatever is there.
    public static void draft(Path draft, byte[] bytes) throws IOException {
        Files.deleteIfExists(draft);
        try (FileChannel channel = create(draft)) {
            write(channel, ByteBuffer.wrap(bytes));
            channel.force(true);
        }
    }

    /// The draft takes the place of whatever is at `file`.
    public static void rename(Path draft, Path file) throws IOException {
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        syncFolder(file);
    }

    /// Makes a folder that nobody else may look into, and those above it.
    public static void folder(Path folder) throws IOException {
        Files.createDirectories(folder, ownerOnly(folder, "rwx------"));
    }

    /// A new file, open for writing. Fails if there is one.
    public static FileChannel create(Path file) throws IOException {
        return FileChannel.open(file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                ownerOnly(file, "rw-------"));
    }

    /// Writes all of it.
    public static void write(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /// Writes all of it at this place.
    public static void write(FileChannel channel, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += channel.write(bytes, at);
        }
    }

    /// A name that came, went or changed is on disk only when its folder is. Windows knows no such thing.
    public static void syncFolder(Path file) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null && isPosix(folder)) {
            try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /// On Windows a file has the rights of its folder.
    private static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return isPosix(path)
                ? new FileAttribute<?>[]{
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))}
                : new FileAttribute<?>[0];
    }
}
