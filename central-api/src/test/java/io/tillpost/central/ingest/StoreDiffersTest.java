package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.incident.Incident;
import io.tillpost.central.ingest.Retrial.Outcome;
import io.tillpost.central.ingest.sql.SqlQuarantine;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.SaleId;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A box was set up with other terms than its store has at head office.
class StoreDiffersTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private final Retrial retrial = new Retrial(world.rooms(), new SqlQuarantine(TestVault.VAULT),
            Clock.systemUTC());

    @AfterAll
    static void close() {
        TEST.close();
    }

    /// A day adds up the store's currency alone, and would be green without them.
    @Test
    void salesInAnotherCurrencyWaitUntilTheStoreIsMended() {
        var store = world.welcomed("s", 1);
        var _ = world.save(store.place, "CHF");
        SaleId sale = store.cashSale(1190);
        world.send(store, 1, store.last());
        assertEquals("2 not_postable: it would post 11.90 EUR, expected the store's currency CHF;"
                + " 3 held: an earlier event of sale " + sale.value() + " is in quarantine",
                world.quarantine());
        assertEquals("", world.balances());
        var _ = world.save(store.place, "EUR");
        for (long seq = 2; seq <= store.last(); seq++) {
            assertInstanceOf(Outcome.Resolved.class, retry(store, seq));
        }
        assertTrue(world.balances().contains("drawer-1=1190 "), world.balances());
        world.assertLedgerHolds();
    }

    @Test
    void chargesInAnotherCurrencyWaitToo() {
        var store = world.welcomed("s", 2);
        var _ = world.save(store.place, "CHF");
        store.cardSale(1190);
        world.send(store, 1, store.last());
        assertTrue(world.quarantine().contains("it would post 11.90 EUR"), world.quarantine());
        assertEquals("", world.balances());
    }

    /// What was booked before anybody compared can still be taken back.
    @Test
    void whatWasPostedInAnotherCurrencyIsUndoneInThatOne() {
        var store = world.welcomed("s", 4);
        var attempt = new AttemptId(store.id());
        var sale = new SaleId(store.id());
        store.append(PaymentAttemptStarted.charge(attempt, sale, "terminal-1", eur(2380), 1, 1));
        store.append(new PaymentOutcome(attempt, sale, "terminal-1",
                new PaymentOutcome.Outcome.Approved(store.facts(2380)), AttemptKind.CHARGE));
        world.send(store, 1, 2);
        assertTrue(world.balances().contains("2380"), world.balances());
        TEST.execute("update store set currency = 'CHF' where store = '" + store.place.store() + "'");
        store.append(new PaymentResolved(attempt, sale, "terminal-1", PaymentResolved.From.APPROVED,
                new PaymentResolved.Resolution.NotCharged(), PaymentResolved.Evidence.REVERSAL,
                AttemptKind.CHARGE));
        world.send(store, 3, 3);
        assertEquals("", world.quarantine());
        assertEquals("", world.balances());
        world.assertLedgerHolds();
    }

    @Test
    void aBoxInAnotherTimeZoneSellsAndIsReported() {
        var store = world.welcomed("s", 3);
        for (String zone : new String[]{"Europe/Berlin", "Europe/Vienna", "CET"}) {
            cashIn(store, zone);
        }
        assertEquals("", zonesReported());
        cashIn(store, "Europe/London");
        assertEquals("0", world.count(TEST, "quarantine"));
        assertEquals("box '" + store.place.agent() + "' reckons with the time zone Europe/London, the store's"
                + " is Europe/Berlin: sales around midnight may be on the wrong business date",
                zonesReported());
    }

    @Test
    void eachStoreIsToldOfAMerchantThatItsContractsDoNotName() {
        var names = List.of("north", "south");
        for (String name : names) {
            var store = world.welcomed(name, name.hashCode());
            var _ = world.save(store.place, List.of());
            store.cardSale(2380);
            world.send(store, 1, store.last());
        }
        for (String name : names) {
            var told = world.database.inTransaction(tx -> world.incidents.list(tx, world.tenant,
                    List.of(world.tenant + "-" + name), null, null, 100));
            assertEquals(List.of("merchant-unknown"), told.stream().map(Incident::kind).toList(), name);
        }
    }

    private void cashIn(SimulatedStore store, String zone) {
        store.append(SimulatedStore.envelope(store.place, ZoneId.of(zone)),
                CashMoved.tender("drawer-1", eur(700), new SaleId(store.id())));
        world.send(store, store.last(), store.last());
    }

    private String zonesReported() {
        return TEST.value("select coalesce(string_agg(evidence, ' '), '') from incident where tenant = '"
                + world.tenant + "' and kind = 'zone-differs' and subject like '%-box'");
    }

    private Outcome retry(SimulatedStore store, long seq) {
        Optional<Outcome> outcome = world.database.inTransaction(tx -> retrial.retry(tx, world.tenant, null,
                store.asParent(0).journalId(), seq, "erp"));
        return outcome.orElseThrow();
    }
}
