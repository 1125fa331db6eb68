package io.tillpost.protocol.masterkey;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretFilesTest {
    @TempDir
    private Path folder = Path.of("");

    private List<String> of(String modes) throws Exception {
        Path file = folder.resolve("password");
        Files.deleteIfExists(file);
        Files.writeString(file, "secret");
        return SecretFiles.openToAll(Map.of("database.passwordFile",
                Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(modes))));
    }

    @Test
    void whatAllUsersCanReadOrChangeIsNamedWithItsRemedy() throws Exception {
        String name = folder.resolve("password").toString();
        assertEquals(List.of("database.passwordFile: " + name + " has mode rw-r--r--, so every user of this"
                + " machine may read or change it; run: chmod o= " + name), of("rw-r--r--"));
        assertEquals(1, of("rw-----w-").size());
    }

    @Test
    void ownersAndGroupsAreFine() throws Exception {
        assertEquals(List.of(), of("rw-r-----"));
        assertEquals(List.of(), of("r--------"));
    }

    @Test
    void whoeverReadsAFileThatIsNotThereSaysSo() {
        assertEquals(List.of(), SecretFiles.openToAll(Map.of("broker.keyFile", folder.resolve("nothing"))));
    }
}
