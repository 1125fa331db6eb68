package io.tillpost.edge.till.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApiTokenTest {
    @TempDir
    private Path folder;

    @Test
    void theTokenOutlastsARestart() throws IOException {
        var _ = ApiToken.in(folder, new Random(1));
        String made = Files.readString(folder.resolve("api-token")).strip();
        assertEquals(64, made.length());
        assertTrue(ApiToken.in(folder, new Random(2)).isShownBy("Bearer " + made));
    }

    /// As on Windows.
    @Test
    void whereFilesHaveNoModesThereIsOneToo() throws IOException {
        try (var plain = FileSystems.newFileSystem(folder.resolve("plain.zip"), Map.of("create", "true"))) {
            var _ = ApiToken.in(plain.getPath("/"), new Random(1));
            String made = Files.readString(plain.getPath("/api-token")).strip();
            assertTrue(ApiToken.in(plain.getPath("/"), new Random(2)).isShownBy("Bearer " + made));
        }
    }

    @Test
    void anEmptyFileThatAPowerCutLeftIsNoToken() throws IOException {
        Files.createFile(folder.resolve("api-token"));
        ApiToken token = ApiToken.in(folder, new Random(1));
        assertFalse(token.isShownBy("Bearer "));
        assertTrue(token.isShownBy("Bearer " + Files.readString(folder.resolve("api-token")).strip()));
    }
}
