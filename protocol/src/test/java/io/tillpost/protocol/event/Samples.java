package io.tillpost.protocol.event;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.card.TerminalTime;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.MonthDay;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/// One event of each kind and each variant, with every field in use.
final class Samples {
    static final SaleId SALE = SaleId.parse("0195e5a4-1c00-7000-8000-000000000001");
    static final RefundId REFUND = RefundId.parse("0195e5a4-1c03-7000-8000-000000000004");
    static final AttemptId ATTEMPT = AttemptId.parse("0195e5a4-1c01-7000-8000-000000000002");
    static final Envelope ENVELOPE = new Envelope(
            new Place("acme", "acme-de", "store-7", "till-1", "store-7-a"),
            Actor.cashier("anna"), Actor.cashier("bert"), Mode.LIVE,
            new Moment(Instant.parse("2026-03-02T08:15:30.123456789Z"), ZoneId.of("Europe/Berlin"), -120, 35,
                    987_654_321L, UUID.fromString("0195e5a4-0000-7000-8000-00000000000b")),
            LocalDate.of(2026, 3, 2), ShiftId.parse("0195e5a4-1c02-7000-8000-000000000003"), "0.1.0",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");

    private static final Money PRICE = Money.of(1_190, "EUR");
    private static final Money NET = Money.of(1_000, "EUR");
    private static final Money TAX = Money.of(190, "EUR");
    private static final JournalKey JOURNAL = new JournalKey(Lane.FIN,
            UUID.fromString("0195e5a4-1c05-7000-8000-000000000006"), 2);
    private static final Money ZERO = Money.of(0, "EUR");
    static final CardFacts FACTS = new CardFacts("52500001", "4556666", 6, "Mastercard", 0x70,
            EntryMode.CONTACTLESS, MaskedPan.mask("5454545454545454"), 42, 17, "123456",
            new TerminalTime(MonthDay.of(3, 2), LocalTime.of(9, 15, 31)), 3, true, PRICE, ZERO);

    private static final CardFacts SIGNED = new CardFacts("52500001", "4556666", 6, "Mastercard", 0x70,
            EntryMode.CHIP, null, 43, 18, null, null, null, false, PRICE, ZERO,
            CardholderVerification.SIGNATURE);

    private Samples() {}

    static Stream<Event> all() {
        return Stream.of(new ShiftOpened("drawer-1", Money.of(20_000, "EUR")),
                new ShiftOpened("drawer-1", Money.of(20_000, "EUR"), Money.of(21_190, "EUR")),
                new ShiftClosed("drawer-1", Money.of(21_190, "EUR"), null),
                new ShiftClosed("drawer-1", Money.of(21_190, "EUR"), Money.of(21_180, "EUR")),
                new SaleStarted(SALE),
                completed(), new SaleAborted(SALE, "customer left: \"no\" – später"),
                PaymentAttemptStarted.charge(ATTEMPT, SALE, "terminal-1", PRICE, 16, 41),
                outcome(new PaymentOutcome.Outcome.Approved(FACTS)),
                outcome(new PaymentOutcome.Outcome.Approved(SIGNED)),
                outcome(new PaymentOutcome.Outcome.Declined(0x05, "declined")),
                outcome(new PaymentOutcome.Outcome.NotCharged("aborted at the terminal")),
                outcome(new PaymentOutcome.Outcome.Unknown("after 06 01")),
                resolved(PaymentResolved.From.UNKNOWN, new PaymentResolved.Resolution.Charged(FACTS),
                        PaymentResolved.Evidence.REPEAT_RECEIPT),
                new PaymentResolved(ATTEMPT, SALE, "terminal-1", PaymentResolved.From.ATTESTED_NOT_MOVED,
                        new PaymentResolved.Resolution.Charged(FACTS),
                        PaymentResolved.Evidence.REPEAT_RECEIPT, AttemptKind.CHARGE, true),
                new PaymentResolved(ATTEMPT, SALE, "terminal-1", PaymentResolved.From.ATTESTED_MOVED,
                        new PaymentResolved.Resolution.NotCharged(),
                        PaymentResolved.Evidence.IDLE_WITH_OLD_RECEIPT, AttemptKind.CHARGE, true),
                resolved(PaymentResolved.From.APPROVED, new PaymentResolved.Resolution.NotCharged(),
                        PaymentResolved.Evidence.REVERSAL),
                CashMoved.tender("drawer-1", PRICE, SALE),
                new PaymentAttemptStarted(ATTEMPT, SALE, "terminal-1", PRICE, 16, 41, AttemptKind.REFUND,
                        REFUND,
                        null),
                new PaymentAttemptStarted(ATTEMPT, SALE, "terminal-1", PRICE, 16, 41, AttemptKind.REVERSAL,
                        null, AttemptId.parse("0195e5a4-1c01-7000-8000-000000000009")),
                new PaymentAttested(ATTEMPT, SALE, "terminal-1", AttemptKind.CHARGE, PRICE, true),
                new CashMoved(CashMoved.Kind.REFUND, "drawer-1", PRICE.negated(), SALE, null, null),
                new CashMoved(CashMoved.Kind.PAY_OUT, "drawer-1", PRICE.negated(), null, "window cleaner",
                        null),
                new CashMoved(CashMoved.Kind.BANK_DEPOSIT, "drawer-1", PRICE.negated(), null, null, "bag 7"),
                refunded(), zReported(), new DrawerOpened("drawer-1", null, "change for a note"),
                new ReceiptPrinted(SALE, "printer-1", false, "paper out", REFUND),
                new ReceiptReprinted(SALE, null, "printer-1", ReceiptReprinted.Marking.DUPLICATE, true, ""),
                new ReceiptPrinted(SALE, "printer-1", true, "", null, ATTEMPT),
                new ReceiptReprinted(SALE, null, "printer-1", ReceiptReprinted.Marking.COPY, true, "",
                        ATTEMPT),
                new OperatorSignedIn("cashier"), new OperatorLocked("anna", 5),
                new ConfigApplied("catalog", 12,
                        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
                new DrawerOpened("drawer-1", SALE, null),
                new DrawerOpened("drawer-1", null, null),
                new ReceiptPrinted(SALE, "printer-1", true, "", null),
                new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, "52500001", 3,
                        List.of(new TerminalBatchClosed.CardTotal("Mastercard", 1, PRICE)), ""),
                new DeviceStateChanged("printer-1", "Open", "RecEmpty", "paper out"),
                new IncidentRaised("journal-fenced", "fin", "a newer journal exists"),
                new IncidentCleared("journal-fenced", "fin"),
                new JournalForked(JOURNAL, JOURNAL.journalId(), 17, Hash.of(new byte[32]), "restored", 3, 2),
                new JournalForked(JOURNAL, null, 0, null, "damaged", 0, 0),
                new CommandResult(JOURNAL.journalId(), "reprint-receipt", "done", ""),
                new GapRecorded(3, Instant.EPOCH, Instant.EPOCH.plusSeconds(60)),
                new TelemetrySampled(1L << 30, 1L << 35, 5, 7, 20L << 20, 100L << 20, 3_600));
    }

    private static SaleCompleted completed() {
        var line = new SaleLine(1, "4006381333931", "Füller", 1_000, PRICE,
                List.of(new SaleLine.Discount("loyalty", Money.of(10, "EUR"))), PRICE, new TaxRate(1_900),
                "stationery", null);
        var voucher = new SaleLine(2, "voucher", "Voucher SV-2", 1_000, PRICE, List.of(), PRICE,
                new TaxRate(1_900), SaleLine.SINGLE_PURPOSE_VOUCHER, "SV-2", TAX);
        var tax = new TaxTotal(new TaxRate(1_900), PRICE, NET, TAX,
                List.of(new TaxTotal.ClassNet("stationery", NET)));
        List<Tender> tenders = List.of(
                new Tender.Cash(Money.of(190, "EUR"), Money.of(200, "EUR"), Money.of(10, "EUR")),
                new Tender.Card(Money.of(900, "EUR"), ATTEMPT),
                new Tender.Voucher(Money.of(60, "EUR"), "GV-1", null),
                new Tender.Voucher(Money.of(40, "EUR"), "SV-1", new TaxRate(1_900), Money.of(6, "EUR")));
        return new SaleCompleted(SALE, "till-1", 4_711, Instant.parse("2026-03-02T08:14:00Z"),
                LocalDate.of(2026, 3, 2), true, "de-2026", List.of(line, voucher), List.of(tax), PRICE, ZERO,
                ZERO,
                tenders,
                new FiscalSignature(9, "sig", "serial", "ecdsa-plain-SHA256", null));
    }

    private static RefundCompleted refunded() {
        var line = new RefundLine(1, 1, "4006381333931", "Füller", 500, Money.of(595, "EUR"),
                new TaxRate(1_900), "stationery");
        return new RefundCompleted(REFUND, SALE, "till-1", 4_711, "till-1-refunds", 3,
                Instant.parse("2026-03-02T09:14:00Z"), LocalDate.of(2026, 3, 2), true, "de-2026",
                List.of(line),
                List.of(new TaxTotal(new TaxRate(1_900), Money.of(595, "EUR"), Money.of(500, "EUR"),
                        Money.of(95, "EUR"),
                        List.of(new TaxTotal.ClassNet("stationery", Money.of(500, "EUR"))))),
                Money.of(595, "EUR"), Money.of(0, "EUR"), Money.of(10, "EUR"),
                List.of(new RefundTender.Cash(Money.of(300, "EUR")),
                        new RefundTender.Card(Money.of(205, "EUR"), ATTEMPT),
                        new RefundTender.Voucher(Money.of(100, "EUR"), "GV-1")),
                "did not fit", null);
    }

    private static ZReported zReported() {
        var tax = new TaxTotal(new TaxRate(1_900), PRICE, NET, TAX,
                List.of(new TaxTotal.ClassNet("stationery", NET)));
        var totals = new ShiftTotals(1, PRICE, 0, ZERO, 2, List.of(tax), List.of(), Money.of(10, "EUR"), ZERO,
                ZERO, List.of(new ShiftTotals.TenderTotal("cash", 1, PRICE)),
                List.of(new ShiftTotals.CashTotal(CashMoved.Kind.TENDER, 1, PRICE)), 1,
                new ShiftTotals.ReceiptRange("till-1", 4_711, 4_711));
        return new ZReported(17, "drawer-1", Instant.parse("2026-03-02T07:00:00Z"),
                Instant.parse("2026-03-02T19:00:00Z"), totals, PRICE, ZERO, PRICE, Money.of(1_180, "EUR"),
                Money.of(1_180, "EUR"));
    }

    private static PaymentOutcome outcome(PaymentOutcome.Outcome outcome) {
        return new PaymentOutcome(ATTEMPT, SALE, "terminal-1", outcome, AttemptKind.CHARGE);
    }

    private static PaymentResolved resolved(PaymentResolved.From from, PaymentResolved.Resolution resolution,
            PaymentResolved.Evidence evidence) {
        return new PaymentResolved(ATTEMPT, SALE, "terminal-1", from, resolution, evidence,
                AttemptKind.CHARGE);
    }
}
