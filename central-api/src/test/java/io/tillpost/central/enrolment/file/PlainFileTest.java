package io.tillpost.central.enrolment.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlainFileTest {
    @TempDir
    private Path folder = Path.of("");

    /// A power cut would show whether a rename was forced to disk; Java tells what it forces.
    @Test
    void aFilesNewNameIsForcedToDiskToo() throws Exception {
        Path file = folder.resolve("crl.pem");
        List<String> forced = forcedBy(() -> PlainFile.write(file, "a list".getBytes(UTF_8)));
        assertEquals(folder.toAbsolutePath().toString(), forced.getLast(), forced.toString());
        assertEquals(2, forced.size(), forced.toString());
        assertEquals("a list", Files.readString(file));
        assertEquals(List.of(), forcedBy(() -> PlainFile.write(file, "a list".getBytes(UTF_8))));
    }

    private List<String> forcedBy(Callable<?> work) throws Exception {
        try (var recording = new Recording()) {
            recording.enable("jdk.FileForce").withThreshold(Duration.ZERO);
            recording.start();
            work.call();
            recording.stop();
            Path dump = Files.createTempFile("forced", ".jfr");
            try {
                recording.dump(dump);
                return RecordingFile.readAllEvents(dump)
                        .stream()
                        .map(event -> event.getString("path"))
                        .filter(path -> path != null && path.startsWith(folder.toAbsolutePath().toString()))
                        .toList();
            } finally {
                Files.deleteIfExists(dump);
            }
        }
    }

    @Test
    void aKeyIsItsOwnersAloneAndItsCertificateEveryones() throws Exception {
        Path key = folder.resolve("key.pem");
        Path certificate = folder.resolve("cert.pem");
        Files.writeString(key, "old, and readable by everyone");
        List<String> forced = forcedBy(() -> {
            PlainFile.writePair(key, new byte[]{1}, certificate, new byte[]{2, 3});
            return key;
        });
        assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(key)));
        assertEquals("rw-r--r--", PosixFilePermissions.toString(Files.getPosixFilePermissions(certificate)));
        assertEquals(List.of(1L, 2L), List.of(Files.size(key), Files.size(certificate)));
        assertEquals(List.of(folder.toString(), folder.toString()), forced.subList(2, forced.size()),
                "both are on disk before one of them is in its place");
    }

    @Test
    void aPlaceThatIsAFolderIsSaidBeforeTheOtherFileChanges() throws Exception {
        Path key = Files.createDirectory(folder.resolve("key.pem"));
        Path certificate = Files.writeString(folder.resolve("cert.pem"), "old");
        assertThrows(FileSystemException.class,
                () -> PlainFile.writePair(key, new byte[]{1}, certificate, new byte[]{2}));
        assertEquals("old", Files.readString(certificate));
    }

    @Test
    void aFolderThatIsNotThereIsNamedAndNothingStaysBehind() throws IOException {
        Path file = folder.resolve("nowhere/crl.pem");
        var thrown = assertThrows(NoSuchFileException.class, () -> PlainFile.write(file, new byte[1]));
        assertTrue(String.valueOf(thrown.getMessage()).contains("nowhere"), thrown.getMessage());
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(), left.toList());
        }
    }
}
