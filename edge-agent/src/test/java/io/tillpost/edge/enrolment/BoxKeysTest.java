package io.tillpost.edge.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.enrolment.IdentityFolder.Purpose;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The keys that seal the identity, and what they survive.
class BoxKeysTest {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final MasterKey MASTER = MasterKey.fresh(RANDOM);
    private static final MasterKey NEXT = MasterKey.fresh(RANDOM);

    @TempDir
    private Path data;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private ScriptedCentral central;

    /// The end of the world, at one step.
    private static final class Died extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    /// One thing to do to the keys.
    private interface Change {
        void on(BoxKeys keys, Path data) throws IOException;
    }

    @BeforeEach
    void startCentral() throws Exception {
        central = new ScriptedCentral(clock);
        central.close();
    }

    @Test
    void aStolenFolderGivesNothingWithoutTheMasterKey() throws Exception {
        BoxIdentity identity = enrolled(keys(data, MASTER));
        var waiting = keys(data, MASTER).identities().waiting(RANDOM);
        keys(data, MASTER).rotate();
        mustNotHold(identity.key().secret().getEncoded());
        mustNotHold(waiting.key().secret().getEncoded());
        var stolen = assertThrows(EnrolmentException.class,
                () -> keys(data, NEXT).identities().required());
        assertTrue(String.valueOf(stolen.getMessage()).contains(MASTER.fingerprint()), stolen.getMessage());
        var without = new BoxKeys(folder(data), wanted -> {
            assertEquals(Set.of(MASTER.fingerprint()), wanted);
            throw new EnrolmentException("there is no master key");
        }, RANDOM);
        assertThrows(EnrolmentException.class, () -> without.identities().required());
        assertThrows(EnrolmentException.class, () -> enrolled(without), "nor is anything sealed");
        assertEquals(identity.key().id(), keys(data, MASTER).identities().required().key().id());
    }

    @Test
    void aCrashAtAnyStepOfARotationLeavesTheIdentityAndTheNextStartEndsIt() throws Exception {
        crashEverywhere((_, _) -> {}, (keys, _) -> keys.rotate(), (keys, place) -> {
            keys.settle(place);
            keys.rotate();
        });
    }

    @Test
    void aCrashAtAnyStepOfTheTakeOverLeavesTheIdentityAndTheNextStartEndsIt() throws Exception {
        crashEverywhere((_, place) -> toOldForm(place), BoxKeys::settle, BoxKeys::settle);
    }

    @Test
    void aCrashAtAnyStepToAnotherMasterKeyLeavesAnIdentityThatOneOfThemOpens() throws Exception {
        crashEverywhere((_, _) -> {}, (keys, _) -> {
            keys.addMaster(NEXT);
            assertEquals(Set.of(MASTER.fingerprint()), keys.retireOthers(NEXT));
        }, (keys, place) -> {
            keys.addMaster(NEXT);
            keys.retireOthers(NEXT);
            assertThrows(EnrolmentException.class, () -> keys(place, MASTER).identities().required());
        });
    }

    @Test
    void anOldKeyInClearIsTakenOverAndDeleted() throws Exception {
        BoxIdentity identity = enrolled(keys(data, MASTER));
        var waiting = keys(data, MASTER).identities().waiting(RANDOM);
        byte[] old = toOldForm(data);
        var keys = keys(data, MASTER);
        keys.settle(data);
        assertFalse(Files.exists(data.resolve("box-key")));
        mustNotHold(old);
        assertEquals(identity.key().id(), keys.identities().required().key().id());
        assertEquals(waiting.csr(), keys.identities().waiting(RANDOM).csr());
        assertThrows(EnrolmentException.class, () -> keys(data, NEXT).identities().required());
        keys.settle(data);
    }

