package io.tillpost.central.enrolment.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What brokers are told about who may come in.
class BrokerFilesTest {
    private final EnrolmentWorld world = new EnrolmentWorld();

    @TempDir
    Path folder = Path.of("");

    @AfterEach
    void close() {
        world.close();
    }

    private BrokerFiles.Places places() {
        return BrokerFiles.Places.in(folder);
    }

    private JsonNode agents() throws IOException {
        return Json.readTree(Files.readAllBytes(folder.resolve("agents.json"))).get("agents");
    }

    @Test
    void theFilesSayWhoMayComeAndAreWrittenOnlyWhenSomethingChanged() throws Exception {
        world.store("acme", "berlin", "plain-box");
        var reply = world.enrolled(new TestBox(), "acme", "berlin", "box-1");
        world.keeper.issueNode("central-2", Duration.ofDays(10));
        var files = world.brokerFiles("central");
        assertEquals(4, files.write(places()).size());
        assertEquals(List.of(), files.write(places()));
        assertEquals("{\"box-1\":{\"tenant\":\"acme\",\"store\":\"berlin\"},"
                + "\"plain-box\":{\"tenant\":\"acme\",\"store\":\"berlin\"}}", agents().toString());
        String acl = Files.readString(folder.resolve("mosquitto.acl"));
        for (String node : List.of("central", "central-2")) {
            assertTrue(acl.contains("user " + node + "\ntopic read tillpost/1/+/up/#\n"), acl);
        }
        assertTrue(acl.contains("""
                user box-1
                topic write tillpost/1/berlin/up/fin
                topic write tillpost/1/berlin/up/ops
                topic write tillpost/1/berlin/up/tel
                topic write tillpost/1/berlin/up/rsp
                topic write tillpost/1/berlin/hello
                topic write tillpost/1/berlin/state
                topic read tillpost/1/berlin/dn/ack
                topic read tillpost/1/berlin/dn/cmd
                topic read tillpost/1/berlin/dn/cfg
                """), acl);

        world.revoke("acme", "box-1", RevocationReason.KEY_COMPROMISE);
        assertEquals(List.of(folder.resolve("agents.json"), folder.resolve("mosquitto.acl"),
                folder.resolve("crl.pem")), files.write(places()));
        assertEquals(TestBox.certificate(reply, 0).getSerialNumber().toString(16),
                agents().get("box-1").get("revoked").get(0).textValue());
        assertFalse(Files.readString(folder.resolve("mosquitto.acl")).contains("box-1"));
        assertEquals("rw-r--r--",
                PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("agents.json"))));
    }

    @Test
    void aStoreThatNamesANodeAsItsAgentLeavesItToHeadOffice() throws Exception {
        world.store("acme", "berlin", "central", "box-1");
        world.brokerFiles("central").write(places());
        assertEquals("{\"box-1\":{\"tenant\":\"acme\",\"store\":\"berlin\"}}", agents().toString());
    }

    @Test
    void aCertificateOfTheStoreOrTenantThatHadTheNameBeforeIsGoodNoMore() throws Exception {
        world.store("acme", "berlin");
        world.store("acme", "paris");
        world.store("rival", "rome");
        var reply = world.enrolled(new TestBox(), "acme", "berlin", "box-1");
        String serial = TestBox.certificate(reply, 0).getSerialNumber().toString(16);
        world.store("acme", "berlin");
        for (String[] taker : new String[][]{{"acme", "paris"}, {"rival", "rome"}}) {
            world.store(taker[0], taker[1], "box-1");
            world.brokerFiles().write(places());
            assertEquals("{\"tenant\":\"%s\",\"store\":\"%s\",\"revoked\":[\"%s\"]}".formatted(taker[0],
                    taker[1], serial), agents().get("box-1").toString());
            assertFalse(Files.readString(folder.resolve("mosquitto.acl")).contains("box-1"));
            world.store(taker[0], taker[1]);
        }
        world.enrolled(new TestBox(), "rival", "rome", "box-1");
        assertEquals("superseded",
                world.test.value("select reason from device_certificate where serial = '" + serial + "'"));
    }

    @Test
    void manyNodesThatWriteAtOnceLeaveWholeFilesAndNothingBesides() throws Exception {
        world.store("acme", "berlin");
        for (int i = 0; i < 20; i++) {
            world.enrolled(new TestBox(), "acme", "berlin", "box-" + i);
        }
        world.brokerFiles().write(places());
        var done = new AtomicBoolean();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var reading = pool.submit(() -> {
                while (!done.get()) {
                    assertEquals(20, agents().size());
                }
                return true;
            });
            for (int round = 0; round < 5; round++) {
                world.revoke("acme", "box-" + round, RevocationReason.SUPERSEDED);
                for (var written : pool.invokeAll(IntStream.range(0, 4)
                        .<Callable<List<Path>>>mapToObj(_ -> () -> world.brokerFiles().write(places()))
                        .toList())) {
                    written.get();
                }
            }
            done.set(true);
            assertTrue(reading.get());
        }
        try (var left = Files.list(folder)) {
            assertEquals(List.of("agents.json", "authority.pem", "crl.pem", "mosquitto.acl"),
                    left.map(file -> file.getFileName().toString()).sorted().toList());
        }
        assertEquals(List.of(), world.brokerFiles().write(places()));
    }

    @Test
    void theWatchWritesAChangeWithinSecondsAndGoesOnAfterAFailure() throws Exception {
        world.store("acme", "berlin");
        Path place = Files.createDirectory(folder.resolve("mounted"));
        try (var _ = BrokerFileWatch.start(world.brokerFiles(), BrokerFiles.Places.in(place))) {
            Files.move(place, folder.resolve("gone"));
            world.enrolled(new TestBox(), "acme", "berlin", "box-1");
            Files.createDirectory(place);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
            while (!Files.exists(place.resolve("agents.json"))
                    || !Files.readString(place.resolve("agents.json")).contains("box-1")) {
                assertTrue(System.nanoTime() < end, "not within 15 s");
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void theWatchOutlivesAnError() throws Exception {
        world.store("acme", "berlin");
        var asked = new AtomicInteger();
        InstantSource failing = () -> {
            // The first look is that of the start.
            if (asked.incrementAndGet() > 2 && asked.get() < 5) {
                throw new OutOfMemoryError("for a moment");
            }
            return world.clock.instant();
        };
        try (var _ = BrokerFileWatch.start(world.brokerFiles(failing.withZone(ZoneOffset.UTC)), places())) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (asked.get() < 3) {
                assertTrue(System.nanoTime() < end, "no look within 60 s");
                Thread.onSpinWait();
            }
            world.enrolled(new TestBox(), "acme", "berlin", "box-1");
            while (!Files.readString(folder.resolve("agents.json")).contains("box-1")) {
                assertTrue(System.nanoTime() < end, "not within 60 s");
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aPlaceThatIsNotThereStopsTheStart() {
        assertThrows(IOException.class, () -> BrokerFileWatch
                .start(world.brokerFiles(), BrokerFiles.Places.in(folder.resolve("nowhere"))).close());
    }
}
