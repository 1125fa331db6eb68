package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.moved;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static io.tillpost.central.ingest.GoldenTill.tender;
import static io.tillpost.central.ingest.GoldenTill.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The terminal proves something else than a person had said, and the sale cannot go on by it any more: the money stands in
/// suspense, and the day is not green before somebody has looked at it.
class InSuspenseTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final List<TaxTotal> TAXES = List.of(tax(1900, "food", "23.80", "20.00"));

    private final AttestedDay day = new AttestedDay(new IngestWorld(TEST));
    private final GoldenTill till = day.till;

    @Test
    void goodsThatNobodyHasPaidKeepTheDayFromGreen() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        close(List.of(tender("card", 1, "23.80")), List.of(), "0.00");
        day.send();
        assertEquals("unconfirmed-attestation open 23.80 EUR 23.80 EUR", day.all());

        till.resolved(sale, attempt, From.ATTESTED_MOVED, null);
        day.send();

        assertEquals("in-suspense open 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation explained 23.80 EUR 23.80 EUR", day.all());
        assertFalse(day.run().green(), day.run().toString());
        assertEquals("in-suspense open 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation explained 23.80 EUR 23.80 EUR", day.all(), "found once");

        day.resolve("in-suspense", "given back", null);
        assertTrue(day.run().green(), day.run().toString());
        assertEquals("in-suspense resolved 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation explained 23.80 EUR 23.80 EUR", day.all());
    }

    @Test
    void aCustomerWhoHasPaidTwiceKeepsTheDayFromGreen() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", false);
        till.completed(sale, "0.00", "0.00", TAXES, till.cash(sale, "23.80", "23.80"));
        close(List.of(tender("cash", 1, "23.80")), List.of(moved(CashMoved.Kind.TENDER, 1, "23.80")),
                "23.80");
        till.resolved(sale, attempt, From.ATTESTED_NOT_MOVED, "23.80");
        day.batch("23.80");
        day.send();
        day.settle("23.80", 1);

        assertFalse(day.run().green(), day.run().toString());
        assertEquals("in-suspense open 0.00 EUR 23.80 EUR", day.all());
        day.resolve("in-suspense", "given back", null);
        assertTrue(day.run().green(), day.run().toString());
    }

    @Test
    void anotherAmountThanWasAttestedIsNamed() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.resolved(sale, attempt, From.ATTESTED_MOVED, "20.00");
        day.send();

        assertEquals("in-suspense open 23.80 EUR 20.00 EUR", day.all());
        assertFalse(day.run().green(), day.run().toString());
    }

    @Test
    void whatWasAttestedRightlyLeavesNothing() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.resolved(sale, attempt, From.ATTESTED_MOVED, "23.80");
        day.send();

        var _ = day.run();
        assertEquals("", day.all());
    }

    @Test
    void aRefundThatNeverReachedTheCardIsNamed() {
        var sale = till.sale();
        till.completed(sale, "0.00", "0.00", TAXES, till.card(sale, "23.80", "0.00"));
        var attempt = till.attested(sale, AttemptKind.REFUND, "23.80", true);
        proven(sale, attempt, AttemptKind.REFUND, From.ATTESTED_MOVED, null);
        day.send();

        assertEquals("in-suspense open 23.80 EUR 0.00 EUR", day.all());
    }

    @Test
    void aReversalThatWentThroughAfterAllIsNamed() {
        var sale = till.sale();
        var card = (Tender.Card) till.card(sale, "23.80", "0.00");
        till.completed(sale, "0.00", "0.00", TAXES, card);
        var attempt = till.attempt(sale, AttemptKind.REVERSAL, null, card.attempt(), "23.80");
        till.append(new PaymentOutcome(attempt, sale, "terminal-1", new Outcome.Unknown("after 06 30"),
                AttemptKind.REVERSAL));
        till.append(new PaymentAttested(attempt, sale, "terminal-1", AttemptKind.REVERSAL, eur("23.80"),
                false));
        proven(sale, attempt, AttemptKind.REVERSAL, From.ATTESTED_NOT_MOVED, "23.80");
        day.send();

        assertEquals("in-suspense open 0.00 EUR 23.80 EUR", day.all());
    }

    @Test
    void aDayOfBeforeGetsItsOwnWhenItIsLookedAtAgain() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.resolved(sale, attempt, From.ATTESTED_MOVED, null);
        var rooms = day.world.rooms();
        var blind = new Ingest(day.world.database, new Ingest.Rooms(rooms.stores(), rooms.journals(),
                rooms.payments(), (_, _, _, _) -> {}, rooms.vouchers(), rooms.voucherWatch(),
                rooms.zReports(), rooms.ledger(), rooms.books(),
                rooms.incidents(), rooms.completions()), Clock.systemUTC());
        long last = till.store.last();
        blind.apply(till.store.place.store(), till.store.header(1, last), till.store.payload(1, last));
        assertEquals("", day.all());

        assertFalse(day.run().green(), day.run().toString());
        assertEquals("in-suspense open 23.80 EUR 0.00 EUR", day.all());
    }

    private void proven(SaleId sale, AttemptId attempt, AttemptKind kind, From from,
            @Nullable String charged) {
        till.append(new PaymentResolved(attempt, sale, "terminal-1", from,
                charged == null
                        ? new Resolution.NotCharged()
                        : new Resolution.Charged(till.facts(charged, "0.00")),
                Evidence.REPEAT_RECEIPT, kind));
    }

    private void close(List<ShiftTotals.TenderTotal> tenders, List<ShiftTotals.CashTotal> cash,
            String expected) {
        till.close(1, new ShiftTotals(1, total(TAXES), 0, eur("0.00"), 0, TAXES, List.of(), eur("0.00"),
                eur("0.00"), eur("0.00"), tenders, cash, 0, null), "23.80", "0.00", expected, expected);
    }
}
