package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.DAY;
import static io.tillpost.central.ingest.SimulatedStore.NOON;
import static io.tillpost.central.ingest.SimulatedStore.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.sql.SqlQuarantine;
import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.central.reconciliation.Discrepancies.Change;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.DiscrepancyState;
import io.tillpost.central.store.Store;
import io.tillpost.central.vault.TestVault;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// A voucher of which more goes than it had: a box that was restored redeems what it had redeemed before.
class VoucherTwiceTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final TaxRate FULL = new TaxRate(1900);

    private final IngestWorld world = new IngestWorld(TEST);
    private final SimulatedStore store = world.welcomed("s", 3);
    private int receipts;

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void bothSalesAreNamedAndWhatNobodyOwesIsInSuspense() {
        SaleId sold = sell(store, "GV-1", 5000, null);
        SaleId before = redeem(store, multi(3000, "GV-1"));
        send(store);
        assertEquals(List.of(), open(run()));
        assertEquals("assets:cash:" + store.place.store() + ":drawer-1=5000 income:sales:1900:food=-2521"
                + " liabilities:vat:1900=-479 liabilities:vouchers:multi-purpose=-2000", world.balances());

        SimulatedStore restored = restored(2);
        SaleId after = redeem(restored, multi(5000, "GV-1"));
        send(restored);

        DayResult day = run();
        assertFalse(day.green());
        Discrepancy one = open(day).getFirst();
        assertEquals("over-redeemed 50.00 EUR 80.00 EUR", words(one));
        assertTrue(one.detail().startsWith("30.00 EUR more of Voucher GV-1 went than it had: "),
                one.detail());
        List.of(sold, before, after).forEach(sale -> assertTrue(one.detail().contains(sale.toString()),
                one.detail()));
        assertEquals("assets:cash:" + store.place.store() + ":drawer-1=5000 assets:suspense=3000"
                + " income:sales:1900:food=-6723 liabilities:vat:1900=-1277", world.balances());
        assertEquals(List.of(true, true), day.bridges().stream()
                .filter(bridge -> List.of("sales-tenders", "tender-received").contains(bridge.name()))
                .map(bridge -> bridge.ok())
                .toList());
        world.assertLedgerHolds();
    }

    @Test
    void aSinglePurposeVouchersTaxGoesWithIt() {
        var _ = sell(store, "SV-1", 1190, eur(190));
        var _ = redeem(store, single(1190, 190, "SV-1"));
        var _ = redeem(store, single(595, 95, "SV-1"));
        send(store);

        assertEquals(List.of("over-redeemed 11.90 EUR 17.85 EUR"),
                open(run()).stream().map(VoucherTwiceTest::words).toList());
        assertEquals("assets:cash:" + store.place.store() + ":drawer-1=1190 assets:suspense=595"
                + " income:sales:1900:food=-1500 liabilities:vat:1900=-285", world.balances());
    }

    /// Each excess is looked at by itself: what a person has resolved hides no later one.
    @Test
    void whatIsResolvedHidesNoFurtherExcess() {
        var _ = sell(store, "GV-1", 5000, null);
        var _ = redeem(store, multi(5000, "GV-1"));
        var _ = redeem(store, multi(1000, "GV-1"));
        send(store);
        Discrepancy first = open(run()).getFirst();
        resolve(first);
        assertEquals(List.of(), open(run()));

        var _ = redeem(store, multi(700, "GV-1"));
        send(store, store.last() - 1);
        assertEquals(List.of("over-redeemed 50.00 EUR 67.00 EUR"),
                open(run()).stream().map(VoucherTwiceTest::words).toList());
    }

    @Test
    void aVoucherThatPaidAndCameBackAllTheSameIsFound() {
        SaleId sold = sell(store, "GV-1", 5000, null);
        var _ = redeem(store, multi(3000, "GV-1"));
        takeBack(store, sold, 5000);
        send(store);

        Discrepancy one = open(run()).getFirst();
        assertEquals("over-redeemed 50.00 EUR 80.00 EUR", words(one));
        assertTrue(one.detail().contains("taken back"), one.detail());
        assertTrue(world.balances().contains("assets:suspense=3000"), world.balances());
    }

    @Test
    void whatIsUsedUpInPartsOrComesBackWholeIsNoExcess() {
        var _ = sell(store, "GV-1", 5000, null);
        var _ = redeem(store, multi(3000, "GV-1"), multi(500, "GV-1"));
        var _ = redeem(store, multi(1500, "GV-1"));
        SaleId whole = sell(store, "GV-2", 1000, null);
        takeBack(store, whole, 1000);
        send(store);
        assertEquals(List.of(), open(run()));
        assertFalse(world.balances().contains("suspense"), world.balances());
        assertFalse(world.balances().contains("vouchers"), world.balances());
    }

    /// It was sold before head office kept what becomes of vouchers, or in a store of another name.
    @Test
    void ofAVoucherWhoseSaleIsNotKnownNothingIsSaid() {
        var _ = redeem(store, multi(3000, "GV-1"));
        var _ = redeem(store, multi(3000, "GV-1"));
        SimulatedStore other = world.welcomed("o", 4);
        var _ = sell(other, "GV-1", 1000, null);
        send(store);
        send(other);
        assertEquals(List.of(), open(run()));
        assertFalse(world.balances().contains("suspense"), world.balances());
    }

    /// What was redeemed before its sale counts is held against it as soon as it does.
    @Test
    void aSaleThatCountsLateIsHeldAgainstWhatWasRedeemedMeanwhile() {
        Place right = store.place;
        var typo = new Place(right.tenant(), "acme-typo", right.store(), right.till(), right.agent());
        var sale = new SaleId(store.id());
        store.append(CashMoved.tender("drawer-1", eur(5000), sale));
        store.append(typo, Mode.LIVE, sold(sale, "GV-1", 5000, null));
        var _ = redeem(store, multi(3000, "GV-1"));
        var _ = redeem(store, multi(5000, "GV-1"));
        assertInstanceOf(Ack.class, world.send(store, 1, store.last()));
        assertEquals(List.of(), open(run()));

        var retrial = new Retrial(world.rooms(), new SqlQuarantine(TestVault.VAULT), Clock.systemUTC());
        assertInstanceOf(Retrial.Outcome.Resolved.class, world.database.inTransaction(tx -> retrial.retry(tx,
                world.tenant, null, store.asParent(0).journalId(), 2, "erp")).orElseThrow());
        assertEquals(List.of("over-redeemed 50.00 EUR 80.00 EUR"),
                open(run()).stream().map(VoucherTwiceTest::words).toList());
        assertTrue(world.balances().contains("assets:suspense=3000"), world.balances());
        world.assertLedgerHolds();
    }

    /// Two boxes gave the same number, and the sale of one comes late.
    @Test
    void whatIsMadeUpForExplainsItself() {
        var _ = sell(store, "GV-1", 5000, null);
        var _ = redeem(store, multi(5000, "GV-1"));
        var _ = redeem(store, multi(2000, "GV-1"));
        send(store);
        assertEquals(1, open(run()).size());
        long sent = store.last();
        var _ = sell(store, "GV-1", 2000, null);
        send(store, sent + 1);
        assertEquals(List.of(), open(run()));
        assertFalse(world.balances().contains("suspense"), world.balances());
        assertFalse(world.balances().contains("vouchers"), world.balances());
        world.assertLedgerHolds();
    }

    /// A box that goes on in a new journal, from an image of right after the voucher was sold.
    private SimulatedStore restored(long epoch) {
        var next = new SimulatedStore(store.place, Lane.FIN, epoch, store.asParent(3), 8);
        assertEquals(Downlink.Action.CONTINUE, world.hello(next, 0));
        return next;
    }

    private SaleId sell(SimulatedStore where, String voucher, long value, @Nullable Money tax) {
        var sale = new SaleId(where.id());
        where.append(new SaleStarted(sale));
        where.append(CashMoved.tender("drawer-1", eur(value), sale));
        where.append(sold(sale, voucher, value, tax));
        return sale;
    }

    private SaleCompleted sold(SaleId sale, String voucher, long value, @Nullable Money tax) {
        TaxRate rate = tax == null ? new TaxRate(0) : FULL;
        String salesClass = tax == null ? SaleLine.MULTI_PURPOSE_VOUCHER : SaleLine.SINGLE_PURPOSE_VOUCHER;
        Money contained = tax == null ? eur(0) : tax;
        Money net = eur(value).minus(contained);
        return new SaleCompleted(sale, "r1", ++receipts, NOON, DAY, true, "de-1",
                List.of(new SaleLine(1, "voucher", "Voucher " + voucher, 1000, eur(value), List.of(),
                        eur(value),
                        rate, salesClass, voucher, tax)),
                List.of(new TaxTotal(rate, eur(value), net, contained,
                        List.of(new TaxTotal.ClassNet(salesClass, net)))),
                eur(value), eur(0), eur(0), List.of(new Tender.Cash(eur(value), eur(value), eur(0))), null);
    }

    private static Tender.Voucher multi(long amount, String number) {
        return new Tender.Voucher(eur(amount), number, null);
    }

    private static Tender.Voucher single(long amount, long tax, String number) {
        return new Tender.Voucher(eur(amount), number, FULL, eur(tax));
    }

    /// A sale of food that vouchers pay.
    private SaleId redeem(SimulatedStore where, Tender.Voucher... vouchers) {
        var sale = new SaleId(where.id());
        Money gross = Money.sum(List.of(vouchers).stream().map(Tender.Voucher::amount).toList(),
                eur(0).currency());
        where.append(new SaleStarted(sale));
        where.append(where.completed(sale, gross.minor(), vouchers));
        return sale;
    }

    private void takeBack(SimulatedStore where, SaleId sale, long value) {
        var rate = new TaxRate(0);
        String salesClass = SaleLine.MULTI_PURPOSE_VOUCHER;
        where.append(new CashMoved(CashMoved.Kind.REFUND, "drawer-1", eur(-value), sale, null, null));
        where.append(new RefundCompleted(new RefundId(where.id()), sale, "r1", 1, "r1-refunds", ++receipts,
                NOON,
                DAY, true, "de-1",
                List.of(new RefundLine(1, 1, "voucher", "Voucher GV-1", 1000, eur(value), rate, salesClass)),
                List.of(new TaxTotal(rate, eur(value), eur(value), eur(0),
                        List.of(new TaxTotal.ClassNet(salesClass, eur(value))))),
                eur(value), eur(0), eur(0), List.of(new RefundTender.Cash(eur(value))), "not wanted", null));
    }

    private void send(SimulatedStore which) {
        send(which, 1);
    }

    private void send(SimulatedStore which, long from) {
        assertInstanceOf(Ack.class, world.send(which, from, which.last()));
        assertEquals("", world.quarantine());
    }

    private void resolve(Discrepancy one) {
        world.database.inTransaction(tx -> {
            Instant now = NOON;
            world.discrepancies.save(tx, world.tenant, List.of(new Change(
                    new Discrepancy(one.id(), one.type(), DiscrepancyState.RESOLVED, one.subject(),
                            one.store(),
                            one.businessDate(), null, null, null, null, one.expected(), one.actual(),
                            one.detail(), one.openedAt(), now, "erp", "the customer has paid it"),
                    "resolved", "erp", "the customer has paid it", now)));
            return true;
        });
    }

    private DayResult run() {
        return world.database.inTransaction(tx -> {
            Store known = world.stores.named(tx, store.place.store()).orElseThrow();
            world.reconciliation.day(tx, known, DAY);
            return world.days.read(tx, known, DAY);
        });
    }

    private static List<Discrepancy> open(DayResult day) {
        return day.discrepancies().stream().filter(one -> one.state() == DiscrepancyState.OPEN)
                .sorted(Comparator.comparing(Discrepancy::openedAt)).toList();
    }

    private static String words(Discrepancy one) {
        return one.type().wireName() + " " + one.expected() + " " + one.actual();
    }
}
