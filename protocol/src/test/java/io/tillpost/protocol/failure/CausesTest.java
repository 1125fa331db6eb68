package io.tillpost.protocol.failure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.net.BindException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What somebody reads whose file or port cannot be used.
class CausesTest {
    @TempDir
    private Path folder;

    @Test
    void aMissingFileIsNamedAndMissing() {
        Path file = folder.resolve("ca.pem");
        assertEquals(file + ": it is not there", of(() -> Files.readString(file)));
    }

    @Test
    void aFileInTheWayOfAFolderIsNamed() throws IOException {
        Path file = Files.writeString(folder.resolve("ca.pem"), "x");
        assertEquals(file + ": it is there already", of(() -> Files.createDirectory(file)));
        assertEquals(file + ": it is no folder",
                Causes.inWords(new NotDirectoryException(file.toString())));
    }

    @Test
    void aFileOfSomebodyElseIsNoPermission() {
        assertEquals("/etc/key.pem: no permission",
                Causes.inWords(new AccessDeniedException("/etc/key.pem")));
    }

    @Test
    void whatTheSystemSaysIsPassedOn() {
        assertEquals("/mnt/x: No space left on device",
                Causes.inWords(new FileSystemException("/mnt/x", null, "No space left on device")));
        assertEquals("Address already in use", Causes.inWords(new BindException("Address already in use")));
        assertEquals("IOException", Causes.inWords(new IOException()));
    }

    private interface Work {
        void run() throws IOException;
    }

    private static String of(Work work) {
        return Causes.inWords(assertThrows(IOException.class, work::run));
    }
}
