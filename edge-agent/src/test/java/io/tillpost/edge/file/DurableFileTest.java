package io.tillpost.edge.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DurableFileTest {
    @TempDir
    private Path folder = Path.of("");

    @Test
    void aFileIsReplacedWholeWhateverACrashHasLeft() throws IOException {
        Path file = folder.resolve("note");
        Files.writeString(folder.resolve("note.new"), "half of an ear");
        DurableFile.replace(file, "one".getBytes(UTF_8));
        DurableFile.replace(file, "two".getBytes(UTF_8));
        assertEquals("two", Files.readString(file));
        assertFalse(Files.exists(folder.resolve("note.new")));
    }

    @Test
    void whatCannotBeWrittenLeavesWhatIsThere() throws IOException {
        Path file = folder.resolve("note");
        DurableFile.replace(file, "one".getBytes(UTF_8));
        Files.createDirectories(folder.resolve("note.new/in the way"));
        assertThrows(IOException.class, () -> DurableFile.replace(file, "two".getBytes(UTF_8)));
        assertThrows(NoSuchFileException.class,
                () -> DurableFile.rename(folder.resolve("none"), file));
        assertThrows(FileAlreadyExistsException.class, () -> DurableFile.create(file));
        assertEquals("one", Files.readString(file));
    }

    @Test
    void filesAndFoldersAreThisUsersAlone() throws IOException {
        DurableFile.folder(folder.resolve("a/b"));
        DurableFile.replace(folder.resolve("a/b/note"), new byte[1]);
        assertEquals("rwx------", mode("a"));
        assertEquals("rwx------", mode("a/b"));
        assertEquals("rw-------", mode("a/b/note"));
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(path)));
    }

    /// As on Windows, where no folder can be synced either.
    @Test
    void whereThereAreNoModesNoneIsAskedFor() throws IOException {
        try (var plain = FileSystems.newFileSystem(folder.resolve("plain.zip"), Map.of("create", "true"))) {
            Path file = plain.getPath("/a/b/note");
            DurableFile.folder(plain.getPath("/a/b"));
            DurableFile.replace(file, "one".getBytes(UTF_8));
            DurableFile.replace(file, "two".getBytes(UTF_8));
            assertEquals("two", Files.readString(file));
        }
    }
}
