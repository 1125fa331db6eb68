package io.tillpost.protocol.event;

import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.card.MaskedPan;
import io.tillpost.protocol.card.TerminalTime;
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
    private static final Money ZERO = Money.of(0, "EUR");
    private static final CardFacts FACTS = new CardFacts("52500001", "4556666", 6, "Mastercard", 0x70,
            EntryMode.CONTACTLESS, MaskedPan.mask("5454545454545454"), 42, 17, "123456",
            new TerminalTime(MonthDay.of(3, 2), LocalTime.of(9, 15, 31)), 3, true, PRICE, ZERO);

    private Samples() {}

    static Stream<Event> all() {
        return Stream.of(new ShiftOpened("drawer-1", Money.of(20_000, "EUR")),
                new ShiftClosed("drawer-1", Money.of(21_190, "EUR"), null),
                new ShiftClosed("drawer-1", Money.of(21_190, "EUR"), Money.of(21_180, "EUR")),
                new SaleStarted(SALE),
                completed(), new SaleAborted(SALE, "customer left: \"no\" – später"),
                new PaymentAttemptStarted(ATTEMPT, SALE, "terminal-1", PRICE, 16, 41),
                outcome(new PaymentOutcome.Outcome.Approved(FACTS)),
                outcome(new PaymentOutcome.Outcome.Declined(0x05, "declined")),
                outcome(new PaymentOutcome.Outcome.NotCharged("aborted at the terminal")),
                outcome(new PaymentOutcome.Outcome.Unknown("after 06 01")),
                resolved(PaymentResolved.From.UNKNOWN, new PaymentResolved.Resolution.Charged(FACTS),
                        PaymentResolved.Evidence.REPEAT_RECEIPT),
                resolved(PaymentResolved.From.APPROVED, new PaymentResolved.Resolution.NotCharged(),
                        PaymentResolved.Evidence.REVERSAL),
                new CashMoved(CashMoved.Kind.TENDER, "drawer-1", PRICE, SALE),
                new DrawerOpened("drawer-1", SALE),
                new DrawerOpened("drawer-1", null), new ReceiptPrinted(SALE, "printer-1", true, ""),
                new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, "52500001", 3,
                        List.of(new TerminalBatchClosed.CardTotal("Mastercard", 1, PRICE)), ""),
                new DeviceStateChanged("printer-1", "Open", "RecEmpty", "paper out"),
                new IncidentRaised("journal-fenced", "fin", "a newer journal exists"));
    }

    private static SaleCompleted completed() {
        var line = new SaleLine(1, "4006381333931", "Füller", 1_000, PRICE,
                List.of(new SaleLine.Discount("loyalty", Money.of(10, "EUR"))), PRICE, new TaxRate(1_900),
                "stationery");
        var tax = new TaxTotal(new TaxRate(1_900), PRICE, NET, TAX,
                List.of(new TaxTotal.ClassNet("stationery", NET)));
        List<Tender> tenders = List.of(
                new Tender.Cash(Money.of(190, "EUR"), Money.of(200, "EUR"), Money.of(10, "EUR")),
                new Tender.Card(NET, ATTEMPT));
        return new SaleCompleted(SALE, "till-1", 4_711, Instant.parse("2026-03-02T08:14:00Z"),
                LocalDate.of(2026, 3, 2), true, "de-2026", List.of(line), List.of(tax), PRICE, ZERO, ZERO,
                tenders,
                new FiscalSignature(9, "sig", "serial", "ecdsa-plain-SHA256", null));
    }

    private static PaymentOutcome outcome(PaymentOutcome.Outcome outcome) {
        return new PaymentOutcome(ATTEMPT, SALE, "terminal-1", outcome);
    }

    private static PaymentResolved resolved(PaymentResolved.From from, PaymentResolved.Resolution resolution,
            PaymentResolved.Evidence evidence) {
        return new PaymentResolved(ATTEMPT, SALE, "terminal-1", from, resolution, evidence);
    }
}
