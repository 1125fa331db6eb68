package io.tillpost.protocol.masterkey;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.seal.MasterKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclEntry;
import java.nio.file.attribute.AclEntryPermission;
import java.nio.file.attribute.AclEntryType;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.security.SecureRandom;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeysTest {
    private static final SecureRandom RANDOM = new SecureRandom();

    @TempDir
    private Path folder = Path.of("");
    private final MasterKey key = MasterKey.fresh(RANDOM);

    @Test
    void aNewKeyFileIsForItsOwnerToReadAndReadBack() throws Exception {
        var keys = new MasterKeys(null, RANDOM);
        var source = new KeySource.KeyFile(folder.resolve("master.key"));
        assertEquals(Optional.empty(), keys.find(source).map(MasterKey::fingerprint));
        MasterKey made = keys.make(source);
        assertEquals(made.fingerprint(), keys.read(source).fingerprint());
        assertEquals("r--------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(source.path())));
        try (var files = Files.list(folder)) {
            assertEquals(List.of(source.path()), files.toList(), "no draft is left");
        }
    }

    @Test
    void aKeyThatIsThereIsNeverReplaced() {
        var keys = new MasterKeys(null, RANDOM);
        var source = new KeySource.KeyFile(folder.resolve("master.key"));
        MasterKey first = keys.make(source);
        assertThrows(MasterKeyException.class, () -> keys.make(source));
        assertEquals(first.fingerprint(), keys.read(source).fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "r--r--r--", "rwx------", "rw--w----"})
    void aFileThatOthersCanReadOrChangeIsRefusedWithWhatToDo(String mode) throws Exception {
        Path file = write("open.key", key.toFile());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
        String message = refusal(new MasterKeys(null, RANDOM), new KeySource.KeyFile(file));
        assertTrue(message.contains("run: chmod 0400 " + file), message);
        assertSilent(message);
    }

    @Test
    void aFileOfAnotherUserIsRefusedAndNotToBeTakenAwayFromHim() throws Exception {
        Path file = write("other.key", key.toFile());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        try {
            Files.setAttribute(file, "unix:uid", 65_534);
        } catch (java.io.IOException e) {
            Assumptions.abort("skipped: only root gives files away");
        }
        String message = refusal(new MasterKeys(null, RANDOM), new KeySource.KeyFile(file));
        assertTrue(message.contains("run this command as that user: sudo -u "), message);
        assertFalse(message.contains("chown"), message);
    }

    @Test
    void aMissingKeyAndOneThatIsNoneAreNamedByTheirPlace() throws Exception {
        var keys = new MasterKeys(null, RANDOM);
        var missing = new KeySource.KeyFile(folder.resolve("missing.key"));
        assertEquals(missing + ": there is no master key", refusal(keys, missing));
        Path file = write("broken.key", new String(key.toFile(), UTF_8).substring(3).getBytes(UTF_8));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        String message = refusal(keys, new KeySource.KeyFile(file));
        assertTrue(message.contains("61 characters"), message);
        assertSilent(message);
    }

    @Test
    void anEndlessFileIsNotReadToItsEnd() throws Exception {
        Path file = write("long.key", new byte[20_000]);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertTrue(refusal(new MasterKeys(null, RANDOM), new KeySource.KeyFile(file))
                .contains("cannot be read"));
    }

    @Test
    void aCredentialComesFromSystemdsFolder() throws Exception {
        var _ = write("tillpost.master", key.toFile());
        var keys = new MasterKeys(folder, RANDOM);
        assertEquals(key.fingerprint(),
                keys.read(new KeySource.Credential("tillpost.master")).fingerprint());
        assertTrue(refusal(keys, new KeySource.Credential("gone")).contains("there is no master key"));
        assertThrows(MasterKeyException.class, () -> keys.make(new KeySource.Credential("gone")));
    }

    @Test
    void withoutSystemdACredentialIsRefusedWithWhatToDo() {
        String message = refusal(new MasterKeys(null, RANDOM), new KeySource.Credential("tillpost.master"));
        assertTrue(message.contains("A unit needs LoadCredentialEncrypted=tillpost.master:FILE"), message);
        assertTrue(message.contains("a command by hand is run by systemd-run --pipe --wait --uid=USER"
                + " -p LoadCredentialEncrypted=tillpost.master:FILE COMMAND"), message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../shadow", "a/b", "", ".hidden"})
    void aCredentialsNameIsNoPath(String name) {
        assertThrows(IllegalArgumentException.class, () -> new KeySource.Credential(name));
    }

    @Test
    void whatWindowsProtectsIsMadeAndReadBack() throws Exception {
        var keys = new MasterKeys(null, RANDOM, Backwards::new);
        var source = new KeySource.Dpapi(folder.resolve("master.dpapi"));
        MasterKey made = keys.make(source);
        assertFalse(Files.readString(source.path()).equals(new String(made.toFile(), UTF_8)));
        assertEquals(made.fingerprint(), keys.read(source).fingerprint());
    }

    @Test
    void elsewhereThanOnWindowsThereIsNoDpapi() throws Exception {
        var source = new KeySource.Dpapi(write("master.dpapi", new byte[]{1, 2, 3}));
        String message = refusal(new MasterKeys(null, RANDOM, () -> DataProtection.of("Linux")), source);
        assertTrue(message.contains("needs Windows, and this is Linux"), message);
    }

    @Test
    void onWindowsAnAclThatLetsOthersReadIsRefused() {
        UserPrincipal owner = () -> "SHOP\\tillpost";
        UserPrincipal system = () -> "NT AUTHORITY\\SYSTEM";
        UserPrincipal users = () -> "BUILTIN\\Users";
        Path file = Path.of("C:master.key");
        PrivateFiles.checkAcl(file, owner.getName(),
                List.of(allow(owner, AclEntryPermission.READ_DATA),
                        allow(system, AclEntryPermission.READ_DATA),
                        allow(users, AclEntryPermission.READ_ATTRIBUTES)));
        for (var right : List.of(AclEntryPermission.READ_DATA, AclEntryPermission.WRITE_DATA)) {
            var thrown = assertThrows(MasterKeyException.class,
                    () -> PrivateFiles.checkAcl(file, owner.getName(), List.of(allow(users, right))));
            assertTrue(String.valueOf(thrown.getMessage()).contains("icacls"), thrown.getMessage());
        }
    }

    @Test
    void sourcesAreReadAsTheyArePrinted() {
        Path base = Path.of("/etc/tillpost");
        for (String text : List.of("file:/etc/tillpost/a.key", "credential:tillpost.master",
                "dpapi:/etc/tillpost/b.dpapi")) {
            assertEquals(text, KeySource.parse(text, base).toString());
        }
        assertEquals("file:/etc/tillpost/a.key", KeySource.parse("file:a.key", base).toString());
        for (String text : List.of("", "file:", "a.key", "vault:x")) {
            var thrown = assertThrows(IllegalArgumentException.class, () -> KeySource.parse(text, base));
            assertTrue(String.valueOf(thrown.getMessage()).contains("expected file:PATH"),
                    thrown.getMessage());
        }
    }

    private static AclEntry allow(UserPrincipal who, AclEntryPermission right) {
        return AclEntry.newBuilder()
                .setType(AclEntryType.ALLOW)
                .setPrincipal(who)
                .setPermissions(EnumSet.of(right))
                .build();
    }

    private Path write(String name, byte[] bytes) throws Exception {
        return Files.write(folder.resolve(name), bytes);
    }

    private static String refusal(MasterKeys keys, KeySource source) {
        return String.valueOf(assertThrows(MasterKeyException.class, () -> keys.read(source)).getMessage());
    }

    private void assertSilent(String message) {
        String digits = new String(key.toFile(), UTF_8).strip();
        assertFalse(message.contains(digits.substring(10, 20)), "it tells some of the key");
    }

    /// Turns bytes around; whatever does not begin with its mark is refused.
    private static final class Backwards implements DataProtection {
        @Override
        public byte[] protect(byte[] plain) {
            return new StringBuilder(HexFormat.of().formatHex(plain)).reverse().toString().getBytes(UTF_8);
        }

        @Override
        public byte[] unprotect(byte[] guarded) {
            return HexFormat.of()
                    .parseHex(new StringBuilder(new String(guarded, UTF_8)).reverse()
                            .chars()
                            .mapToObj(Character::toString)
                            .collect(Collectors.joining()));
        }
    }
}
