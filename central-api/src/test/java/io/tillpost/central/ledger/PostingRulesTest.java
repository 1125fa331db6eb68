package io.tillpost.central.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PostingRulesTest {
    private static final LocalDate DAY = LocalDate.parse("2026-11-23");
    private static final Instant NOON = Instant.parse("2026-11-23T12:00:00Z");
    private static final SaleId SALE = new SaleId(new UUID(7, 7));
    private static final AttemptId ATTEMPT = new AttemptId(new UUID(8, 8));
    private static final TaxRate FULL = new TaxRate(1900);
    private static final TaxRate REDUCED = new TaxRate(700);
    private static final CardContracts CONTRACTS = new CardContracts(List.of(
            new CardContracts.Term("M1", LocalDate.parse("2026-01-01"), "nordpay", "acme"),
            new CardContracts.Term("M1", LocalDate.parse("2026-11-24"), "suedpay", "acme")));

    private final Map<UUID, PostedCharge> charges = new HashMap<>();
    private final PostingRules rules = new PostingRules(CONTRACTS,
            attempt -> Optional.ofNullable(charges.get(attempt)));
    private long events;

    /// The worked day: opened with a float, two rates and two classes paid in cash with rounding, a card payment with a
    /// tip, a decline, an Unknown that turned out charged, an approval taken back, closed without a count.
    @Test
    void theWorkedDayIsPostedLineByLine() {
        var day = new StringBuilder();
        post(day, new ShiftOpened("drawer-1", eur(20_000)));
        post(day, new SaleStarted(SALE));
        post(day, CashMoved.tender("drawer-1", eur(2_260), SALE));
        post(day, sale(List.of(tax(FULL, 1_190, 190, "food", 1_000), tax(REDUCED, 1_071, 70, "books", 1_001)),
                eur(-1), eur(0), new Tender.Cash(eur(2_260), eur(2_500), eur(240))));
        post(day, PaymentAttemptStarted.charge(ATTEMPT, SALE, "terminal-1", eur(2_380), 1, 1));
        post(day, outcome(new Outcome.Approved(facts("M1", 2_480, 100))));
        post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.APPROVED,
                new Resolution.Charged(facts("M1", 2_480, 100)), Evidence.COMPLETION, AttemptKind.CHARGE));
        post(day, sale(List.of(tax(FULL, 2_380, 380, "food", 2_000)), eur(0), eur(100),
                new Tender.Card(eur(2_480), ATTEMPT)));
        post(day, outcome(new Outcome.Declined(5, "do not honour")));
        post(day, outcome(new Outcome.NotCharged("stopped")));
        post(day, outcome(new Outcome.Unknown("06 01")));
        post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.UNKNOWN,
                new Resolution.Charged(facts("M1", 999, 0)), Evidence.REPEAT_RECEIPT, AttemptKind.CHARGE));
        post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.UNKNOWN, new Resolution.NotCharged(),
                Evidence.IDLE_WITH_OLD_RECEIPT, AttemptKind.CHARGE));
        post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.APPROVED, new Resolution.NotCharged(),
                Evidence.REVERSAL, AttemptKind.CHARGE));
        post(day, new SaleAborted(SALE, "customer left"));
        post(day, new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, "T1", 1, List.of(),
                ""));
        post(day, new ShiftClosed("drawer-1", eur(22_260), null));
        assertEquals("""
                ShiftOpened float
                    assets:cash:s1:drawer-1  200.00 EUR
                    assets:safe:s1  -200.00 EUR
                CashMoved cash
                    assets:cash:s1:drawer-1  22.60 EUR
                    assets:tender-received  -22.60 EUR
                SaleCompleted sale
                    assets:tender-received  22.60 EUR
                    income:sales:1900:food  -10.00 EUR
                    liabilities:vat:1900  -1.90 EUR
                    income:sales:700:books  -10.01 EUR
                    liabilities:vat:700  -0.70 EUR
                    expenses:cash-rounding  0.01 EUR
                PaymentOutcome card-clearing
                    assets:card-clearing:nordpay:M1  24.80 EUR
                    assets:tender-received  -24.80 EUR
                SaleCompleted sale
                    assets:tender-received  24.80 EUR
                    income:sales:1900:food  -20.00 EUR
                    liabilities:vat:1900  -3.80 EUR
                    liabilities:tips  -1.00 EUR
                PaymentResolved card-clearing
                    assets:card-clearing:nordpay:M1  9.99 EUR
                    assets:tender-received  -9.99 EUR
                PaymentResolved card-clearing-reversal
                    assets:card-clearing:nordpay:M1  -9.99 EUR
                    assets:tender-received  9.99 EUR
                """, day.toString());
    }

    @Test
    void trainingPostsNothing() {
        var envelope = envelope(Mode.TRAINING, DAY);
        assertEquals(List.of(), rules.entries(new UUID(0, 1), envelope, new ShiftOpened("drawer-1", eur(1))));
    }

    @Test
    void theSameEventGivesTheSameEntry() {
        var event = new ShiftOpened("drawer-1", eur(1));
        var envelope = envelope(Mode.LIVE, DAY);
        assertEquals(rules.entries(new UUID(0, 1), envelope, event),
                rules.entries(new UUID(0, 1), envelope, event));
    }

    @Test
    void aContractCountsFromItsDayOn() {
        var event = outcome(new Outcome.Approved(facts("M1", 100, 0)));
        var next = rules.entries(new UUID(0, 1), envelope(Mode.LIVE, DAY.plusDays(1)), event).getFirst();
        assertEquals("assets:card-clearing:suedpay:M1", next.lines().getFirst().account().value());
        var before = rules.entries(new UUID(0, 1), envelope(Mode.LIVE, LocalDate.parse("2025-12-31")), event)
                .getFirst();
        assertEquals("assets:card-clearing:unknown:M1", before.lines().getFirst().account().value());
    }

    @Test
    void aMerchantThatTheTerminalDidNotStateIsNotLost() {
        var entry = rules.entries(new UUID(0, 1), envelope(Mode.LIVE, DAY),
                outcome(new Outcome.Approved(facts(" ", 100, 0)))).getFirst();
        assertEquals("assets:card-clearing:unknown:unstated", entry.lines().getFirst().account().value());
    }

    /// The last use of a voucher takes what remains of its tax; a till of before does not say how much that is.
    @Test
    void theTaxInWhatAVoucherPaysIsWhatTheTillSaysAndWithoutThatWhatTheAmountContains() {
        var day = new StringBuilder();
        List<TaxTotal> taxes = List.of(tax(FULL, 300, 48, "food", 252));
        post(day, sale(taxes, eur(0), eur(0), new Tender.Voucher(eur(300), "S-1", FULL, eur(47))));
        post(day, sale(taxes, eur(0), eur(0), new Tender.Voucher(eur(300), "S-1", FULL)));
        assertEquals("""
                SaleCompleted voucher
                    liabilities:vouchers:single-purpose:1900  2.53 EUR
                    liabilities:vat:1900  0.47 EUR
                    assets:tender-received  -3.00 EUR
                SaleCompleted voucher
                    liabilities:vouchers:single-purpose:1900  2.52 EUR
                    liabilities:vat:1900  0.48 EUR
                    assets:tender-received  -3.00 EUR
                """, day.toString().replaceAll("(?m)^SaleCompleted sale\n( .*\n)+", ""));
    }

    @Test
    void anApprovalThatWasNeverPostedCannotBeTakenBack() {
        var event = new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.APPROVED,
                new Resolution.NotCharged(), Evidence.REVERSAL, AttemptKind.CHARGE);
        assertThrows(IllegalArgumentException.class,
                () -> rules.entries(new UUID(0, 1), envelope(Mode.LIVE, DAY), event));
    }

    @Test
    void aPersonsWordTakesThePlaceOfAnApprovalThatWasNeverConfirmed() {
        var day = new StringBuilder();
        post(day, outcome(new Outcome.Approved(facts("M1", 1_200, 200))));
        post(day, new PaymentAttested(ATTEMPT, SALE, "terminal-1", AttemptKind.CHARGE, eur(1_200), true));
        assertEquals("""
                PaymentOutcome card-clearing
                    assets:card-clearing:nordpay:M1  12.00 EUR
                    assets:tender-received  -12.00 EUR
                PaymentAttested card-clearing-reversal
                    assets:card-clearing:nordpay:M1  -12.00 EUR
                    assets:tender-received  12.00 EUR
                PaymentAttested attested
                    assets:card-clearing-unconfirmed:s1  12.00 EUR
                    assets:tender-received  -12.00 EUR
                """, day.toString());
    }

    @Test
    void aPersonsNoTakesAnApprovalBack() {
        var day = new StringBuilder();
        post(day, outcome(new Outcome.Approved(facts("M1", 1_200, 0))));
        day.setLength(0);
        post(day, new PaymentAttested(ATTEMPT, SALE, "terminal-1", AttemptKind.CHARGE, eur(1_200), false));
        assertEquals("""
                PaymentAttested card-clearing-reversal
                    assets:card-clearing:nordpay:M1  -12.00 EUR
                    assets:tender-received  12.00 EUR
                """, day.toString());
    }

    @Test
    void moneyThatCameLatePaysTheSaleThatWentOnByItAndNoOther() {
        var day = new StringBuilder();
        for (Boolean counts : Arrays.asList(true, null)) {
            post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.ATTESTED_NOT_MOVED,
                    new Resolution.Charged(facts("M1", 1_200, 0)), Evidence.REPEAT_RECEIPT,
                    AttemptKind.CHARGE, counts));
        }
        post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.ATTESTED_NOT_MOVED,
                new Resolution.Charged(facts("M1", 1_200, 0)), Evidence.REPEAT_RECEIPT, AttemptKind.REFUND,
                true));
        assertEquals("""
                PaymentResolved card-clearing
                    assets:card-clearing:nordpay:M1  12.00 EUR
                    assets:tender-received  -12.00 EUR
                PaymentResolved card-clearing
                    assets:card-clearing:nordpay:M1  12.00 EUR
                    assets:suspense  -12.00 EUR
                PaymentResolved card-refund
                    assets:card-clearing:nordpay:M1  -12.00 EUR
                    assets:tender-received  12.00 EUR
                """, day.toString());
    }

    @Test
    void aWordThatIsDisprovenIsTakenBackWhereItsSaleWentOnWithoutItAndNowhereElse() {
        for (Boolean counts : Arrays.asList(true, null)) {
            var day = new StringBuilder();
            post(day,
                    new PaymentAttested(ATTEMPT, SALE, "terminal-1", AttemptKind.CHARGE, eur(1_200), true));
            day.setLength(0);
            post(day, new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.ATTESTED_MOVED,
                    new Resolution.NotCharged(), Evidence.IDLE_WITH_OLD_RECEIPT, AttemptKind.CHARGE, counts));
            assertEquals(counts == null ? """
                    PaymentResolved attested-wrongly
                        assets:suspense  12.00 EUR
                        assets:card-clearing-unconfirmed:s1  -12.00 EUR
                    """ : """
                    PaymentResolved attested-reversal
                        assets:tender-received  12.00 EUR
                        assets:card-clearing-unconfirmed:s1  -12.00 EUR
                    """, day.toString());
        }
    }

    @Test
    void aWordThatWasNeverPostedCannotBeTakenBack() {
        var event = new PaymentResolved(ATTEMPT, SALE, "terminal-1", From.ATTESTED_MOVED,
                new Resolution.NotCharged(), Evidence.IDLE_WITH_OLD_RECEIPT, AttemptKind.CHARGE, true);
        assertThrows(IllegalArgumentException.class,
                () -> rules.entries(new UUID(0, 1), envelope(Mode.LIVE, DAY), event));
    }

    @Test
    void aSaleOfNothingPostsNothing() {
        var event = sale(List.of(), eur(0), eur(0));
        assertEquals(List.of(), rules.entries(new UUID(0, 1), envelope(Mode.LIVE, DAY), event));
    }

    @Test
    void anEntryCarriesItsDatesAndItsSource() {
        var entry = rules.entries(new UUID(0, 9), envelope(Mode.LIVE, DAY),
                sale(List.of(tax(FULL, 1_190, 190, "food", 1_000)), eur(0), eur(0),
                        new Tender.Cash(eur(1_190), eur(1_190), eur(0))))
                .getFirst();
        assertEquals(new UUID(0, 9), entry.source());
        assertEquals(NOON, entry.occurredAt());
        assertEquals(DAY, entry.businessDate());
        assertEquals(DAY.minusDays(1), entry.taxDate());
        assertEquals("acme", entry.legalEntity());
        assertEquals(PostingRules.VERSION, entry.rule());
    }

    private void post(StringBuilder day, Event event) {
        for (EntryRequest entry : rules.entries(new UUID(0, ++events), envelope(Mode.LIVE, DAY), event)) {
            day.append(event.getClass().getSimpleName()).append(' ').append(entry.role()).append('\n');
            for (EntryLine line : entry.lines()) {
                day.append("    ").append(line.account()).append("  ").append(line.amount()).append('\n');
                if (line.payment() != null) {
                    charges.put(line.payment(), new PostedCharge(entry.id(), entry.lines()));
                }
            }
        }
    }

    private static PaymentOutcome outcome(Outcome outcome) {
        return new PaymentOutcome(ATTEMPT, SALE, "terminal-1", outcome, AttemptKind.CHARGE);
    }

    private static CardFacts facts(String merchantId, long approved, long tip) {
        return new CardFacts("T1", merchantId, 5, "girocard", 0, EntryMode.CHIP, null, 1, 1, null, null, 1,
                true,
                eur(approved), eur(tip));
    }

    private static TaxTotal tax(TaxRate rate, long gross, long tax, String salesClass, long net) {
        return new TaxTotal(rate, eur(gross), eur(net), eur(tax),
                List.of(new TaxTotal.ClassNet(salesClass, eur(net))));
    }

    private static SaleCompleted sale(List<TaxTotal> taxes, Money rounding, Money tip, Tender... tenders) {
        Money total = Money.sum(taxes.stream().map(TaxTotal::gross).toList(), rounding.currency());
        return new SaleCompleted(SALE, "r1", 1, NOON, DAY.minusDays(1), true, "de-1", List.of(), taxes, total,
                rounding, tip, List.of(tenders), null);
    }

    private static Envelope envelope(Mode mode, LocalDate day) {
        return new Envelope(new Place("t", "acme", "s1", "till-1", "box-1"), Actor.SYSTEM, null, mode,
                new Moment(NOON, ZoneId.of("Europe/Berlin"), 0, -1, 0, new UUID(1, 1)), day, null, "test",
                "tp");
    }

    private static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }
}
