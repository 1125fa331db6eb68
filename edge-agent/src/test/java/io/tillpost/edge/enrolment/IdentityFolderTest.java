package io.tillpost.edge.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.enrolment.IdentityFolder.Purpose;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What is on the disk, whenever the box dies.
class IdentityFolderTest {
    static final SecureRandom RANDOM = new SecureRandom();
    static final Vault VAULT = vault(1);

    @TempDir
    private Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private ScriptedCentral central;

    /// The end of the world, at one step.
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    static Vault vault(int key) {
        byte[] bytes = new byte[32];
        bytes[0] = (byte) key;
        return new KeyedVault(Map.of(key, new SecretKeySpec(bytes, "AES")), key, RANDOM);
    }

    @BeforeEach
    void startCentral() throws Exception {
        central = new ScriptedCentral(clock);
        central.close();
    }

    @Test
    void aRequestProvesItsKeyToAnotherLibrary() throws Exception {
        for (int i = 0; i < 50; i++) {
            var key = DeviceKey.born(RANDOM);
            byte[] csr = CertificateRequest.of(key);
            assertEquals(key.open(), ScriptedCentral.proven(Base64.getEncoder().encodeToString(csr)));
            assertEquals("", new PKCS10CertificationRequest(csr).getSubject().toString());
        }
    }

    @Test
    void theFolderIsThisUsersAloneAndHoldsNoKeyThatCanBeRead() throws Exception {
        var identities = new IdentityFolder(folder.resolve("data/identity"), VAULT);
        BoxIdentity identity = enrolled(identities);
        assertEquals("rwx------",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(identities.path())));
        byte[] secret = identity.key().secret().getEncoded();
        String text = Base64.getEncoder().encodeToString(secret).substring(20, 60);
        try (var files = Files.list(identities.path())) {
            for (Path file : files.toList()) {
                assertEquals("rw-------", file.getFileName().toString().equals("lock")
                        ? "rw-------"
                        : PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
                assertFalse(Files.readString(file, StandardCharsets.ISO_8859_1).contains(text));
            }
        }
        assertFalse(identity.toString().contains(text) || identity.key().toString().contains(text));
    }

    @Test
    void aCrashAtAnyStepLeavesTheOldOrTheNewIdentityWhole() throws Exception {
        var steps = new ArrayList<String>();
        Path rehearsal = folder.resolve("rehearsal");
        BoxIdentity old = enrolled(new IdentityFolder(rehearsal, VAULT));
        BoxIdentity fresh = next(new IdentityFolder(rehearsal, VAULT));
        new IdentityFolder(rehearsal, VAULT, steps::add).replace(old, old, fresh);
        assertTrue(steps.size() >= 7, steps.toString());
        for (int death = 0; death < steps.size(); death++) {
            Path place = folder.resolve("life-" + death);
            var before = new IdentityFolder(place, VAULT);
            BoxIdentity first = enrolled(before);
            BoxIdentity second = next(before);
            var countdown = new int[]{death};
            var dying = new IdentityFolder(place, VAULT, _ -> {
                if (countdown[0]-- == 0) {
                    throw new Died();
                }
            });
            assertThrows(Died.class, () -> dying.replace(first, first, second));
            var after = new IdentityFolder(place, VAULT);
            BoxIdentity found = after.required();
            boolean isNew = found.certificate().equals(second.certificate());
            assertTrue(isNew || found.certificate().equals(first.certificate()), steps.get(death));
            assertEquals(isNew ? second.key().id() : first.key().id(), found.key().id(), steps.get(death));
            assertEquals(isNew, after.pending(Purpose.RENEWAL).isEmpty(), steps.get(death));
            if (!isNew) {
                assertEquals(second.key().id(), after.waiting(RANDOM).key().id());
                assertTrue(after.replace(found, found, second), "the next life does it");
            }
        }
    }

    @Test
    void aKeyThatWaitsIsTheSameAfterARestart() throws Exception {
        var first = new IdentityFolder(folder, VAULT).waiting(central.code(), RANDOM);
        var again = new IdentityFolder(folder, VAULT).waiting(central.code(), RANDOM);
        assertEquals(first.csr(), again.csr());
        assertEquals(first.key().id(), again.key().id());
    }

    @Test
    void aKeyWaitsForOneCodeAndItsFileDoesNotGiveThat() throws Exception {
        var identities = new IdentityFolder(folder, VAULT);
        var other = central.code("s-9-z");
        var first = identities.waiting(other, RANDOM);
        String file = Files.readString(folder.resolve("enrolment.json"));
        for (String hint : List.of(other.text(), Sha256.of(other.text()).toString(),
                Sha256.of(other.secret()).toString())) {
            assertFalse(file.contains(hint), file);
        }
        assertNotEquals(first.key().id(), identities.waiting(central.code(), RANDOM).key().id());
        assertNotEquals(first.key().id(), identities.waiting(other, RANDOM).key().id(), "it was given up");
    }

