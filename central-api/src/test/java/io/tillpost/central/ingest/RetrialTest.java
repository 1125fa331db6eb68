package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.eur;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.Retrial.Outcome;
import io.tillpost.central.ingest.sql.SqlQuarantine;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.json.Json;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What was set aside counts after all, once, or never.
class RetrialTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private final SqlQuarantine quarantine = new SqlQuarantine(TestVault.VAULT);
    private final Retrial retrial = new Retrial(world.rooms(), quarantine, Clock.systemUTC());

    @AfterAll
    static void close() {
        TEST.close();
    }

    private Outcome retry(SimulatedStore store, long seq) {
        return world.database.inTransaction(tx -> retrial.retry(tx, world.tenant, null,
                store.asParent(0).journalId(), seq, "erp")).orElseThrow();
    }

    private Optional<Outcome> drop(SimulatedStore store, long seq, Set<String> stores) {
        return world.database.inTransaction(tx -> retrial.drop(tx, world.tenant, stores,
                store.asParent(0).journalId(), seq, "erp", "a test of the vendor"));
    }

    private List<SetAside> open() {
        return world.database
                .inTransaction(tx -> quarantine.list(tx, world.tenant, null, "open", null, 100));
    }

    /// Its id is another event's, and still all of it can be read, not what the other one says.
    @Test
    void anEventWhoseIdIsTakenIsShownAsItCame() {
        var store = world.welcomed("s", 1);
        store.cashSale(1190);
        var came = new JournalRow(4, store.row(1).eventId(), "AnotherType", 3, store.row(1).metadata(),
                Json.write(Map.of("other", "body")));
        store.append(came);
        world.send(store, 1, 4);
        SetAside one = open().getFirst();
        assertEquals("body_mismatch", one.reason());
        JournalRow kept = world.database.inTransaction(tx -> quarantine.row(tx, world.tenant, one)).row();
        assertEquals(came, kept);
    }

    /// A cash sale that came while head office had the store under another legal entity.
    private SimulatedStore misplacedSale() {
        var store = world.welcomed("s", 1);
        var right = store.place;
        var _ = world.save(
                new Place(right.tenant(), "other", right.store(), right.till(), right.agent()), List.of());
        store.cashSale(1190);
        world.send(store, 1, store.last());
        assertEquals(3, open().size(), world.quarantine());
        assertEquals("", world.balances());
        var _ = world.save(right, List.of());
        return store;
    }

    @Test
    void afterTheMistakeIsMendedEventsCountInOrderAndTheLedgerIsAsIfNothingHadHappened() {
        var store = misplacedSale();
        var late = assertInstanceOf(Outcome.StillOpen.class, retry(store, 3));
        assertEquals("held", late.one().reason(), "an earlier event of the sale is still open");
        for (long seq = 1; seq <= 3; seq++) {
            var resolved = assertInstanceOf(Outcome.Resolved.class, retry(store, seq));
            assertEquals("released", resolved.one().state());
            assertEquals("erp", resolved.one().resolvedBy());
        }
        assertEquals(List.of(), open());
        assertTrue(world.balances().contains("drawer-1=1190 "), world.balances());
        world.assertLedgerHolds();
        assertEquals("0", TEST.value("select count(*) from incident where tenant = '" + world.tenant
                + "' and state = 'open' and kind = 'event-quarantined'"));
    }

    /// Of a box of before, which this one stands in for, and of one whose legal entity was set up wrongly: what they wrote
    /// stays as it is, in journals that cannot be changed.
    @ParameterizedTest
    @CsvSource({"store-agent-of-before,", ",acme-typo"})
    void whatNamesAnotherBoxOrLegalEntityOfTheStoreCountsOnceSomebodyVouchesForIt(@Nullable String agent,
            @Nullable String legalEntity) {
        var store = world.welcomed("s", 1);
        Place right = store.place;
        var wrong = new Place(right.tenant(), legalEntity == null ? right.legalEntity() : legalEntity,
                right.store(), right.till(), agent == null ? right.agent() : agent);
        store.append(wrong, Mode.LIVE, CashMoved.tender("drawer-1", eur(1190), new SaleId(store.id())));
        world.send(store, 1, 1);
        assertEquals("foreign", open().getFirst().reason());
        assertEquals("", world.balances());
        assertInstanceOf(Outcome.Resolved.class, retry(store, 1));
        assertTrue(world.balances().contains("drawer-1=1190 "), world.balances());
        assertEquals(right.legalEntity(), TEST.value(
                "select distinct legal_entity from entry where tenant = '" + world.tenant + "'"));
    }

    @Test
    void whatNamesAnotherStoreNeverCountsForThisOne() {
        var store = world.welcomed("s", 1);
        var other = world.welcomed("t", 2);
        store.append(other.place, Mode.LIVE,
                CashMoved.tender("drawer-1", eur(1190), new SaleId(store.id())));
        world.send(store, 1, 1);
        var still = assertInstanceOf(Outcome.StillOpen.class, retry(store, 1));
        assertEquals("foreign", still.one().reason());
        assertEquals("", world.balances());
    }

    @Test
    void aChargeOfAnUnknownMerchantIsReportedAlsoWhenItCountsLate() {
        var store = world.welcomed("s", 4);
        var right = store.place;
        var _ = world.save(
                new Place(right.tenant(), "other", right.store(), right.till(), right.agent()), List.of());
        store.cardSale(2380);
        world.send(store, 1, store.last());
        assertEquals("0", unknownMerchants());
        var _ = world.save(right, List.of());
        for (long seq = 1; seq <= store.last(); seq++) {
            assertInstanceOf(Outcome.Resolved.class, retry(store, seq));
        }
        assertTrue(world.balances().contains("assets:card-clearing:unknown:M4711=2380"), world.balances());
        assertEquals("1", unknownMerchants());
        world.assertLedgerHolds();
    }

    private String unknownMerchants() {
        return TEST.value("select count(*) from incident where tenant = '" + world.tenant
                + "' and kind = 'merchant-unknown' and subject like '%: M4711'");
    }

    @Test
    void nothingCountsTwiceWhoeverAsksHoweverOften() throws Exception {
        var store = misplacedSale();
        retry(store, 1);
        try (var threads = Executors.newFixedThreadPool(4)) {
            Callable<Outcome> again = () -> retry(store, 2);
            int resolved = 0;
            for (Future<Outcome> one : threads.invokeAll(List.of(again, again, again, again))) {
                resolved += one.get() instanceof Outcome.Resolved ? 1 : 0;
            }
            assertEquals(1, resolved);
        }
        retry(store, 3);
        assertInstanceOf(Outcome.NotOpen.class, retry(store, 3));
        assertTrue(world.balances().contains("drawer-1=1190 "), world.balances());
        world.assertLedgerHolds();
    }

    @Test
    void whatStillCannotBeReadStaysOpenWithItsReason() {
        var store = world.welcomed("s", 2);
        store.append(new JournalRow(1, store.id(), "SaleTeleported", 7, "{}".getBytes(UTF_8),
                "{}".getBytes(UTF_8)));
        world.send(store, 1, 1);
        var open = assertInstanceOf(Outcome.StillOpen.class, retry(store, 1));
        assertEquals("unreadable", open.one().reason());
        assertEquals(1, open().size());
    }

    @Test
    void anotherBodyUnderAKnownIdNeverCounts() {
        var store = world.welcomed("s", 3);
        var event = store.append(CashMoved.tender("drawer-1", eur(700), new SaleId(store.id())));
        store.append(new JournalRow(2, event, "CashMoved", 1, "{}".getBytes(UTF_8), "{}".getBytes(UTF_8)));
        world.send(store, 1, 2);
        String before = world.balances();
        assertInstanceOf(Outcome.StillOpen.class, retry(store, 2));
        assertEquals(before, world.balances());
    }

    @Test
    void aPersonDropsItWithAReasonAndTheDayIsFree() {
        var store = misplacedSale();
        for (long seq = 1; seq <= 3; seq++) {
            var dropped = assertInstanceOf(Outcome.Resolved.class,
                    drop(store, seq, Set.of(store.place.store()))
                            .orElseThrow());
            assertEquals("dropped a test of the vendor",
                    dropped.one().state() + " " + dropped.one().resolution());
        }
        assertInstanceOf(Outcome.NotOpen.class, retry(store, 1));
        assertEquals(List.of(), open());
        assertEquals("", world.balances());
    }

    @Test
    void whatIsAnotherStoresOrNotThereIsNotFound() {
        var store = misplacedSale();
        assertTrue(drop(store, 1, Set.of("elsewhere")).isEmpty());
        assertTrue(drop(store, 99, Set.of(store.place.store())).isEmpty());
        assertEquals(3, open().size());
    }
}
