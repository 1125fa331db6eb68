package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.moved;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static io.tillpost.central.ingest.GoldenTill.tender;
import static io.tillpost.central.ingest.GoldenTill.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentState;
import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.DiscrepancyState;
import io.tillpost.central.shift.ZCheck;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.TaxRate;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// Three days worked out by hand, entry by entry, in `golden/day-*.txt`: the events go in as a store sends them, the entries
/// are read from the database.
class GoldenDaysTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);
    private final GoldenTill till = new GoldenTill(world.welcomed("s", 7));
    private long sent;

    @Test
    void aSimpleDay() {
        simpleDay();
        send();
        assertGolden("day-1.txt");
        assertNoZDiffers();
    }

    private void simpleDay() {
        till.open("200.00");
        var first = till.sale();
        var taxes = List.of(tax(700, "books", "5.35", "5.00"), tax(1900, "food", "11.90", "10.00"));
        till.completed(first, "0.00", "0.00", taxes, till.cash(first, "17.25", "20.00"));
        var second = till.sale();
        till.completed(second, "0.00", "0.00", List.of(tax(1900, "food", "23.80", "20.00")),
                till.card(second, "23.80", "0.00"));
        till.close(1, simpleTotals("41.05"), "41.05", "0.00", "217.25", "217.25");
    }

    /// What nobody counted is in the drawer until somebody does: the next float is what of it is found, and more is from the safe.
    @Test
    void whatNobodyCountedIsWhatTheNextShiftBeginsWith() {
        till.open("200.00");
        sellForCash();
        till.leave(1, cashTotals(), "217.25", null);
        // 17.25 of it is gone.
        till.openCarrying("200.00", "217.25");
        till.leave(2, emptyTotals(), "200.00", "217.25");
        // 50.00 from the safe come to it.
        till.openCarrying("250.00", "200.00");
        till.closeCarrying(3, emptyTotals(), "250.00", "200.00");
        send();

        assertEquals("""
                assets:safe:STORE 0.00
                expenses:cash-over-short 17.25""", posted().lines()
                .dropWhile(line -> !line.equals("closing balances"))
                .filter(line -> line.startsWith("assets:cash") || line.startsWith("assets:safe")
                        || line.startsWith("expenses"))
                .filter(line -> !line.matches("assets:cash.* 0.00"))
                .collect(Collectors.joining("\n")));
        assertEquals(List.of("", "", ""), checks().stream().map(ZCheck::wrong).toList());
        assertEquals(List.of("short 17.25 EUR at opening"), checks().stream()
                .flatMap(check -> check.lines().stream())
                .filter(line -> line.what().equals("short at opening") && !line.report().isZero())
                .map(line -> "short " + line.report() + " at opening")
                .toList());
        world.assertLedgerHolds();
    }

    private void sellForCash() {
        var sale = till.sale();
        till.completed(sale, "0.00", "0.00",
                List.of(tax(700, "books", "5.35", "5.00"), tax(1900, "food", "11.90", "10.00")),
                till.cash(sale, "17.25", "20.00"));
    }

    private static ShiftTotals cashTotals() {
        return new ShiftTotals(1, eur("17.25"), 0, eur("0.00"), 0,
                List.of(tax(700, "books", "5.35", "5.00"), tax(1900, "food", "11.90", "10.00")), List.of(),
                eur("0.00"), eur("0.00"), eur("0.00"), List.of(tender("cash", 1, "17.25")),
                List.of(moved(CashMoved.Kind.TENDER, 1, "17.25")), 0,
                new ShiftTotals.ReceiptRange("till-1", 1, 1));
    }

    private static ShiftTotals simpleTotals(String gross) {
        return new ShiftTotals(2, eur(gross), 0, eur("0.00"), 0,
                List.of(tax(700, "books", "5.35", "5.00"), tax(1900, "food", "35.70", "30.00")), List.of(),
                eur("0.00"), eur("0.00"), eur("0.00"),
                List.of(tender("card", 1, "23.80"), tender("cash", 1, "17.25")),
                List.of(moved(CashMoved.Kind.TENDER, 1, "17.25")), 0,
                new ShiftTotals.ReceiptRange("till-1", 1, 2));
    }

    @Test
    void aDayWithEverything() {
        till.open("100.00");
        var split = till.sale();
        till.completed(split, "0.00", "0.00",
                List.of(tax(700, "books", "10.70", "10.00"), tax(1900, "food", "59.50", "50.00")),
                till.cash(split, "20.20", "30.20"), till.card(split, "50.00", "0.00"));
        var vouchers = till.sale();
        till.completed(vouchers, "0.00", "0.00",
                List.of(tax(0, SaleLine.MULTI_PURPOSE_VOUCHER, "50.00", "50.00"),
                        tax(1900, SaleLine.SINGLE_PURPOSE_VOUCHER, "11.90", "10.00")),
                till.card(vouchers, "61.90", "0.00"));
        var redeemed = till.sale();
        till.completed(redeemed, "0.00", "0.00", List.of(tax(1900, "food", "23.80", "20.00")),
                new Tender.Voucher(eur("20.00"), "GV-1", null), till.cash(redeemed, "3.80", "3.80"));
        var single = till.sale();
        till.completed(single, "0.00", "0.00", List.of(tax(1900, "food", "11.90", "10.00")),
                new Tender.Voucher(eur("11.90"), "SV-1", new TaxRate(1900)));
        var tipped = till.sale();
        var tippedCard = till.card(tipped, "38.70", "3.00");
        till.completed(tipped, "0.00", "3.00", List.of(tax(1900, "food", "35.70", "30.00")), tippedCard);
        var down = till.sale();
        till.completed(down, "-0.02", "0.00", List.of(tax(700, "books", "10.72", "10.02")),
                till.cash(down, "10.70", "20.00"));
        var up = till.sale();
        till.completed(up, "0.02", "1.00", List.of(tax(700, "books", "5.33", "4.98")),
                till.cash(up, "6.35", "6.35"));
        till.refunded(till.refund(), split, "0.00", "0.00", tax(700, "books", "5.35", "5.00"),
                till.cashBack(split, "5.35"));
        var toCard = till.refund();
        till.refunded(toCard, split, "0.00", "0.00", tax(1900, "food", "29.75", "25.00"),
                till.cardBack(split, toCard, null, "29.75"));
        till.refunded(till.refund(), redeemed, "0.00", "0.00", tax(1900, "food", "11.90", "10.00"),
                new RefundTender.Voucher(eur("11.90"), "GV-2"));
        var reversal = till.refund();
        till.refunded(reversal, tipped, "0.00", "3.00", tax(1900, "food", "35.70", "30.00"),
                till.cardBack(tipped, reversal, tippedCard, "38.70"));
        till.refunded(till.refund(), down, "-0.02", "0.00", tax(700, "books", "10.72", "10.02"),
                till.cashBack(down, "10.70"));
        till.move(CashMoved.Kind.PAY_IN, "10.00", null, "change from the bakery", null);
        till.move(CashMoved.Kind.PAY_OUT, "-7.50", null, "window cleaner", null);
        till.move(CashMoved.Kind.SAFE_DROP, "-50.00", null, null, null);
        till.move(CashMoved.Kind.BANK_DEPOSIT, "-40.00", null, null, "bag 7");
        till.close(1, totalsOfEverything(), "219.55", "93.42", "37.50", "38.00");
        send();

        assertGolden("day-2.txt");
        assertNoZDiffers();
        assertEquals("captured 29.75 0.00", stateOf(split.value()));
        assertEquals("voided 0.00 38.70", stateOf(tipped.value()));
        assertEquals(List.of(), standing(run()));
    }

    private static ShiftTotals totalsOfEverything() {
        var sales = List.of(tax(0, SaleLine.MULTI_PURPOSE_VOUCHER, "50.00", "50.00"),
                tax(700, "books", "26.75", "25.00"), tax(1900, "food", "142.80", "120.00"));
        var refunds = List.of(tax(700, "books", "16.07", "15.02"), tax(1900, "food", "77.35", "65.00"));
        return new ShiftTotals(7, total(sales), 5, total(refunds), 0, sales, refunds, eur("10.00"),
                eur("0.02"), eur("1.00"),
                List.of(tender("card", 3, "150.60"), tender("card-refund", 2, "68.45"),
                        tender("cash", 4, "41.05"), tender("cash-refund", 2, "16.05"),
                        tender("voucher", 2, "31.90"), tender("voucher-refund", 1, "11.90")),
                List.of(moved(CashMoved.Kind.TENDER, 4, "41.05"), moved(CashMoved.Kind.REFUND, 2, "-16.05"),
                        moved(CashMoved.Kind.PAY_IN, 1, "10.00"), moved(CashMoved.Kind.PAY_OUT, 1, "-7.50"),
                        moved(CashMoved.Kind.SAFE_DROP, 1, "-50.00"),
                        moved(CashMoved.Kind.BANK_DEPOSIT, 1, "-40.00")),
                0, new ShiftTotals.ReceiptRange("till-1", 1, 12));
    }

    @Test
    void aDayOfTrouble() {
        till.open("50.00");
        var wrong = till.sale();
        var wrongly = till.attested(wrong, AttemptKind.CHARGE, "23.80", true);
        till.completed(wrong, "0.00", "0.00", List.of(tax(1900, "food", "23.80", "20.00")),
                new Tender.Card(eur("23.80"), wrongly));
        var late = till.sale();
        var lately = till.attested(late, AttemptKind.CHARGE, "11.90", false);
        till.completed(late, "0.00", "0.00", List.of(tax(1900, "food", "11.90", "10.00")),
                till.cash(late, "11.90", "11.90"));
        var right = till.sale();
        var rightly = till.attested(right, AttemptKind.CHARGE, "35.70", true);
        till.completed(right, "0.00", "0.00", List.of(tax(1900, "food", "35.70", "30.00")),
                new Tender.Card(eur("35.70"), rightly));
        giveUpHalfPaid();
        takeBackAnApproval();
        till.close(1, totalsOfTrouble(), "71.40", "0.00", "61.90", "61.40");
        send();
        assertNoZDiffers();
        assertEquals(List.of("unconfirmed-attestation 23.80 EUR 23.80 EUR",
                "unconfirmed-attestation 11.90 EUR 0.00 EUR", "unconfirmed-attestation 35.70 EUR 35.70 EUR"),
                standing(run()));

        till.resolved(wrong, wrongly, From.ATTESTED_MOVED, null);
        till.resolved(late, lately, From.ATTESTED_NOT_MOVED, "11.90");
        till.resolved(right, rightly, From.ATTESTED_MOVED, "35.70");
        send();
        assertGolden("day-3.txt");
        assertNoZDiffers();
        assertEquals(List.of("in-suspense 23.80 EUR 0.00 EUR", "in-suspense 0.00 EUR 11.90 EUR"),
                standing(run()));
        assertEquals(PaymentState.FAILED, payment(wrongly.value()).state());
        assertEquals(PaymentState.CAPTURED, payment(lately.value()).state());
    }

    @Test
    void moneyThatCameLateAndPaidItsSaleLeavesNothingToExplain() {
        till.open("200.00");
        var first = till.sale();
        till.completed(first, "0.00", "0.00",
                List.of(tax(700, "books", "5.35", "5.00"), tax(1900, "food", "11.90", "10.00")),
                till.cash(first, "17.25", "20.00"));
        var second = till.sale();
        var lately = till.attested(second, AttemptKind.CHARGE, "23.80", false);
        till.cameLate(second, lately, "23.80");
        till.completed(second, "0.00", "0.00", List.of(tax(1900, "food", "23.80", "20.00")),
                new Tender.Card(eur("23.80"), lately));
        till.close(1, simpleTotals("41.05"), "41.05", "0.00", "217.25", "217.25");
        send();

        assertNoZDiffers();
        assertEquals(List.of(), standing(run()));
        assertEquals(PaymentState.CAPTURED, payment(lately.value()).state());
        assertEquals("", posted().lines()
                .filter(line -> line.startsWith("assets:suspense")
                        || line.startsWith("assets:card-clearing-unconfirmed"))
                .collect(Collectors.joining("\n")));
        world.assertLedgerHolds();
    }

    private void giveUpHalfPaid() {
        var sale = till.sale();
        till.cash(sale, "10.00", "10.00");
        var charge = till.card(sale, "5.00", "0.00");
        till.cashBack(sale, "10.00");
        till.cardBack(sale, till.refund(), charge, "5.00");
        till.append(new SaleAborted(sale, "customer left"));
    }

    private void takeBackAnApproval() {
        var sale = till.sale();
        var attempt = till.attempt(sale, AttemptKind.CHARGE, null, null, "7.00");
        till.append(new PaymentOutcome(attempt, sale, "terminal-1",
                new PaymentOutcome.Outcome.Approved(till.facts("7.00", "0.00")), AttemptKind.CHARGE));
        till.append(new PaymentResolved(attempt, sale, "terminal-1", From.APPROVED,
                new PaymentResolved.Resolution.NotCharged(), PaymentResolved.Evidence.REVERSAL,
                AttemptKind.CHARGE));
        till.append(new SaleAborted(sale, "card taken back"));
    }

    private static ShiftTotals totalsOfTrouble() {
        List<TaxTotal> sales = List.of(tax(1900, "food", "71.40", "60.00"));
        return new ShiftTotals(3, total(sales), 0, eur("0.00"), 2, sales, List.of(), eur("0.00"), eur("0.00"),
                eur("0.00"), List.of(tender("card", 2, "59.50"), tender("cash", 1, "11.90")),
                List.of(moved(CashMoved.Kind.TENDER, 2, "21.90"), moved(CashMoved.Kind.REFUND, 1, "-10.00")),
                0, new ShiftTotals.ReceiptRange("till-1", 1, 3));
    }

    /// Such a refund names neither what it pays out nor its charge: of the sale's charges the first one counts as given back.
    @Test
    void aCardOfAHalfPaidSaleMayGoBackAsARefund() {
        till.open("10.00");
        var sale = till.sale();
        var first = (Tender.Card) till.card(sale, "5.00", "0.00");
        var second = (Tender.Card) till.card(sale, "11.90", "0.00");
        var back = till.attempt(sale, AttemptKind.REFUND, null, null, "5.00");
        till.approved(sale, back, AttemptKind.REFUND, "5.00", "0.00");
        List<TaxTotal> sales = List.of(tax(1900, "food", "11.90", "10.00"));
        till.completed(sale, "0.00", "0.00", sales, second);
        till.close(1, new ShiftTotals(1, total(sales), 0, eur("0.00"), 0, sales, List.of(), eur("0.00"),
                eur("0.00"), eur("0.00"), List.of(tender("card", 1, "11.90")), List.of(), 0,
                new ShiftTotals.ReceiptRange("till-1", 1, 1)), "11.90", "0.00", "10.00", "10.00");
        send();

        assertNoZDiffers();
        assertEquals(List.of(), standing(run()));
        assertEquals(new Payment.Returned(500, 0), payment(first.attempt().value()).returned());
        assertEquals(Payment.Returned.NOTHING, payment(second.attempt().value()).returned());
        world.assertLedgerHolds();
    }

    @Test
    void aZThatSaysSomethingElseIsNamedLineByLine() {
        till.open("200.00");
        var sale = till.sale();
        till.completed(sale, "0.00", "0.00", List.of(tax(1900, "food", "35.70", "30.00")),
                till.card(sale, "35.70", "0.00"));
        till.close(3, simpleTotals("41.05"), "50.00", "0.00", "217.25", "217.25");
        send();

        var checks = checks();
        assertEquals(List.of("sales net 7 %", "sales tax 7 %", "sales gross", "cash less what was given back",
                "card less what was given back", "cash as TENDER", "expected cash"),
                checks.getFirst().differing().stream().map(ZCheck.Line::what).toList());
        assertEquals(List.of("Z 2 of till till-1 is missing before this one"), checks.getFirst().findings());
        DayResult day = run();
        assertEquals(List.of("z-difference 35.70 EUR 41.05 EUR"), standing(day));
        assertEquals(List.of(false), day.zReports().stream().map(DayResult.ZResult::ok).toList());
        assertTrue(!day.green());
    }

    @Test
    void grandTotalsGoOnAndNumbersAreUsedOnce() {
        simpleDay();
        till.close(2, emptyTotals(), "41.04", "0.00", "0.00", "0.00");
        till.close(2, emptyTotals(), "41.05", "0.00", "0.00", "0.00");
        send();

        List<String> findings = checks().stream().flatMap(check -> check.findings().stream()).toList();
        assertEquals(3, findings.size(), findings.toString());
        assertTrue(findings.contains("the grand total of sales is 41.04 EUR, before it was 41.05 EUR and the"
                + " shift had 0.00 EUR"), findings.toString());
        assertEquals(2, findings.stream().filter(text -> text.startsWith("Z 2 of till till-1 is known twice"))
                .count());
    }

    private static ShiftTotals emptyTotals() {
        return new ShiftTotals(0, eur("0.00"), 0, eur("0.00"), 0, List.of(), List.of(), eur("0.00"),
                eur("0.00"), eur("0.00"), List.of(), List.of(), 0, null);
    }

    @Test
    void moreGivenBackThanCapturedIsKeptAndListed() {
        till.open("10.00");
        var sale = till.sale();
        var taxes = List.of(tax(1900, "food", "11.90", "10.00"));
        till.completed(sale, "0.00", "0.00", taxes, till.card(sale, "11.90", "0.00"));
        for (int i = 0; i < 2; i++) {
            var refund = till.refund();
            till.refunded(refund, sale, "0.00", "0.00", taxes.getFirst(),
                    till.cardBack(sale, refund, null, "11.90"));
        }
        send();

        assertEquals("", world.quarantine());
        assertEquals("captured 23.80 0.00", stateOf(sale.value()));
        assertEquals(List.of("over-refunded 11.90 EUR 23.80 EUR"), standing(run()));
        world.assertLedgerHolds();
    }

    private void send() {
        assertInstanceOf(Ack.class, world.send(till.store, sent + 1, till.store.last()));
        sent = till.store.last();
        assertEquals("", world.quarantine());
    }

    private DayResult run() {
        return world.database.inTransaction(tx -> {
            Store store = world.stores.named(tx, till.store.place.store()).orElseThrow();
            world.reconciliation.day(tx, store, SimulatedStore.DAY);
            return world.days.read(tx, store, SimulatedStore.DAY);
        });
    }

    private static List<String> standing(DayResult day) {
        return day.discrepancies()
                .stream()
                .filter(one -> one.state() == DiscrepancyState.OPEN)
                .sorted(Comparator.comparing(Discrepancy::subject))
                .map(one -> one.type().wireName() + " " + one.expected() + " " + one.actual())
                .toList();
    }

    private List<ZCheck> checks() {
        return world.database.inTransaction(tx -> world.zAudit.ofDay(tx, world.tenant, null,
                SimulatedStore.DAY));
    }

    private void assertNoZDiffers() {
        var checks = checks();
        assertEquals(1, checks.size());
        assertEquals("", checks.getFirst().wrong());
        assertEquals(checks.getFirst().ok(), run().zReports().getFirst().ok());
    }

    /// State of the charge of a sale, and what was refunded and reversed of it.
    private String stateOf(UUID sale) {
        return TEST.value("select state || ' ' || to_char(refunded_minor / 100.0, 'FM990.00') || ' '"
                + " || to_char(reversed_minor / 100.0, 'FM990.00') from payment where kind = 'charge' and sale = '"
                + sale + "'");
    }

    private Payment payment(UUID attempt) {
        return world.database.inTransaction(tx -> world.payments.find(tx, world.tenant, attempt))
                .orElseThrow();
    }

    private void assertGolden(String file) {
        assertEquals(expected(file), posted());
        world.assertLedgerHolds();
    }

    /// Without comments, blank lines and alignment.
    private static String expected(String file) {
        try (var in = GoldenDaysTest.class.getResourceAsStream("/golden/" + file)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .map(line -> line.strip().replaceAll(" +", " "))
                    .collect(Collectors.joining("\n"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String posted() {
        var text = new StringBuilder();
        for (UUID event : till.events) {
            List<Books.Entry> entries = world.database.inTransaction(tx -> world.books.entries(tx,
                    world.tenant, new Books.Filter(event, null, null, null), null, 10));
            String type = TEST.value("select type from event_content where event = '" + event + "'");
            entries.stream().sorted(Comparator.comparing(Books.Entry::role)).forEach(entry -> {
                text.append(type).append(' ').append(entry.role()).append('\n');
                entry.lines().forEach(line -> text.append(named(line)).append('\n'));
            });
        }
        text.append("closing balances\n");
        text.append(world.database.inTransaction(tx -> world.books.sums(tx, world.tenant, null, null, null))
                .stream()
                .map(balance -> named(new EntryLine(balance.account(), balance.balance(), null)))
                .collect(Collectors.joining("\n")));
        return text.toString();
    }

    private String named(EntryLine line) {
        return line.account().value().replace(till.store.place.store(), "STORE") + " "
                + line.amount().decimal();
    }
}
