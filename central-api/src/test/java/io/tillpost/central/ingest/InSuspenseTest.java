package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.GoldenTill.eur;
import static io.tillpost.central.ingest.GoldenTill.moved;
import static io.tillpost.central.ingest.GoldenTill.tax;
import static io.tillpost.central.ingest.GoldenTill.tender;
import static io.tillpost.central.ingest.GoldenTill.total;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.reconciliation.DayResult;
import io.tillpost.central.reconciliation.Discrepancy;
import io.tillpost.central.reconciliation.Resolving;
import io.tillpost.central.statement.SettlementImport;
import io.tillpost.central.statement.UnreadableFileException;
import io.tillpost.central.store.Store;
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
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.sync.Downlink.Ack;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// The terminal proves something else than a person had said, and the sale cannot go on by it any more: the money stands in
/// suspense, and the day is not green before somebody has looked at it.
class InSuspenseTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final List<TaxTotal> TAXES = List.of(tax(1900, "food", "23.80", "20.00"));
    private static final String HEAD = "record,payout_reference,payout_date,period_from,period_to,mid,tid,"
            + "terminal_batch,terminal_date,terminal_time,trace,receipt_number,authorization,card_name,"
            + "card_number,count,gross,fee_commission,fee_interchange,fee_scheme,net,currency,"
            + "acquirer_reference\n";

    private final IngestWorld world = new IngestWorld(TEST);
    private final GoldenTill till = new GoldenTill(world.welcomed("s", 7));
    private long sent;

    @Test
    void goodsThatNobodyHasPaidKeepTheDayFromGreen() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        close(List.of(tender("card", 1, "23.80")), List.of(), "0.00");
        send();
        assertEquals("unconfirmed-attestation open 23.80 EUR 23.80 EUR", all());

        till.resolved(sale, attempt, From.ATTESTED_MOVED, null);
        send();

        assertEquals("in-suspense open 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation explained 23.80 EUR 23.80 EUR", all());
        assertFalse(run().green(), run().toString());
        assertEquals("in-suspense open 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation explained 23.80 EUR 23.80 EUR", all(), "found once");

        resolve();
        assertTrue(run().green(), run().toString());
        assertEquals("in-suspense resolved 23.80 EUR 0.00 EUR,"
                + " unconfirmed-attestation explained 23.80 EUR 23.80 EUR", all());
    }

    @Test
    void aCustomerWhoHasPaidTwiceKeepsTheDayFromGreen() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", false);
        till.completed(sale, "0.00", "0.00", TAXES, till.cash(sale, "23.80", "23.80"));
        close(List.of(tender("cash", 1, "23.80")), List.of(moved(CashMoved.Kind.TENDER, 1, "23.80")),
                "23.80");
        till.resolved(sale, attempt, From.ATTESTED_NOT_MOVED, "23.80");
        batch("23.80");
        send();
        settle("23.80");

        assertFalse(run().green(), run().toString());
        assertEquals("in-suspense open 0.00 EUR 23.80 EUR", all());
        resolve();
        assertTrue(run().green(), run().toString());
    }

    @Test
    void anotherAmountThanWasAttestedIsNamed() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.resolved(sale, attempt, From.ATTESTED_MOVED, "20.00");
        send();

        assertEquals("in-suspense open 23.80 EUR 20.00 EUR", all());
        assertFalse(run().green(), run().toString());
    }

    @Test
    void whatWasAttestedRightlyLeavesNothing() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.resolved(sale, attempt, From.ATTESTED_MOVED, "23.80");
        send();

        var _ = run();
        assertEquals("", all());
    }

    @Test
    void aRefundThatNeverReachedTheCardIsNamed() {
        var sale = till.sale();
        till.completed(sale, "0.00", "0.00", TAXES, till.card(sale, "23.80", "0.00"));
        var attempt = till.attested(sale, AttemptKind.REFUND, "23.80", true);
        proven(sale, attempt, AttemptKind.REFUND, From.ATTESTED_MOVED, null);
        send();

        assertEquals("in-suspense open 23.80 EUR 0.00 EUR", all());
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
        send();

        assertEquals("in-suspense open 0.00 EUR 23.80 EUR", all());
    }

    @Test
    void aDayOfBeforeGetsItsOwnWhenItIsLookedAtAgain() {
        var sale = till.sale();
        var attempt = till.attested(sale, AttemptKind.CHARGE, "23.80", true);
        till.completed(sale, "0.00", "0.00", TAXES, new Tender.Card(eur("23.80"), attempt));
        till.resolved(sale, attempt, From.ATTESTED_MOVED, null);
        var rooms = world.rooms();
        var blind = new Ingest(world.database, new Ingest.Rooms(rooms.stores(), rooms.journals(),
                rooms.payments(), (_, _, _, _) -> {}, rooms.vouchers(), rooms.voucherWatch(),
                rooms.zReports(), rooms.ledger(), rooms.books(),
                rooms.incidents(), rooms.completions()), Clock.systemUTC());
        long last = till.store.last();
        blind.apply(till.store.place.store(), till.store.header(1, last), till.store.payload(1, last));
        assertEquals("", all());

        assertFalse(run().green(), run().toString());
        assertEquals("in-suspense open 23.80 EUR 0.00 EUR", all());
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

    private void batch(String total) {
        till.append(new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, "T1", 1,
                List.of(new TerminalBatchClosed.CardTotal("girocard", 1, eur(total))), ""));
    }

    private void settle(String gross) {
        String amounts = gross + ",0.00,0.00,0.00," + gross + ",EUR,\n";
        byte[] file = (HEAD + "TX,NP-261123-0417,2026-11-25,,,M4711,T1,,2026-11-23,12:00:00,1,1,,girocard,,,"
                + amounts + "PAYOUT,NP-261123-0417,2026-11-25,2026-11-23,2026-11-23,M4711,,,,,,,,,,1,"
                + amounts + "END,,,,,,,,,,,,,,,2,,,,,,,\n").getBytes(StandardCharsets.UTF_8);
        var settlements = new SettlementImport(world.settlements, world.stores, world.reconciliation,
                Clock.systemUTC());
        world.database.inTransaction(tx -> {
            try {
                return settlements.take(tx, world.tenant, "acquirer-a", file);
            } catch (UnreadableFileException e) {
                throw new IllegalArgumentException(e);
            }
        });
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

    private void resolve() {
        var resolving = new Resolving(world.discrepancies, world.matches, Clock.systemUTC());
        var open = run().discrepancies().stream()
                .filter(one -> one.type().wireName().equals("in-suspense"))
                .findFirst()
                .orElseThrow();
        world.database.inTransaction(
                tx -> resolving.resolve(tx, world.tenant, open.id(), "anna", "given back").orElseThrow());
    }

    /// All discrepancies that are kept, whatever became of them.
    private String all() {
        return world.database
                .inTransaction(tx -> world.discrepancies.list(tx, world.tenant, null, null, null, 10))
                .stream()
                .map(InSuspenseTest::named)
                .sorted()
                .collect(Collectors.joining(", "));
    }

    private static String named(Discrepancy one) {
        return one.type().wireName() + " " + one.state().wireName() + " " + one.expected() + " "
                + one.actual();
    }
}