    @Test
    void aKeyThatAnEarlierVersionLeftIsOfAnUnknownCode() throws Exception {
        var identities = new IdentityFolder(folder, VAULT);
        var first = identities.waiting(central.code(), RANDOM);
        Path file = folder.resolve("enrolment.json");
        Files.writeString(file, Files.readString(file).replaceAll(",\"codeHash\":\"[0-9a-f]*\"", ""));
        assertTrue(identities.pending(Purpose.ENROLMENT).isPresent());
        assertNotEquals(first.key().id(), identities.waiting(central.code(), RANDOM).key().id());
    }

    @Test
    void whatProvedARenewalIsKeptUntilTheNextOneOrANewEnrolment() throws Exception {
        var identities = new IdentityFolder(folder, VAULT);
        BoxIdentity first = enrolled(identities);
        assertEquals(Optional.empty(), identities.predecessor());
        BoxIdentity second = next(identities);
        assertTrue(identities.replace(first, first, second));
        BoxIdentity third = next(identities);
        assertTrue(identities.replace(second, second, third));
        assertEquals(second.certificate(), identities.predecessor().orElseThrow().certificate());
        Files.writeString(folder.resolve("predecessor.json"), "{}");
        assertEquals(Optional.empty(), identities.predecessor(), "a damaged one is none");
        var _ = enrolled(identities);
        assertFalse(Files.exists(folder.resolve("predecessor.json")));
    }

    @Test
    void aNewEnrolmentForgetsTheKeyThatWaitedForARenewal() throws Exception {
        var identities = new IdentityFolder(folder, VAULT);
        var _ = enrolled(identities);
        var waiting = identities.waiting(RANDOM);
        var _ = enrolled(identities);
        assertEquals(Optional.empty(), identities.pending(Purpose.RENEWAL));
        assertFalse(Files.exists(folder.resolve("renewal.json")));
        identities.giveUp(waiting.key());
        assertNotEquals(waiting.key().id(), identities.waiting(RANDOM).key().id());
    }

    @Test
    void aRenewalThatComesLateDoesNotUndoANewEnrolment() throws Exception {
        var identities = new IdentityFolder(folder, VAULT);
        BoxIdentity old = enrolled(identities);
        BoxIdentity renewed = next(identities);
        BoxIdentity again = enrolled(identities);
        assertFalse(identities.replace(old, old, renewed));
        assertEquals(again.certificate(), identities.required().certificate());
    }

    @Test
    void anotherProgramsIdentityIsSeenAtOnce() throws Exception {
        var agent = new IdentityFolder(folder, VAULT);
        assertEquals(Optional.empty(), agent.current());
        BoxIdentity stored = enrolled(new IdentityFolder(folder, VAULT));
        assertEquals(stored.certificate(), agent.required().certificate());
        BoxIdentity again = enrolled(new IdentityFolder(folder, VAULT));
        assertEquals(again.certificate(), agent.required().certificate());
    }

    @Test
    void damageAndAnotherVaultAreNamedAndQuoteNothing() throws Exception {
        BoxIdentity stored = enrolled(new IdentityFolder(folder, VAULT));
        var other = new IdentityFolder(folder, vault(2));
        String said = String.valueOf(assertThrows(EnrolmentException.class, other::current).getMessage());
        assertTrue(said.contains("identity.json cannot be used") && said.contains("--again"), said);
        Path file = folder.resolve("identity.json");
        String whole = Files.readString(file);
        for (String bad : List.of("", "{}", whole.substring(0, whole.length() / 2),
                whole.replace(stored.key().id().toString(), "0".repeat(64)))) {
            Files.writeString(file, bad);
            assertThrows(EnrolmentException.class, new IdentityFolder(folder, VAULT)::current);
        }
        assertEquals(1, enrolled(new IdentityFolder(folder, VAULT)).shown().size(), "enrolled again");
    }

    @Test
    void theKeysAreSealedAgainWithAnotherKeyOfTheVault() throws Exception {
        BoxIdentity before = enrolled(new IdentityFolder(folder, VAULT));
        BoxIdentity stored = next(new IdentityFolder(folder, VAULT));
        assertTrue(new IdentityFolder(folder, VAULT).replace(before, before, stored));
        var waiting = new IdentityFolder(folder, VAULT).waiting(RANDOM);
        byte[] one = new byte[32];
        one[0] = 1;
        byte[] two = new byte[32];
        two[0] = 2;
        var both = new KeyedVault(
                Map.of(1, new SecretKeySpec(one, "AES"), 2, new SecretKeySpec(two, "AES")), 2, RANDOM);
        new IdentityFolder(folder, both).reseal();
        var after = new IdentityFolder(folder, vault(2));
        assertEquals(stored.key().id(), after.required().key().id());
        assertEquals(waiting.csr(), after.waiting(RANDOM).csr());
        assertEquals(before.key().id(), after.predecessor().orElseThrow().key().id());
    }

    private BoxIdentity enrolled(IdentityFolder identities) throws Exception {
        var pending = identities.waiting(central.code(), RANDOM);
        BoxIdentity identity = identity(pending);
        identities.store(identity);
        return identity;
    }

    private BoxIdentity next(IdentityFolder identities) throws Exception {
        return identity(identities.waiting(RANDOM));
    }

    private BoxIdentity identity(IdentityFolder.Pending pending) throws Exception {
        return ReplyCheck.identity(pending.key(), central.reply("s-1-a", pending.csr()),
                List.of(central.authority.certificate), central.url(), clock.instant());
    }
}
