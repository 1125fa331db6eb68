package io.tillpost.edge.enrolment;

import io.tillpost.edge.file.DurableFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

    void write(String name, byte[] content) throws IOException {
        DurableFile.folder(folder);
        Path draft = folder.resolve(name + ".new");
        step.accept("clear " + name);
        Files.deleteIfExists(draft);
        step.accept("create " + name);
        try (var channel = DurableFile.create(draft)) {
            var bytes = ByteBuffer.wrap(content);
            bytes.limit(content.length / 2);
            DurableFile.write(channel, bytes);
            step.accept("half " + name);
            bytes.limit(content.length);
            DurableFile.write(channel, bytes);
            step.accept("force " + name);
            channel.force(true);
        }
        step.accept("move " + name);
        Path file = folder.resolve(name);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        step.accept("force folder of " + name);
        DurableFile.syncFolder(file);
    }

    void delete(String name) throws IOException {
        step.accept("delete " + name);
        Path file = folder.resolve(name);
        if (Files.deleteIfExists(file)) {
            DurableFile.syncFolder(file);
        }
    }
}
