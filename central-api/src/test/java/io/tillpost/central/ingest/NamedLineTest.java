package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static io.tillpost.central.ingest.GoldenTill.tender;
import static io.tillpost.central.ingest.GoldenTill.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.DiscrepancyState;
import io.tillpost.central.reconciliation.Resolving.Outcome;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The terminal can never prove what a person attested, and the acquirer pays it: a person names the line that settles it.
class NamedLineTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final List<TaxTotal> TAXES = List.of(tax(1900, "food", "23.80", "20.00"));
    private static final String ATTESTED = "unconfirmed-attestation";
    private static final String SOLD = " income:sales:1900:food=-2000 liabilities:vat:1900=-380";
    private static final String PAID = "assets:bank-in-transit:acquirer-a:M4711=2380" + SOLD;

    private final AttestedDay day = new AttestedDay(new IngestWorld(TEST));
    private final GoldenTill till = day.till;
    private final SaleId sale = till.sale();
    private final AttemptId attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);

    @BeforeEach
    void attestedAndSold() {
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.close(1, new ShiftTotals(1, total(TAXES), 0, eur("0.00"), 0, TAXES, List.of(), eur("0.00"),
                eur("0.00"), eur("0.00"), List.of(tender("card", 1, "23.80")), List.of(), 0, null), "23.80",
                "0.00", "0.00", "0.00");
        day.batch("23.80");
        day.send();
    }

    @Test
    void theDayIsGreenOnceSomebodyNamesTheLine() {
        day.settle("23.80", 5);
        assertFalse(day.run().green());
        assertEquals("assets:bank-in-transit:acquirer-a:M4711=2380 assets:card-clearing-unconfirmed:"
                + till.store.place.store() + "=2380 assets:suspense=-2380" + SOLD, day.world.balances());

        Discrepancy resolved = assertInstanceOf(Outcome.Resolved.class, name()).discrepancy();

        assertEquals(line(), resolved.settlementLine());
        assertEquals("anna it is this one", resolved.closedBy() + " " + resolved.reason());
        assertEquals("unconfirmed-attestation resolved 23.80 EUR 23.80 EUR,"
                + " unknown-line explained null 23.80 EUR", day.all());
        assertEquals(PAID, day.world.balances());
        assertEquals("match named-1 " + attempt.value(), events());
        assertTrue(day.run().green(), day.run().toString());
        assertEquals("match named-1 " + attempt.value(), events(), "and nothing more by looking again");
        day.world.assertLedgerHolds();
    }

    @Test
    void aRefundThatAPersonAttestedIsNamedLikewise() {
        day.settle("23.80", 5);
        name();
        till.attested(sale, AttemptKind.REFUND, "11.90", true);
        day.send();
        day.settle("-11.90", 6);
        var line = UUID.fromString(value("select line from settlement_line where tenant = :tenant"
                + " and receipt_number = 6"));
        var open = UUID.fromString(value("select discrepancy from discrepancy where tenant = :tenant"
                + " and class = 'unconfirmed-attestation' and state = 'open'"));

        assertInstanceOf(Outcome.Resolved.class, day.resolve(open, "given back", line));
        assertFalse(day.world.balances().contains("assets:suspense"), day.world.balances());
        assertFalse(day.world.balances().contains("unconfirmed"), day.world.balances());
    }

    @Test
    void aLineMayBeNamedLaterForWhatWasResolvedWithoutOne() {
        day.resolve(ATTESTED, "the customer showed her receipt", null);
        day.settle("23.80", 5);
        day.resolve("unknown-line", "no idea", null);
        assertFalse(day.run().green());

        assertInstanceOf(Outcome.Resolved.class, name());

        assertTrue(day.run().green(), day.run().toString());
        assertInstanceOf(Outcome.NotOpen.class, name(), "once");
    }

    @Test
    void whatTheTerminalProvesInTheEndTakesThePlaceOfThePersonsWord() {
        day.settle("23.80", 1);
        name();

        till.resolved(sale, attempt, From.ATTESTED_MOVED, "23.80");
        day.send();

        assertTrue(day.run().green(), day.run().toString());
        assertEquals(PAID, day.world.balances());
        assertEquals("match named-1 " + attempt.value() + ", supersede reference-2 " + attempt.value()
                + ", match reference-2 " + attempt.value(), events());
        day.world.assertLedgerHolds();
    }

    @Test
    void aProofThatNothingMovedLeavesTheLineToNobody() {
        day.settle("23.80", 5);
        name();

        till.resolved(sale, attempt, From.ATTESTED_MOVED, null);
        day.send();
        assertFalse(day.run().green());

        assertEquals("in-suspense open 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation resolved 23.80 EUR 23.80 EUR,"
                + " unknown-line open null 23.80 EUR", day.all());
        // The goods that nobody paid, and the acquirer's money that is nobody's.
        assertEquals(PAID, day.world.balances());
        day.world.assertLedgerHolds();
    }

    @Test
    void aProofWithOtherNumbersWaitsForItsOwnLine() {
        day.settle("23.80", 5);
        name();

        till.resolved(sale, attempt, From.ATTESTED_MOVED, "23.80");
        day.send();
        // The file of another payout brings it, before anybody looks at the day.
        day.settle("23.80", 1);

        assertEquals("unconfirmed-attestation resolved 23.80 EUR 23.80 EUR,"
                + " unknown-line open null 23.80 EUR", day.all());
        assertEquals("assets:bank-in-transit:acquirer-a:M4711=4760 assets:suspense=-2380" + SOLD,
                day.world.balances());
        assertFalse(day.run().green(), "another 23.80 has come");
        day.world.assertLedgerHolds();
    }

    @Test
    void aLineThatTurnsOutToBeAnotherPaymentsIsNamedInVain() {
        day.settle("23.80", 1);
        name();

        var other = till.sale();
        till.completed(other, "0.00", "0.00", TAXES, till.card(other, "23.80", "0.00"));
        day.send();
        assertFalse(day.run().green());

        assertEquals(DiscrepancyState.OPEN, day.one(ATTESTED).state());
        assertEquals(DiscrepancyState.EXPLAINED, day.one("unknown-line").state());
        assertEquals(null, day.one(ATTESTED).settlementLine());
        assertEquals("opened, resolved, reopened", TEST.value(
                "select string_agg(action, ', ' order by ordinal) from discrepancy_event where discrepancy = '"
                        + day.one(ATTESTED).id() + "'"));
        day.world.assertLedgerHolds();
    }

    @Test
    void aNodeThatKnowsNothingOfItLeavesItToTheNextOne() {
        day.settle("23.80", 5);
        name();
        UUID line = line();
        // To one of before the line is of no payment.
        TEST.execute("update discrepancy set settlement_line = null where class = '" + ATTESTED
                + "' and tenant = '" + day.world.tenant + "'");
        assertFalse(day.run().green());
        TEST.execute("update discrepancy set settlement_line = '" + line + "' where class = '" + ATTESTED
                + "' and tenant = '" + day.world.tenant + "'");

        assertTrue(day.run().green(), day.run().toString());
        assertEquals(PAID, day.world.balances());
        assertEquals("match named-1 " + attempt.value() + ", supersede reference-2 " + attempt.value()
                + ", match named-1 " + attempt.value(), events());
    }

    @Test
    void whatCannotSettleItIsRefused() {
        day.settle("23.80", 5);
        UUID unknown = UUID.randomUUID();
        assertEquals(new Outcome.NoSuchLine(unknown), day.resolve(ATTESTED, "r", unknown));
        refused("discrepancy '" + day.one("unknown-line").id()
                + "' is of class unknown-line, expected unconfirmed-attestation", "unknown-line", line());
        assertEquals("unconfirmed-attestation open 23.80 EUR 23.80 EUR, unknown-line open null 23.80 EUR",
                day.all());
    }

    @Test
    void anotherAmountIsRefused() {
        day.settle("23.79", 5);
        refused("settlement line '" + line() + "' settles 23.79 EUR, expected 23.80 EUR", ATTESTED, line());
    }

    @Test
    void aTerminalOfNobodyIsRefused() {
        day.settle("T9", "23.80", 5);
        refused("terminal 'T9' of settlement line '" + line() + "' is no store's, expected store '"
                + till.store.place.store() + "'s", ATTESTED, line());
    }

    @Test
    void aLineOfAPaymentThatIsKnownIsRefused() {
        var other = till.sale();
        till.completed(other, "0.00", "0.00", TAXES, till.card(other, "23.80", "0.00"));
        day.send();
        day.settle("23.80", 1);
        var line = UUID.fromString(value("select line from settlement_line where tenant = :tenant"));
        refused("settlement line '" + line + "' is of another payment, expected an unknown-line",
                ATTESTED, line);
    }

    @Test
    void aLineThatIsNamedForAnotherPaymentIsRefused() {
        day.settle("23.80", 5);
        day.resolve("unknown-line", "no idea", null);
        name();
        till.attested(till.sale(), AttemptKind.CHARGE, "23.80", true);
        day.send();
        var open = UUID.fromString(value("select discrepancy from discrepancy where tenant = :tenant"
                + " and class = 'unconfirmed-attestation' and state = 'open'"));
        assertEquals(new Outcome.LineDoesNotFit(
                "settlement line '" + line() + "' is of another payment, expected an unknown-line"),
                day.resolve(open, "r", line()));
    }

    @Test
    void whatIsProvenMeanwhileIsRefused() {
        day.settle("23.80", 5);
        day.resolve(ATTESTED, "r", null);
        till.resolved(sale, attempt, From.ATTESTED_MOVED, "23.80");
        day.send();
        refused("payment '" + attempt.value() + "' is not attested as moved", ATTESTED, line());
    }

    private Outcome name() {
        return day.resolve(ATTESTED, "it is this one", line());
    }

    private UUID line() {
        return Objects.requireNonNull(day.one("unknown-line").settlementLine());
    }

    private void refused(String why, String type, UUID line) {
        assertEquals(new Outcome.LineDoesNotFit(why), day.resolve(type, "r", line));
    }

    private String events() {
        return value("select string_agg(action || ' ' || rule || ' ' || ours, ', ' order by ordinal)"
                + " from match_event where tenant = :tenant and theirs = '" + line() + "'");
    }

    private String value(String sql) {
        return TEST.value(sql.replace(":tenant", "'" + day.world.tenant + "'"));
    }
}
