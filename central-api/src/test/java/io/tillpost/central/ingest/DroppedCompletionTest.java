package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.moved;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static io.tillpost.central.ingest.GoldenTill.tender;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.sql.SqlQuarantine;
import io.tillpost.central.ledger.SalesReport;
import io.tillpost.central.reconciliation.Bridge;
import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.central.store.Store;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalRow;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A sale or refund that two boxes completed, or one box twice, counts once. What was taken for the completion that a person
/// drops is nobody's tender: it waits in suspense, and the day's books hold.
class DroppedCompletionTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final List<TaxTotal> TAXES = List.of(tax(1900, "food", "11.90", "10.00"));

    private final IngestWorld world = new IngestWorld(TEST);
    private final SqlQuarantine quarantine = new SqlQuarantine(TestVault.VAULT);
    private final Retrial retrial = new Retrial(world.rooms(), quarantine, Clock.systemUTC());
    private final GoldenTill till = new GoldenTill(world.welcomed("s", 1));
    private long sent;

    @AfterAll
    static void close() {
        TEST.close();
    }

    private void send() {
        world.send(till.store, sent + 1, till.store.last());
        sent = till.store.last();
    }

    private List<SetAside> open() {
        return world.database
                .inTransaction(tx -> quarantine.list(tx, world.tenant, null, "open", null, 100));
    }

    private Retrial.Outcome drop(SetAside one) {
        return world.database.inTransaction(tx -> retrial.drop(tx, world.tenant, null, one.journal(),
                one.seq(), "erp", "the same sale")).orElseThrow();
    }

    private void dropAll() {
        open().forEach(one -> assertInstanceOf(Retrial.Outcome.Resolved.class, drop(one)));
    }

    private void sell(SaleId sale, Tender... tenders) {
        till.completed(sale, "0.00", "0.00", TAXES, tenders);
    }

    private void assertBooksHold() {
        world.assertLedgerHolds();
        DayResult day = world.database.inTransaction(tx -> {
            Store store = world.stores.named(tx, till.store.place.store()).orElseThrow();
            return world.days.read(tx, store, SimulatedStore.DAY);
        });
        assertEquals(List.of(), day.bridges().stream()
                .filter(bridge -> bridge.left().source().equals("ledger"))
                .filter(bridge -> !bridge.ok())
                .map(Bridge::toString)
                .toList());
        SalesReport sales = world.database.inTransaction(tx -> SalesReport
                .of(world.books.movements(tx, world.tenant, null, SimulatedStore.DAY))).getFirst();
        assertTrue(sales.difference().isZero(), sales.toString());
    }

    private void assertBalance(String account, String amount) {
        long minor = eur(amount).minor();
        assertEquals(minor == 0 ? List.of() : List.of(account + "=" + minor),
                List.of(world.balances().split(" ")).stream().filter(one -> one.startsWith(account + "="))
                        .toList(),
                world.balances());
    }

    private String entries() {
        return TEST
                .value("select coalesce(string_agg(role || ' of ' || business_date, ', ' order by role), '')"
                        + " from entry where tenant = '" + world.tenant + "' and role like '%unclaimed'");
    }

    @Test
    void cashThatWasTakenTwiceWaitsInSuspenseAndTheDayIsGreen() {
        till.open("50.00");
        SaleId sale = till.sale();
        sell(sale, till.cash(sale, "11.90", "20.00"));
        sell(sale, till.cash(sale, "11.90", "11.90"));
        send();
        dropAll();
        assertBalance("assets:suspense", "-11.90");
        assertBalance("income:sales:1900:food", "-10.00");
        assertBalance("liabilities:vat:1900", "-1.90");
        assertEquals("cash-unclaimed of 2026-11-23", entries());
        assertBooksHold();
        // The customer gets the second payment out of the drawer, and the box counts what was tendered and sold as it learned it.
        till.move(CashMoved.Kind.PAY_OUT, "-11.90", null, "paid twice", null);
        till.close(1, new ShiftTotals(1, eur("11.90"), 0, eur("0.00"), 0, TAXES, List.of(), eur("0.00"),
                eur("0.00"), eur("0.00"), List.of(tender("cash", 1, "11.90")),
                List.of(moved(CashMoved.Kind.TENDER, 2, "23.80"), moved(CashMoved.Kind.PAY_OUT, 1, "-11.90")),
                0, null), "11.90", "0.00", "61.90", "61.90");
        send();
        assertBalance("assets:suspense", "-11.90");
        assertBalance("expenses:paid-out", "11.90");
        assertBooksHold();
        DayResult day = world.database.inTransaction(tx -> {
            Store store = world.stores.named(tx, till.store.place.store()).orElseThrow();
            world.reconciliation.day(tx, store, SimulatedStore.DAY);
            return world.days.read(tx, store, SimulatedStore.DAY);
        });
        assertTrue(day.green(), day.toString());
    }

    @Test
    void whatWasPaidOnceIsNoOpenItem() {
        SaleId sale = till.sale();
        Tender once = till.cash(sale, "11.90", "11.90");
        sell(sale, once);
        sell(sale, once);
        send();
        dropAll();
        assertEquals("", entries());
        assertBooksHold();
    }

    @Test
    void ofASaleThatWasPaidInPartBeforeTheImageOnlyTheRestWasTakenTwice() {
        SaleId sale = till.sale();
        Tender part = till.cash(sale, "5.00", "5.00");
        sell(sale, part, till.card(sale, "6.90", "0.00"));
        sell(sale, part, till.card(sale, "6.90", "0.00"));
        send();
        dropAll();
        assertBalance("assets:suspense", "-6.90");
        assertEquals("card-unclaimed of 2026-11-23", entries());
        assertBooksHold();
    }

    @Test
    void aSaleThatWasPaidInAnotherWayTheSecondTimeLeavesThatOpen() {
        SaleId sale = till.sale();
        sell(sale, till.card(sale, "11.90", "0.00"));
        sell(sale, till.cash(sale, "11.90", "11.90"));
        SaleId other = till.sale();
        sell(other, till.cash(other, "11.90", "11.90"));
        send();
        dropAll();
        assertEquals("cash-unclaimed of 2026-11-23", entries());
        assertBalance("assets:suspense", "-11.90");
        assertBooksHold();
    }

    @Test
    void threeTimesIsTwiceTooOften() {
        SaleId sale = till.sale();
        sell(sale, till.cash(sale, "11.90", "11.90"));
        sell(sale, till.cash(sale, "11.90", "11.90"));
        send();
        dropAll();
        sell(sale, till.cash(sale, "11.90", "11.90"));
        send();
        dropAll();
        assertBalance("assets:suspense", "-23.80");
        assertBooksHold();
    }

    /// Else an event that is released later would find its completion gone.
    @Test
    void aCompletionIsDroppedOnceTheEarlierEventsOfItsSaleAreResolved() {
        SaleId sale = till.sale();
        for (int times = 0; times < 3; times++) {
            sell(sale, till.cash(sale, "11.90", "11.90"));
        }
        send();
        List<SetAside> held = open();
        assertEquals(3, held.size(), "the second completion, and the third one's cash and itself");
        assertInstanceOf(Retrial.Outcome.HeldBack.class, drop(held.getLast()));
        assertEquals(held, open());
        assertEquals("", entries());
        assertInstanceOf(Retrial.Outcome.Resolved.class, drop(held.getFirst()));
        SetAside cash = held.get(1);
        assertInstanceOf(Retrial.Outcome.Resolved.class, world.database.inTransaction(
                tx -> retrial.retry(tx, world.tenant, null, cash.journal(), cash.seq(), "erp"))
                .orElseThrow());
        dropAll();
        assertBalance("assets:suspense", "-23.80");
        assertBooksHold();
    }

    @Test
    void aRefundThatWasPaidOutTwiceIsOwedToTheStore() {
        SaleId sale = till.sale();
        sell(sale, till.cash(sale, "11.90", "11.90"));
        var refund = till.refund();
        till.refunded(refund, sale, "0.00", "0.00", TAXES.getFirst(), till.cashBack(sale, "11.90"));
        send();
        till.refunded(refund, sale, "0.00", "0.00", TAXES.getFirst(), till.cashBack(sale, "11.90"));
        send();
        dropAll();
        assertBalance("assets:suspense", "11.90");
        assertEquals("cash-unclaimed of 2026-11-23", entries());
        assertBooksHold();
    }

    @Test
    void whoDropsItOnceMorePostsNothing() {
        SaleId sale = till.sale();
        sell(sale, till.cash(sale, "11.90", "11.90"));
        sell(sale, till.cash(sale, "11.90", "11.90"));
        send();
        SetAside one = open().getFirst();
        drop(one);
        assertInstanceOf(Retrial.Outcome.NotOpen.class, drop(one));
        assertBalance("assets:suspense", "-11.90");
    }

    /// The cash counted, what it was for never will.
    @Test
    void theCashOfASaleThatCouldNotBePostedIsExplainedByNobody() {
        SaleId sale = till.sale();
        Tender paid = till.cash(sale, "11.90", "11.90");
        till.completed(sale, "0.00", "0.00",
                List.of(tax(1900, "food", "11.90", "200000000000.00")), paid);
        send();
        assertEquals("not_postable", open().getFirst().reason());
        dropAll();
        assertBalance("assets:suspense", "-11.90");
        assertBooksHold();
    }

    @Test
    void whatSaysNothingOfMoneyPostsNothing() {
        till.store.append(new JournalRow(1, till.store.id(), "SaleTeleported", 7, new byte[0], new byte[0]));
        till.store.append(till.store.place, Mode.TRAINING, CashMoved.tender("drawer-1", eur("7.00"),
                new SaleId(till.store.id())));
        send();
        assertFalse(open().isEmpty());
        dropAll();
        assertEquals("", entries());
    }
}
