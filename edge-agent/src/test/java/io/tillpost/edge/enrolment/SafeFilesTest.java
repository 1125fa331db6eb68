package io.tillpost.edge.enrolment;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeFilesTest {
    @TempDir
    private Path folder = Path.of("");

    /// As on Windows.
    @Test
    void whereFilesHaveNoModesNoneIsAskedFor() throws IOException {
        try (var plain = FileSystems.newFileSystem(folder.resolve("plain.zip"), Map.of("create", "true"))) {
            var files = new SafeFiles(plain.getPath("/identity"), _ -> {});
            files.write("key", "one".getBytes(UTF_8));
            files.write("key", "two".getBytes(UTF_8));
            assertEquals("two", Files.readString(plain.getPath("/identity/key")));
            files.delete("key");
            assertFalse(Files.exists(plain.getPath("/identity/key")));
        }
    }

    @Test
    void aFolderThatIsAFileTakesNothing() throws IOException {
        Path file = Files.writeString(folder.resolve("identity"), "mine");
        assertThrows(IOException.class, () -> new SafeFiles(file, _ -> {}).write("key", new byte[1]));
        assertEquals("mine", Files.readString(file));
    }
}