    @Test
    void anOldKeyThatIsNoneStaysAndSaysSo() throws Exception {
        enrolled(keys(data, MASTER));
        Files.write(data.resolve("box-key"), new byte[3]);
        var e = assertThrows(EnrolmentException.class, () -> keys(data, MASTER).settle(data));
        assertTrue(String.valueOf(e.getMessage()).contains("box-key holds 3 bytes, expected a key of 32"));
        assertTrue(Files.exists(data.resolve("box-key")));
    }

    @Test
    void anotherProgramsRotationAndEnrolmentAreSeenAtOnce() throws Exception {
        var agent = keys(data, MASTER);
        BoxIdentity first = enrolled(keys(data, MASTER));
        assertEquals(first.key().id(), agent.identities().required().key().id());
        var command = keys(data, MASTER);
        agent.rotate();
        assertEquals(first.key().id(), command.identities().required().key().id());
        BoxIdentity again = enrolled(command);
        assertEquals(again.key().id(), agent.identities().required().key().id());
        assertEquals(List.of(2), agent.status().numbers());
    }

    @Test
    void whoeverReadsWhileKeysAreExchangedAlwaysFindsTheIdentity() throws Exception {
        BoxIdentity identity = enrolled(keys(data, MASTER));
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> rotating = threads.submit(() -> {
                var keys = keys(data, MASTER);
                for (int i = 0; i < 20; i++) {
                    keys.rotate();
                }
                return null;
            });
            var reads = 0;
            while (!rotating.isDone()) {
                assertEquals(identity.key().id(), keys(data, MASTER).identities().required().key().id());
                reads++;
            }
            var _ = rotating.get();
            assertTrue(reads > 0);
        }
        assertEquals(List.of(21), keys(data, MASTER).status().numbers());
    }

    @Test
    void underTwoMasterKeysThereIsNoNewKeyAndAStrangeOneRetiresNothing() throws Exception {
        BoxIdentity identity = enrolled(keys(data, MASTER));
        var keys = keys(data, MASTER);
        assertThrows(WrongMasterKeyException.class, () -> keys.retireOthers(NEXT));
        keys.addMaster(NEXT);
        keys.addMaster(NEXT);
        assertThrows(IllegalStateException.class, keys::rotate);
        for (MasterKey either : List.of(MASTER, NEXT)) {
            assertEquals(identity.key().id(), keys(data, either).identities().required().key().id());
        }
        assertEquals(Set.of(MASTER.fingerprint(), NEXT.fingerprint()), BoxKeys.wanted(folder(data)));
        assertEquals(Set.of(MASTER.fingerprint()), keys.retireOthers(NEXT));
        keys.rotate();
        assertEquals(identity.key().id(), keys(data, NEXT).identities().required().key().id());
    }

    @Test
    void aBoxThatWasNeverEnrolledHasNoKeysAndNothingMakesAny() throws Exception {
        var keys = keys(data, MASTER);
        keys.settle(data);
        keys.rotate();
        keys.addMaster(NEXT);
        assertEquals(Set.of(), keys.retireOthers(NEXT));
        assertEquals(new BoxKeys.Status(Set.of(), List.of()), keys.status());
        assertEquals(Set.of(), BoxKeys.wanted(folder(data)));
    }

    @Test
    void damagedKeysAreNamedAndTheBoxIsEnrolledAgainWithoutThem() throws Exception {
        enrolled(keys(data, MASTER));
        Path file = folder(data).resolve("keys.json");
        String whole = Files.readString(file);
        for (String bad : List.of("", "{}", "{\"format\":1,\"keys\":[]}",
                whole.replace("\"AQAA", "\"AQAB"))) {
            Files.writeString(file, bad);
            var e = assertThrows(IOException.class, () -> keys(data, MASTER).identities().required(), bad);
            assertTrue(String.valueOf(e.getMessage()).contains("keys.json"), e.getMessage());
        }
        Files.delete(file);
        assertThrows(EnrolmentException.class, () -> keys(data, MASTER).identities().required());
        BoxIdentity again = enrolled(keys(data, MASTER));
        assertEquals(again.key().id(), keys(data, MASTER).identities().required().key().id());
    }

    /// Does `change` once to its end, and then in a fresh place each time up to one step further.
    private void crashEverywhere(Change before, Change change, Change after) throws Exception {
        var steps = new ArrayList<String>();
        Path rehearsal = data.resolve("rehearsal");
        enrolled(keys(rehearsal, MASTER));
        before.on(keys(rehearsal, MASTER), rehearsal);
        change.on(keys(rehearsal, steps::add), rehearsal);
        assertTrue(steps.size() >= 12, steps.toString());
        for (int death = 0; death < steps.size(); death++) {
            Path place = data.resolve("life-" + death);
            BoxIdentity identity = enrolled(keys(place, MASTER));
            before.on(keys(place, MASTER), place);
            var countdown = new int[]{death};
            var dying = keys(place, _ -> {
                if (countdown[0]-- == 0) {
                    throw new Died();
                }
            });
            assertThrows(Died.class, () -> change.on(dying, place), steps.get(death));
            var next = new BoxKeys(folder(place), wanted -> wanted.contains(MASTER.fingerprint())
                    || wanted.isEmpty() ? MASTER : NEXT, RANDOM);
            next.settle(place);
            assertEquals(identity.key().id(), next.identities().required().key().id(), steps.get(death));
            after.on(next, place);
            assertEquals(identity.key().id(), next.identities().required().key().id(), steps.get(death));
            assertEquals(1, next.status().numbers().size(), steps.get(death));
            assertFalse(Files.exists(place.resolve("box-key")), steps.get(death));
        }
    }

    /// As an earlier version left it: everything under a key in clear beside the journal.
    private byte[] toOldForm(Path place) throws IOException {
        byte[] key = new byte[32];
        RANDOM.nextBytes(key);
        var old = new KeyedVault(Map.of(1, new SecretKeySpec(key, "AES")), 1, RANDOM);
        var now = keys(place, MASTER).identities();
        var then = new IdentityFolder(folder(place), old);
        var waiting = now.pending(Purpose.RENEWAL);
        then.store(now.required());
        if (waiting.isPresent()) {
            then.keep(Purpose.RENEWAL, waiting.get());
        }
        Files.delete(folder(place).resolve("keys.json"));
        Files.write(place.resolve("box-key"), key);
        return key;
    }

    /// A P-256 key in PKCS #8 is 67 bytes, the secret number the last 32; other keys are looked for whole.
    private void mustNotHold(byte[] secret) throws IOException {
        byte[] number = Arrays.copyOfRange(secret, Math.max(0, secret.length - 32), secret.length);
        // Base 64 keeps whole groups of three bytes, from the key's beginning on.
        String text = Base64.getEncoder().encodeToString(secret);
        List<String> forms = List.of(new String(number, StandardCharsets.ISO_8859_1),
                HexFormat.of().formatHex(number),
                text.substring(secret.length > 48 ? 48 : 0, secret.length / 3 * 4));
        try (var files = Files.walk(data)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String held = Files.readString(file, StandardCharsets.ISO_8859_1);
                forms.forEach(form -> assertFalse(held.contains(form), file + " holds the key"));
            }
        }
    }

    private static Path folder(Path place) {
        return place.resolve("identity");
    }

    private static BoxKeys keys(Path place, MasterKey master) {
        return new BoxKeys(folder(place), _ -> master, RANDOM);
    }

    private static BoxKeys keys(Path place, Consumer<String> step) {
        return new BoxKeys(folder(place), _ -> MASTER, RANDOM, step);
    }

    private BoxIdentity enrolled(BoxKeys keys) throws Exception {
        var pending = keys.identities().waiting(central.code(), RANDOM);
        BoxIdentity identity = ReplyCheck.identity(pending.key(), central.reply("s-1-a", pending.csr()),
                List.of(central.authority.certificate), central.url(), clock.instant());
        keys.identities().store(identity);
        return identity;
    }
}
