package io.tillpost.edge.journal.sqlite;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativeLibraryTest {
    private static final List<String> PROPERTIES = List.of("org.sqlite.lib.path", "org.sqlite.lib.name");

    @TempDir
    private Path folder = Path.of("");

    private List<String> before = List.of();

    @BeforeEach
    void asAtAStart() {
        before = PROPERTIES.stream().map(name -> System.getProperty(name, "")).toList();
        PROPERTIES.forEach(System::clearProperty);
    }

    @AfterEach
    void asBefore() {
        for (int i = 0; i < PROPERTIES.size(); i++) {
            if (before.get(i).isEmpty()) {
                System.clearProperty(PROPERTIES.get(i));
            } else {
                System.setProperty(PROPERTIES.get(i), before.get(i));
            }
        }
    }

    private Path kept() {
        asAtAStart();
        NativeLibrary.keepIn(folder);
        return Path.of(System.getProperty("org.sqlite.lib.path"), System.getProperty("org.sqlite.lib.name"));
    }

    @Test
    void theLibraryIsUnpackedOnceAndUsedFromThenOn() throws IOException {
        Path library = kept();
        var unpacked = Files.getLastModifiedTime(library);
        assertEquals(library, kept());
        assertEquals(unpacked, Files.getLastModifiedTime(library));
        assertEquals(folder.toAbsolutePath(), library.getParent());
    }

    @Test
    void oneThatIsTornOrChangedIsUnpackedAnew() throws IOException {
        Path library = kept();
        byte[] whole = Files.readAllBytes(library);
        byte[] changed = whole.clone();
        changed[changed.length / 2] ^= 1;
        for (byte[] bad : List.of(changed, new byte[0])) {
            Files.write(library, bad);
            assertArrayEquals(whole, Files.readAllBytes(kept()));
        }
    }

    @Test
    void thoseOfEarlierVersionsGo() throws IOException {
        Path old = Files.write(folder.resolve("libsqlitejdbc-1234.so"), new byte[1]);
        Path library = kept();
        try (var there = Files.list(folder)) {
            assertEquals(List.of(library.getFileName()), there.map(Path::getFileName).toList());
        }
        assertEquals(false, Files.exists(old));
    }

    @Test
    void whereItCannotBeKeptTheDriverIsLeftAlone() throws IOException {
        NativeLibrary.keepIn(Files.write(folder.resolve("file"), new byte[0]));
        PROPERTIES.forEach(name -> assertEquals("", System.getProperty(name, "")));
    }
}
