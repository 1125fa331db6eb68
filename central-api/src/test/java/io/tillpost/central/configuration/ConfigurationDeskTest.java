package io.tillpost.central.configuration;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.configuration.sql.SqlConfigurations;
import io.tillpost.central.configuration.sql.SqlSigners;
import io.tillpost.central.database.DatabaseSettings;
import io.tillpost.central.database.PostgresDatabase;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.enrolment.AuthorityKeeper;
import io.tillpost.central.enrolment.EnrolmentWorld;
import io.tillpost.central.enrolment.RevocationReason;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.SignedPointer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Versions of a store's configuration and who signs for them, in PostgreSQL with the installation's own authority.
class ConfigurationDeskTest {
    private static final byte[] ONE = "{\"format\":1,\"blindCount\":true}".getBytes(UTF_8);
    private static final byte[] TWO = "{\"format\":1,\"blindCount\":false}".getBytes(UTF_8);

    private final EnrolmentWorld world = new EnrolmentWorld();
    private final SqlConfigurations configurations = new SqlConfigurations();
    private final ConfigurationDesk desk = desk();

    /// A node.
    private ConfigurationDesk desk() {
        return new ConfigurationDesk(world.database, configurations, world.stores, new PointerSigner(
                world.database, new SqlSigners(world.vault), world.keeper, world.clock), world.clock);
    }

    @BeforeEach
    void start() {
        world.store("acme", "north", "north-a");
    }

    @AfterEach
    void stop() {
        world.close();
    }

    @Test
    void eachDocumentIsAVersionAndTheSameOneIsNone() {
        assertEquals(1, put(ONE).version().version());
        assertFalse(put(ONE).fresh());
        assertEquals(2, put(TWO).version().version());
        ConfigurationVersion back = rollBack(1).orElseThrow();
        assertEquals(3, back.version());
        assertEquals(1L, back.rollbackTo());
        assertEquals(Optional.empty(), rollBack(9));
        assertEquals(new String(ONE, UTF_8), new String(world.database
                .inTransaction(tx -> configurations.document(tx, "acme", "north", 3)), UTF_8));
        assertEquals(List.of(3L, 2L, 1L), world.database
                .inTransaction(tx -> configurations.list(tx, "acme", "north", null, 10))
                .stream()
                .map(ConfigurationVersion::version)
                .toList());
        assertThrows(RuntimeException.class,
                () -> world.test.execute("update store_configuration set version = 7"));
    }

    @Test
    void aDocumentThatIsTheNewestOfARestoredDatabaseAndOlderThanTheAgentsIsSetAnew() {
        assertEquals(1, put(ONE).version().version());
        assertEquals(1, expected(5), "its agents have what the database has lost");
        var again = put(ONE);
        assertTrue(again.fresh());
        assertEquals(6, again.version().version());
        assertFalse(put(ONE).fresh());
    }

    @Test
    void afterARestoreNoNumberIsGivenThatAnAgentMayHaveWithAnotherDocument() {
        assertEquals(1, put(ONE).version().version());
        world.test.execute("update central_epoch set epoch = 2");
        assertEquals(1, expected(1), "another document, set after the backup");
        var again = put(ONE);
        assertTrue(again.fresh());
        assertEquals(1_000_001, again.version().version());
        assertFalse(put(ONE).fresh());
        assertEquals(1_000_002, put(TWO).version().version());
        assertEquals(1_000_003, rollBack(1).orElseThrow().version());
    }

    @Test
    void aVersionThatCannotHaveBeenGivenIsNotBelieved() {
        assertEquals(1, put(ONE).version().version());
        for (long said : List.of(Long.MAX_VALUE, 1_000_000_000_000_000_000L, 2_000_001L, Long.MIN_VALUE)) {
            assertEquals(1, expected(said));
            assertFalse(put(ONE).fresh(), "what counts is not behind " + said);
        }
        assertEquals(2, put(TWO).version().version());
        assertEquals(3, rollBack(1).orElseThrow().version());
    }

    @Test
    void aRevokedBoxIsNotBelieved() {
        var _ = world.enrolled(new TestBox(), "acme", "north", "north-a");
        assertEquals(5, expected(5));
        assertEquals(6, put(ONE).version().version());
        assertEquals(6, expected(9));
        world.revoke("acme", "north-a", RevocationReason.KEY_COMPROMISE);
        assertEquals(7, put(TWO).version().version());
    }

    @Test
    void whatNoAgentWouldTakeIsNotTaken() {
        var e = assertThrows(MalformedJsonException.class,
                () -> put("{\"format\":1,\"receipt\":{\"language\":\"fr\"}}".getBytes(UTF_8)));
        assertTrue(String.valueOf(e.getMessage()).contains("expected en or de"), e.getMessage());
        assertEquals(Optional.empty(),
                world.database.inTransaction(tx -> configurations.newest(tx, "acme", "north")));
    }

