package io.tillpost.edge.settings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.enrolment.TestAuthority;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.SignedPointer;
import io.tillpost.protocol.sync.StoreSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a box takes as its configuration, and what it does not, on a real journal and real files.
class SettingsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final String SHOP = "{\"format\":1,\"receipt\":{\"header\":[\"Shop %s\"]}}";

    @TempDir
    private Path folder;

    private final Map<String, byte[]> bundles = new ConcurrentHashMap<>();
    private final List<String> incidents = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusing = new AtomicInteger();
    private final List<StoreSettings> heard = new CopyOnWriteArrayList<>();
    private volatile Failpoints failpoints = Failpoints.NONE;
    private TestAuthority authority;
    private KeyPair signer;
    private X509Certificate certificate;
    private SqliteJournal journal;
    private Settings settings;

    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;
    }

    @BeforeEach
    void start() throws Exception {
        authority = new TestAuthority("head office", NOW);
        signer = TestAuthority.pair();
        certificate = authority.purpose(signer.getPublic(), SignedPointer.PURPOSE,
                NOW.minus(Duration.ofDays(1)), NOW.plus(Duration.ofDays(100)));
        open();
    }

    @AfterEach
    void stop() {
        settings.close();
        journal.close();
    }

    private void open() {
        journal = SqliteJournal.open(folder.resolve("data"), new Origin("acme", "acme-de", "s-1", "s-1-a",
                ZoneOffset.UTC, "0.1.0"), CLOCK, IdSource.uuidV7(CLOCK, new Random(1)), System::nanoTime,
                TestKeys.KEYS, TestKeys.RANDOM);
        settings = Settings.open(new Settings.Parts(journal, folder.resolve("configuration"),
                _ -> new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE, LocalDate.of(2026, 3, 2), null, "t"),
                new PointerCheck("acme", "s-1", () -> List.of(authority.certificate), CLOCK), this::fetch,
                SettingsTest::boxRules, new Alarm() {
                    @Override
                    public void raise(String kind, String evidence) {
                        if (refusing.getAndDecrement() > 0) {
                            throw new IllegalStateException("the disk is full");
                        }
                        incidents.add(kind + ": " + evidence);
                    }

                    @Override
                    public void settle() {
                        incidents.add("settled");
                    }
                }, CLOCK, point -> failpoints.reached(point)));
        settings.start(heard::add);
    }

    private void restart() {
        settings.close();
        journal.close();
        failpoints = Failpoints.NONE;
        open();
    }

    private interface Meanwhile {
        void happens() throws IOException;
    }

    private volatile Meanwhile whileFetching = () -> {};

    private byte[] fetch(String path, int mostBytes) throws IOException {
        whileFetching.happens();
        byte[] bundle = bundles.get(path);
        if (bundle == null || bundle.length > mostBytes) {
            throw new IOException("head office answers 404");
        }
        return bundle;
    }

    private static void boxRules(StoreSettings wanted) {
        var receipt = wanted.receipt();
        if (receipt != null && List.of("Shop forbidden").equals(receipt.header())) {
            throw new IllegalArgumentException("this box prints no such thing");
        }
    }

    @Test
    void aSignedVersionCountsAtOnceAndAfterARestartAndIsAnEvent() {
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        assertEquals(shop("one"), settings.now());
        await(() -> heard.equals(List.of(shop("one"))));
        restart();
        assertEquals(1, settings.version());
        assertEquals(shop("one"), settings.now());
        assertEquals(1, settings.status().inUseSinceStart());
        settings.offer(pointer(2, null, bundle("two", 2)));
        await(() -> settings.version() == 2);
        assertEquals(1, settings.status().inUseSinceStart());
        assertEquals(List.of(1L, 2L), events().stream().map(ConfigApplied::version).toList());
        assertEquals(List.of(folder.resolve("configuration/2.json")), files());
    }

    @Test
    void goingBackIsANewVersionAndAnOldPointerOrVersionNeverCountsAgain() {
        String first = pointer(1, null, bundle("one", 1));
        settings.offer(first);
        await(() -> settings.version() == 1);
        settings.offer(pointer(2, null, bundle("two", 2)));
        await(() -> settings.version() == 2);
        settings.offer(first);
        settled();
        settings.offer(pointer(3, 1L, bundle("one", 3)));
        await(() -> settings.version() == 3);
        assertEquals(shop("one"), settings.now());
        assertEquals(1L, settings.status().rollbackTo());
        settings.offer(first);
        settled();
        assertEquals(3, settings.version());
        assertEquals(3, events().size());
    }

    @Test
    void aForgedPointerIsNotBelievedWhoeverMadeIt() throws Exception {
        byte[] bundle = bundle("evil", 9);
        var stranger = new TestAuthority("stranger", NOW);
        KeyPair other = TestAuthority.pair();
        Instant from = NOW.minusSeconds(10);
        Instant until = NOW.plusSeconds(1000);
        var config = pointed("acme", "s-1", 9, null, bundle);
        String good = SignedPointer.sign(config, signer.getPrivate(), List.of(certificate));
        int dot = good.indexOf('.') + 1;
        var forged = List.of("", "a.b.c", good.substring(0, good.length() - 4) + "AAAA",
                // Another payload under the same signature.
                good.substring(0, dot) + pointer(8, null, bundle).split("\\.", -1)[1]
                        + good.substring(good.lastIndexOf('.')),
                // A key that its certificate does not know.
                SignedPointer.sign(config, other.getPrivate(), List.of(certificate)),
                // A box of the same authority.
                SignedPointer.sign(config, other.getPrivate(),
                        List.of(authority.box(other.getPublic(), "s-1-a", from, until))),
                // A server of it.
                SignedPointer.sign(config, other.getPrivate(),
                        List.of(authority.purpose(other.getPublic(), "1.3.6.1.5.5.7.3.1", from, until))),
                // The right purpose from another authority.
                SignedPointer.sign(config, other.getPrivate(),
                        List.of(stranger.purpose(other.getPublic(), SignedPointer.PURPOSE, from, until))),
                // One that has ended.
                SignedPointer.sign(config, other.getPrivate(), List.of(authority.purpose(other.getPublic(),
                        SignedPointer.PURPOSE, from, NOW.minusSeconds(5)))),
                // Another store's, another company's.
                SignedPointer.sign(pointed("acme", "s-2", 9, null, bundle), signer.getPrivate(),
                        List.of(certificate)),
                SignedPointer.sign(pointed("umbrella", "s-1", 9, null, bundle), signer.getPrivate(),
                        List.of(certificate)));
        for (String one : forged) {
            incidents.clear();
            settings.offer(one);
            settled();
            assertEquals(1, incidents.size(), one);
            assertTrue(incidents.getFirst().startsWith("configuration-forged: a pointer is not believed: "),
                    incidents.getFirst());
        }
        assertEquals(0, settings.version());
        assertEquals(List.of(), files());
        settings.offer(good);
        await(() -> settings.version() == 9);
    }

    @Test
    void aRefusalThatCannotBeWrittenDownIsTriedAgainAndEndsNothing() {
        refusing.set(1);
        settings.offer("a.b.c");
        await(() -> settings.status().trouble() != null);
        byte[] bundle = bundle("one", 1);
        settings.offer(pointer(1, null, bundle));
        await(() -> settings.version() == 1);
    }

    @Test
    void aBundleThatIsNotTheOnePointedToOrNotForThisBoxKeepsTheOldOne() {
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        byte[] right = bundle("two", 2);
        String pointer = pointer(2, null, right);
        for (byte[] wrong : List.of(new byte[0], java.util.Arrays.copyOf(right, right.length - 1),
                new String(right, UTF_8).replace("two", "2wo").getBytes(UTF_8))) {
            incidents.clear();
            bundles.put(ConfigPointer.path("s-1", 2), wrong);
            settings.offer(pointer(2, null, right));
            settled();
            assertTrue(incidents.toString().contains("configuration-refused: version 2 is not applied"),
                    incidents.toString());
        }
        for (String bad : List.of("{\"format\":1,\"tills\":[]}", "no JSON",
                "{\"format\":1,\"receipt\":{\"header\":[\"Shop forbidden\"]}}")) {
            incidents.clear();
            bundles.put(ConfigPointer.path("s-1", 3), bad.getBytes(UTF_8));
            settings.offer(pointer(3, null, bad.getBytes(UTF_8)));
            settled();
            assertTrue(incidents.toString().contains("configuration-refused"), bad + " " + incidents);
        }
        assertEquals(1, settings.version());
        assertEquals(shop("one"), settings.now());
        assertEquals(List.of(folder.resolve("configuration/1.json")), files());
        bundles.put(ConfigPointer.path("s-1", 2), right);
        settings.offer(pointer);
        await(() -> settings.version() == 2);
        await(() -> incidents.contains("settled"));
    }

    @Test
    void whatCannotBeFetchedIsTriedAgainOnDemand() throws Exception {
        byte[] bundle = bundle("one", 1);
        bundles.clear();
        settings.offer(pointer(1, null, bundle));
        await(() -> String.valueOf(settings.status().trouble()).contains("404"));
        assertEquals(1L, settings.status().waitingFor());
        assertEquals(List.of(), incidents);
        bundles.put(ConfigPointer.path("s-1", 1), bundle);
        assertEquals(1, settings.applyNow(20_000).version());
    }

    @Test
    void anErrorOnTheWayEndsNoMoreThanTheTry() throws Exception {
        whileFetching = () -> {
            whileFetching = () -> {};
            throw new OutOfMemoryError("for a moment");
        };
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> String.valueOf(settings.status().trouble()).contains("for a moment"));
        assertEquals(1, settings.applyNow(20_000).version());
    }

    @Test
    void whoAsksWhileATryGoesOnIsToldWhatTheNextOneBrings() throws Exception {
        byte[] bundle = bundle("one", 1);
        bundles.clear();
        var asking = new FutureTask<>(() -> settings.applyNow(20_000).version());
        Thread asks = Thread.ofPlatform().name("asks").unstarted(asking);
        whileFetching = () -> {
            whileFetching = () -> bundles.put(ConfigPointer.path("s-1", 1), bundle);
            asks.start();
            await(() -> asks.getState() == Thread.State.TIMED_WAITING);
        };
        settings.offer(pointer(1, null, bundle));
        assertEquals(1, asking.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aTryThatGoesOnLongerThanSomebodyWaitsIsToldAsThat() throws Exception {
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        var goesOn = new CountDownLatch(1);
        whileFetching = () -> assertDoesNotThrow(() -> goesOn.await());
        settings.offer(pointer(2, null, bundle("two", 2)));
        SettingsStatus meanwhile = settings.applyNow(50);
        assertEquals("what is offered is still being tried after 50 ms", meanwhile.trouble());
        assertEquals(1, meanwhile.version());
        goesOn.countDown();
        SettingsStatus then = settings.applyNow(20_000);
        assertEquals(2, then.version());
        assertNull(then.trouble());
    }

    @Test
    void onAFullDiskTheOldOneCountsAndPeopleAreToldAndNoDraftStays() throws Exception {
        Path disk = Files.createDirectories(folder.resolve("configuration"));
        Assumptions.assumeTrue(run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk.toString()),
                "skipped: no right to mount a small disk");
        try {
            onASmallDisk(disk);
        } finally {
            assertTrue(run("umount", "-l", disk.toString()), "umount " + disk);
        }
    }

    private void onASmallDisk(Path disk) throws Exception {
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        Path other = disk.resolve("somebody-elses");
        // When the bundle is fetched whoever tidies up after the first one has finished.
        whileFetching = () -> Files.write(other,
                new byte[(int) Files.getFileStore(disk).getUsableSpace()], StandardOpenOption.CREATE);
        settings.offer(pointer(2, null, bundle("two", 2)));
        await(() -> incidents.stream().anyMatch(one -> one.startsWith("configuration-not-kept")));
        assertTrue(incidents.toString().contains("No space left"), incidents.toString());
        assertEquals(1, settings.version());
        assertEquals(2L, settings.status().waitingFor());
        assertFalse(Files.exists(disk.resolve("draft.new")));
        Files.delete(other);
        whileFetching = () -> {};
        assertEquals(2, settings.applyNow(20_000).version(), "the disk is free again");
        restart();
        assertEquals(shop("two"), settings.now());
    }

    @ParameterizedTest
    @ValueSource(strings = {"settings.before-rename", "settings.before-commit", "settings.after-commit"})
    void killedAnywhereOneVersionCountsWhole(String point) throws Exception {
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        var killed = new CountDownLatch(1);
        failpoints = at -> {
            if (at.equals(point)) {
                killed.countDown();
                throw new Killed();
            }
        };
        Thread.setDefaultUncaughtExceptionHandler((_, _) -> {});
        try {
            settings.offer(pointer(2, null, bundle("two", 2)));
            assertTrue(killed.await(20, TimeUnit.SECONDS));
            restart();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(null);
        }
        boolean applied = point.equals("settings.after-commit");
        assertEquals(applied ? 2 : 1, settings.version());
        assertEquals(shop(applied ? "two" : "one"), settings.now());
        settings.offer(pointer(2, null, bundle("two", 2)));
        await(() -> settings.version() == 2);
        assertEquals(List.of(1L, 2L), events().stream().map(ConfigApplied::version).toList());
        assertEquals(List.of(folder.resolve("configuration/2.json")), files());
    }

    @Test
    void aFileThatWasDamagedCountsNoMoreAndIsFetchedAgain() throws Exception {
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        Files.writeString(folder.resolve("configuration/1.json"), "{\"format\":1}");
        restart();
        assertEquals(0, settings.version());
        assertEquals(StoreSettings.NONE, settings.now());
        assertTrue(incidents.toString().contains("configuration-damaged"), incidents.toString());
        settings.offer(pointer(1, null, bundle("one", 1)));
        await(() -> settings.version() == 1);
        assertEquals(shop("one"), settings.now());
    }

    /// What was offered has been looked at.
    private void settled() {
        try {
            var _ = settings.applyNow(20_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static StoreSettings shop(String name) {
        return StoreSettings.read(SHOP.formatted(name).getBytes(UTF_8));
    }

    /// Head office has this bundle for this version.
    private static boolean run(String... command) throws Exception {
        try {
            return new ProcessBuilder(command).inheritIO().start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private byte[] bundle(String name, long version) {
        byte[] bytes = SHOP.formatted(name).getBytes(UTF_8);
        bundles.put(ConfigPointer.path("s-1", version), bytes);
        return bytes;
    }

    private String pointer(long version, @Nullable Long rollbackTo, byte[] bundle) {
        return SignedPointer.sign(pointed("acme", "s-1", version, rollbackTo, bundle), signer.getPrivate(),
                List.of(certificate));
    }

    private static ConfigPointer pointed(String tenant, String store, long version, @Nullable Long rollbackTo,
            byte[] bundle) {
        try {
            return new ConfigPointer(tenant, store, version,
                    Hash.of(MessageDigest.getInstance("SHA-256").digest(bundle)), bundle.length,
                    ConfigPointer.path(store, version), rollbackTo, NOW);
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private List<ConfigApplied> events() {
        return journal.archive()
                .events(Lane.OPS, 1, 1_000)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .filter(ConfigApplied.class::isInstance)
                .map(ConfigApplied.class::cast)
                .toList();
    }

    private List<Path> files() {
        Path place = folder.resolve("configuration");
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (var all = Files.list(place)) {
            return all.toList();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 20 s");
            Thread.onSpinWait();
        }
    }
}
