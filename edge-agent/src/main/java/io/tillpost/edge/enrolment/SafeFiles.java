package io.tillpost.edge.enrolment;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.function.Consumer;

/// Writes the small files of one folder so that a crash at any moment leaves the old or the new content, whole. The folder
/// is this user's alone (0700), as are the files (0600).
final class SafeFiles {
    private final Path folder;
    private final Consumer<String> step;

    /// @param step told before each step on the way, by its name; a test ends the world there
    SafeFiles(Path folder, Consumer<String> step) {
        this.folder = folder;
        this.step = step;
    }

    Path folder() {
        return folder;
    }

    static void makeFolder(Path folder) throws IOException {
        Files.createDirectories(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    }

    void write(String name, byte[] content) throws IOException {
        makeFolder(folder);
        Path draft = folder.resolve(name + ".new");
        step.accept("clear " + name);
        Files.deleteIfExists(draft);
        step.accept("create " + name);
        try (var channel = FileChannel.open(draft,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            var bytes = ByteBuffer.wrap(content);
            bytes.limit(content.length / 2);
            writeAll(channel, bytes);
            step.accept("half " + name);
            bytes.limit(content.length);
            writeAll(channel, bytes);
            step.accept("force " + name);
            channel.force(true);
        }
        step.accept("move " + name);
        Files.move(draft, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
        step.accept("force folder of " + name);
        forceFolder();
    }

    void delete(String name) throws IOException {
        step.accept("delete " + name);
        if (Files.deleteIfExists(folder.resolve(name))) {
            forceFolder();
        }
    }

    private static void writeAll(FileChannel channel, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            var _ = channel.write(bytes);
        }
    }

    /// The new name is on the disk, too.
    private void forceFolder() throws IOException {
        try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }
}