    @Test
    void aNewVersionIsPointedToOnceWhicheverNodeComesFirst() {
        var _ = put(ONE);
        var publication = desk().due().getFirst();
        assertEquals(List.of(), desk.due());
        assertEquals("north", publication.store());
        SignedPointer signed = SignedPointer.parse(publication.pointer());
        assertEquals(1, signed.pointer().version());
        assertEquals("/v1/stores/north/configuration/1", signed.pointer().path());
        assertEquals(ONE.length, signed.pointer().sizeBytes());
        var _ = put(TWO);
        var _ = rollBack(1);
        SignedPointer back = SignedPointer.parse(desk.due().getFirst().pointer());
        assertEquals(3, back.pointer().version());
        assertEquals(1L, back.pointer().rollbackTo());
    }

    @Test
    void theSignerIsMadeByTheAuthorityForThisAloneAndOtherNodesUseIt() throws Exception {
        var _ = put(ONE);
        SignedPointer signed = SignedPointer.parse(desk.due().getFirst().pointer());
        assertTrue(signed.isSignedByItsCertificate());
        var certificate = signed.chain().getFirst();
        assertEquals(List.of(SignedPointer.PURPOSE), certificate.getExtendedKeyUsage());
        certificate.verify(world.keeper.init().certificate().getPublicKey());
        SignedPointer other = SignedPointer.parse(desk().afterWelcome("north", 0).orElseThrow().pointer());
        assertEquals(certificate, other.chain().getFirst());
        assertEquals("1", world.test.value("select count(*) from configuration_signer"));
        assertEquals("signer", world.test.value("select kind from node_certificate"));
    }

    @Test
    void afterARolloverTheNewAuthorityMakesAnotherWithTheWayToTheOldOne() throws Exception {
        var _ = put(ONE);
        SignedPointer before = SignedPointer.parse(desk.due().getFirst().pointer());
        var old = world.keeper.init().certificate();
        var _ = world.keeper.prepareNext();
        var _ = world.keeper.activateNext();
        SignedPointer after = SignedPointer.parse(desk.afterWelcome("north", 0).orElseThrow().pointer());
        assertNotEquals(before.chain().getFirst(), after.chain().getFirst());
        assertEquals(2, after.chain().size());
        after.chain().getFirst().verify(after.chain().get(1).getPublicKey());
        after.chain().get(1).verify(old.getPublicKey());
    }

    @Test
    void aSignerIsReplacedLongBeforeItEnds() {
        var _ = put(ONE);
        SignedPointer before = SignedPointer.parse(desk.due().getFirst().pointer());
        world.clock.turn(Duration.ofDays(2 * 365L + 1));
        SignedPointer after = SignedPointer.parse(desk.afterWelcome("north", 0).orElseThrow().pointer());
        assertNotEquals(before.chain(), after.chain());
    }

    @Test
    void aNodeWithOneConnectionToTheDatabasePointsToo() {
        var settings = world.test.settings();
        try (var single = PostgresDatabase.open(new DatabaseSettings(settings.url(), settings.user(),
                settings.password(), 1, DatabaseSettings.Durability.NOT_NEEDED))) {
            var keeper = new AuthorityKeeper(single, world.authorities, world.vault, world.clock,
                    world.random);
            var node = new ConfigurationDesk(single, configurations, world.stores,
                    new PointerSigner(single, new SqlSigners(world.vault), keeper, world.clock), world.clock);
            var _ = Tenancy.of("acme", () -> single.inTransaction(tx -> {
                assertTrue(node.isReady(tx));
                return node.put(tx, world.stores.find(tx, "acme", "north").orElseThrow(), ONE, "anna");
            }));
            assertEquals(1, node.due().size());
            assertTrue(node.afterWelcome("north", 0).isPresent());
        }
    }

    @Test
    void anAgentThatIsBehindIsPointedToItWhenItGreetsAndOneThatIsNotIsNot() {
        assertEquals(Optional.empty(), desk.afterWelcome("north", 0));
        assertEquals(5, expected(5), "head office has set nothing");
        var _ = put(ONE);
        assertEquals(6, world.database.inTransaction(tx -> configurations.newest(tx, "acme", "north"))
                .orElseThrow()
                .version(), "a database that was restored goes on above what its agents have");
        assertEquals(6, expected(5));
        assertTrue(desk.afterWelcome("north", 5).isPresent());
        assertEquals(Optional.empty(), desk.afterWelcome("north", 6));
        assertEquals(Optional.empty(), desk.afterWelcome("nowhere", 0));
        assertEquals(6, expected(6));
        assertEquals("6", world.test.value("select version from configuration_report"));
    }

    private long expected(long reported) {
        return world.database.inTransaction(tx -> desk.expected(tx, "acme", "north", "north-a", reported));
    }

    private ConfigurationDesk.Put put(byte[] document) {
        return world.database.inTransaction(tx -> {
            Store store = world.stores.find(tx, "acme", "north").orElseThrow();
            return desk.put(tx, store, document, "anna");
        });
    }

    private Optional<ConfigurationVersion> rollBack(long to) {
        return world.database.inTransaction(tx -> {
            Store store = world.stores.find(tx, "acme", "north").orElseThrow();
            return desk.rollBack(tx, store, to, "anna");
        });
    }
}
