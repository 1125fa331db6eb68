package io.tillpost.edge.catalog.https;

import static io.tillpost.edge.catalog.https.HeadOfficeWorld.bread;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.catalog.Catalog;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a store makes of head office's answers, over real HTTP.
class HeadOfficeCatalogTest {
    private static final String NOT_VALID = "sku,description,price,tax-rate,sales-class\n1,Bread,cheap,7,food\n";

    @TempDir
    private Path folder;

    private StandInHeadOffice headOffice;

    @BeforeEach
    void start() throws IOException {
        headOffice = StandInHeadOffice.start();
    }

    @AfterEach
    void stop() {
        headOffice.close();
    }

    @Test
    void aNewVersionIsAppliedAndCountsAlsoAfterARestart() throws Exception {
        headOffice.has(7, bread("2.50"));
        try (var world = world()) {
            var applied = assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce()).catalog();
            assertEquals(7, applied.headOfficeVersion());
            assertEquals(1, applied.version());
            assertEquals(250, world.price());
            headOffice.has(9, bread("2.60"));
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
        }
        try (var world = world()) {
            assertEquals(260, world.price());
            assertEquals(9, world.catalog.applied().orElseThrow().headOfficeVersion());
            assertEquals(new Pulled.Unchanged(), world.pulls.pullOnce());
        }
    }

    @Test
    void jsonIsReadAsJson() throws Exception {
        headOffice.hasJson(1, """
                {"articles":[{"sku":"1","description":"Bread","unitPrice":{"minor":240,"currency":"EUR"},
                 "taxRate":700,"salesClass":"food"}]}""");
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(240, world.price());
        }
    }

    @Test
    void whatWasAppliedIsNotSentAgain() throws Exception {
        headOffice.has(1, bread("2.50"));
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(new Pulled.Unchanged(), world.pulls.pullOnce());
            assertEquals(List.of("", "\"" + world.catalog.applied().orElseThrow().sha256() + "\""),
                    headOffice.ifNoneMatch);
            assertEquals(1, world.catalog.applied().orElseThrow().version());
        }
    }

    @Test
    void withoutACatalogueAtHeadOfficeTheStoreKeepsItsOwn() throws Exception {
        try (var world = world()) {
            world.importHere(bread("2.50"));
            assertEquals(new Pulled.NothingYet(), world.pulls.pullOnce());
            assertEquals(250, world.price());
        }
    }

    @Test
    void anImportAtTheStoreStandsUntilHeadOfficeHasANewerOne() throws Exception {
        headOffice.has(1, bread("2.50"));
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            world.importHere(bread("1.00"));
            assertEquals(new Pulled.Unchanged(), world.pulls.pullOnce());
            assertEquals(100, world.price());
            headOffice.has(2, bread("2.60"));
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(260, world.price());
        }
    }

    @Test
    void aCatalogueWhoseFileWasLostIsPulledAgain() throws Exception {
        headOffice.has(1, bread("2.50"));
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            headOffice.has(2, bread("2.60"));
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            Files.delete(folder.resolve("catalog/" + Catalog.sha256(bytes(bread("2.60"))) + ".catalog"));
        }
        try (var world = world()) {
            assertEquals(250, world.price());
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(260, world.price());
        }
    }

    @Test
    void halfAnAnswerChangesNothing() throws Exception {
        headOffice.has(1, bread("2.50"));
        headOffice.truncating = true;
        try (var world = world()) {
            assertInstanceOf(Pulled.Unreachable.class, world.pulls.pullOnce());
            assertTrue(world.catalog.applied().isEmpty());
            headOffice.truncating = false;
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
        }
    }

    @Test
    void contentThatIsNotWhatItsTagSaysChangesNothing() throws Exception {
        headOffice.has(1, bread("2.50"));
        headOffice.names("\"" + Catalog.sha256(bytes("another")) + "\"");
        try (var world = world()) {
            assertInstanceOf(Pulled.Refused.class, world.pulls.pullOnce());
            assertTrue(world.catalog.applied().isEmpty());
            assertEquals(List.of(), world.incidents());
        }
    }

    @Test
    void aCatalogueThatIsRefusedKeepsTheOldOneAndPeopleAreToldOnce() throws Exception {
        headOffice.has(1, bread("2.50"));
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            headOffice.has(2, NOT_VALID);
            String detail = assertInstanceOf(Pulled.Refused.class, world.pulls.pullOnce()).detail();
            assertTrue(detail.contains("version 2") && detail.contains("row 2, price 'cheap'"), detail);
            assertEquals(new Pulled.Unchanged(), world.pulls.pullOnce());
            assertEquals(250, world.price());
        }
        try (var world = world()) {
            assertInstanceOf(Pulled.Refused.class, world.pulls.pullOnce());
            assertEquals(250, world.price());
            assertEquals(List.of("catalog-refused"),
                    world.incidents().stream().map(incident -> incident.kind()).toList());
            headOffice.has(3, bread("2.70"));
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            assertEquals(270, world.price());
        }
    }

    @Test
    void anOlderVersionIsNotAppliedEvenAfterAnImportAtTheStore() throws Exception {
        headOffice.has(5, bread("2.50"));
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            world.importHere(bread("1.00"));
            headOffice.has(4, bread("2.40"));
            assertEquals(new Pulled.Refused("version 4 of head office: version 5 was applied already"),
                    world.pulls.pullOnce());
            assertEquals(100, world.price());
        }
    }

    @Test
    void aTokenIsKeptUntilAMinuteBeforeItsEnd() throws Exception {
        try (var world = world()) {
            var _ = world.pulls.pullOnce();
            world.nanos.addAndGet(Duration.ofSeconds(539).toNanos());
            var _ = world.pulls.pullOnce();
            assertEquals(1, headOffice.tokens.size());
            world.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            assertEquals(new Pulled.NothingYet(), world.pulls.pullOnce());
            assertEquals(2, headOffice.tokens.size());
        }
    }

    @Test
    void aTokenThatHeadOfficeNoLongerTakesIsRenewed() throws Exception {
        headOffice.has(1, bread("2.50"));
        try (var world = world()) {
            assertInstanceOf(Pulled.Applied.class, world.pulls.pullOnce());
            headOffice.tokensExpired = true;
            assertEquals(new Pulled.Unchanged(), world.pulls.pullOnce());
            assertEquals(2, headOffice.tokens.size());
        }
    }

    @Test
    void aWrongSecretIsToldWithoutTheSecretAndANewOneNeedsNoRestart() throws Exception {
        Files.writeString(folder.resolve("secret"), "tpsec_wrong");
        try (var world = world(); var log = new Log()) {
            var expected = new Pulled.Refused("head office gives client 's-1' no token (401)");
            assertEquals(expected, world.pulls.pullOnce());
            assertEquals(expected, world.pulls.pullOnce());
            assertEquals(List.of("WARNING"), log.levels);
            assertTrue(log.texts.stream().noneMatch(text -> text.contains("tpsec_")), log.texts.toString());
            Files.delete(folder.resolve("secret"));
            assertInstanceOf(Pulled.Refused.class, world.pulls.pullOnce());
            Files.writeString(folder.resolve("secret"), "tpsec_secret");
            assertEquals(new Pulled.NothingYet(), world.pulls.pullOnce());
        }
    }

    @Test
    void offlineIsToldOnceAndSoIsTheReturn() throws Exception {
        int port = headOffice.port();
        headOffice.close();
        try (var world = world(); var log = new Log()) {
            assertInstanceOf(Pulled.Unreachable.class, world.pulls.pullOnce());
            assertInstanceOf(Pulled.Unreachable.class, world.pulls.pullOnce());
            assertEquals(List.of("INFO"), log.levels);
            headOffice = StandInHeadOffice.startOn(port);
            assertEquals(new Pulled.NothingYet(), world.pulls.pullOnce());
            assertEquals(new Pulled.NothingYet(), world.pulls.pullOnce());
            assertEquals(List.of("INFO", "INFO"), log.levels);
        }
    }

    @Test
    void aHeadOfficeInTroubleIsAsGoodAsNone() throws Exception {
        headOffice.failing = 503;
        try (var world = world()) {
            assertEquals(new Pulled.Unreachable("head office answers 503"), world.pulls.pullOnce());
        }
    }

    @Test
    void anAuthoritiesFileWithoutCertificatesStopsTheStart() throws Exception {
        Path file = Files.writeString(folder.resolve("ca.pem"), "");
        var e = assertThrows(IOException.class, () -> Trust.in(file));
        assertTrue(String.valueOf(e.getMessage()).contains("ca.pem"), e.getMessage());
    }

    private HeadOfficeWorld world() throws IOException {
        return new HeadOfficeWorld(folder, headOffice.url());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /// What the room logs while it is open.
    private static final class Log extends Handler implements AutoCloseable {
        final List<String> levels = new CopyOnWriteArrayList<>();
        final List<String> texts = new CopyOnWriteArrayList<>();
        private final Logger logger = Logger.getLogger(HeadOfficeCatalog.class.getName());

        Log() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord record) {
            levels.add(record.getLevel().getName());
            texts.add(record.getMessage() + " " + Arrays.toString(record.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
        }
    }
}
