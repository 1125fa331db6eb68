package io.tillpost.central.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.ingest.IngestWorld;
import io.tillpost.central.ingest.SimulatedStore;
import io.tillpost.central.store.CardContracts;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Evidence;
import io.tillpost.protocol.event.PaymentResolved.From;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.Lane;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Two boxes tell of one card payment.
class RetellingTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Place PLACE = new Place("t", "acme", "s", "till-1", "box");

    private final SimulatedStore till = new SimulatedStore(PLACE, Lane.FIN, 1);
    private final AttemptId attempt = new AttemptId(till.id());
    private final SaleId sale = new SaleId(till.id());
    private final CardFacts facts = till.facts(2380);
    private final CardFacts others = till.facts(2380);

    private final Event started = PaymentAttemptStarted.charge(attempt, sale, "terminal-1",
            SimulatedStore.eur(2380), 0, 0);
    private final PaymentAttemptStarted other = PaymentAttemptStarted.charge(new AttemptId(till.id()), sale,
            "terminal-1", SimulatedStore.eur(2380), 0, 0);
    private final Event unknown = said(new Outcome.Unknown("the agent stopped"));
    private final Event approved = said(new Outcome.Approved(facts));
    private final Event declined = said(new Outcome.Declined(5, "declined"));
    private final Event confirmed = proven(From.APPROVED, new Resolution.Charged(facts));
    private final Event takenBack = proven(From.APPROVED, new Resolution.NotCharged());
    private final Event foundCharged = proven(From.UNKNOWN, new Resolution.Charged(facts));
    private final Event foundNotCharged = proven(From.UNKNOWN, new Resolution.NotCharged());

    @AfterAll
    static void close() {
        TEST.close();
    }

    /// What becomes of a payment in each state; `.` is nothing new, `!` a contradiction that is refused.
    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "", textBlock = """
            unknown            | . | authorized | authorized | declined | failed | captured | captured | failed | attested_moved | attested_not_moved
            authorized         | . | .          | !          | !        | !      | captured | !        | !      | attested_moved | attested_not_moved
            captured           | . | .          | !          | !        | !      | .        | !        | !      | .              | !
            declined           | . | !          | !          | .        | .      | !        | !        | .      | !              | .
            failed             | . | !          | !          | .        | .      | !        | !        | .      | !              | .
            attested_moved     | . | captured   | captured   | failed   | failed | captured | captured | failed | .              | !
            attested_not_moved | . | captured   | captured   | failed   | failed | captured | captured | failed | !              | .
            """)
    void whatIsKnownOutweighsWhatIsNot(String state, String toUnknown, String toApproved, String toOther,
            String toDeclined, String toNotCharged, String toFound, String toOtherFound, String toFoundNot,
            String toMoved, String toNotMoved) {
        var events = List.of(unknown, approved, said(new Outcome.Approved(others)), declined,
                said(new Outcome.NotCharged("stopped")), foundCharged,
                proven(From.UNKNOWN, new Resolution.Charged(others)), foundNotCharged, attested(true),
                attested(false));
        var expected = List.of(toUnknown, toApproved, toOther, toDeclined, toNotCharged, toFound,
                toOtherFound,
                toFoundNot, toMoved, toNotMoved);
        for (int i = 0; i < events.size(); i++) {
            assertEquals(expected.get(i), step(PaymentState.of(state), events.get(i)),
                    state + ", then " + events.get(i));
        }
    }

    /// Whoever does not know the approval attests what was asked for, which may be less: a tip is not in it.
    @Test
    void aPersonWhoDoesNotKnowTheApprovalAddsNothingToIt() {
        assertEquals(".", step(PaymentState.AUTHORIZED, new PaymentAttested(attempt, sale, "terminal-1",
                AttemptKind.CHARGE, SimulatedStore.eur(2000), true)));
        assertEquals("!", step(PaymentState.AUTHORIZED, new PaymentAttested(attempt, sale, "terminal-1",
                AttemptKind.CHARGE, SimulatedStore.eur(2000), false)));
    }

    @Test
    void aStoryOfAnotherKindOfAttemptIsRefused() {
        Event refund = new PaymentOutcome(attempt, sale, "terminal-1", new Outcome.Unknown("?"),
                AttemptKind.REFUND);
        assertEquals("!", step(PaymentState.CAPTURED, refund));
    }

    /// However the two are heard, the money is booked once, where it belongs, and nothing waits for a person.
    @Test
    void inWhateverOrderTwoStoriesAreHeardTheMoneyIsBookedOnce() {
        var charged = "assets:card-clearing:acquirer-a:M4711=2380 income:sales:1900:food=-2000 "
                + "liabilities:vat:1900=-380";
        var atTheTerminal = List.of(approved, confirmed,
                till.completed(sale, 2380, new Tender.Card(SimulatedStore.eur(2380), attempt)));
        assertBooked(charged, "captured", atTheTerminal, List.of(unknown));
        assertBooked(charged, "captured", atTheTerminal, List.of(unknown, foundCharged));
        assertBooked(charged, "captured", atTheTerminal, List.of(unknown, attested(true)));
        assertBooked("", "declined", List.of(declined), List.of(unknown));
        assertBooked("", "failed", List.of(said(new Outcome.NotCharged("stopped"))),
                List.of(unknown, foundNotCharged));
        assertBooked("", "failed", List.of(approved, takenBack), List.of(unknown));
    }

    /// The sale went on without what a person's word had paid, and is paid otherwise.
    @Test
    void aTenderThatWasTakenOffLeavesNothingBehind() {
        var paid = List.of(attested(true), disproved(),
                till.completed(sale, 2380, new Tender.Card(SimulatedStore.eur(2380), other.attempt())));
        var there = List.of(unknown);
        for (List<Event> heard : interleaved(Stream.concat(there.stream(), paid.stream()).toList(), there)) {
            var world = new IngestWorld(TEST);
            SimulatedStore store = world.welcomed("s", 7);
            Event approvedOther = new PaymentOutcome(other.attempt(), sale, "terminal-1",
                    new Outcome.Approved(others), AttemptKind.CHARGE);
            Stream.concat(Stream.of(started, other, approvedOther), heard.stream()).forEach(store::append);
            world.send(store, 1, store.last());
            assertEquals("", world.quarantine(), heard::toString);
            assertEquals("assets:card-clearing:acquirer-a:M4711=2380 income:sales:1900:food=-2000 "
                    + "liabilities:vat:1900=-380", world.balances(), heard::toString);
            assertEquals("failed", TEST.value("select state from payment where tenant = '" + world.tenant
                    + "' and attempt = '" + attempt.value() + "'"));
            world.assertLedgerHolds();
        }
    }

    /// A box that does not know what another one was told takes nothing back that was never posted.
    @Test
    void whereAnotherBoxWasToldThatNoMoneyMovedNothingIsTakenBack() {
        assertEquals("failed", step(PaymentState.ATTESTED_NOT_MOVED, disproved()));
        assertEquals("failed", step(PaymentState.ATTESTED_MOVED, disproved()));
        assertEquals(".", step(PaymentState.FAILED, disproved()));
        assertEquals("!", step(PaymentState.CAPTURED, disproved()));
        var world = new IngestWorld(TEST);
        SimulatedStore store = world.welcomed("s", 7);
        Stream.of(started, unknown, attested(false), disproved()).forEach(store::append);
        world.send(store, 1, store.last());
        assertEquals("", world.quarantine());
        assertEquals("", world.balances());
    }

    /// What went back to cards counts for the charge, whichever is heard first: an approval after a person's word too.
    @ParameterizedTest
    @CsvSource({"REFUND, true, captured 1000 0", "REFUND, false, captured 1000 0",
        "REVERSAL, true, voided 0 2380", "REVERSAL, false, voided 0 2380"})
    void whatWentBackCountsWhenAnApprovalIsHeardAfterAPersonsWord(AttemptKind kind, boolean firstHand,
            String expected) {
        var world = new IngestWorld(TEST);
        SimulatedStore store = world.welcomed("s", 7);
        Stream.of(started, unknown, attested(true)).forEach(store::append);
        world.send(store, 1, store.last());

        boolean reversal = kind == AttemptKind.REVERSAL;
        var back = new AttemptId(till.id());
        store.append(new PaymentAttemptStarted(back, sale, "terminal-1",
                SimulatedStore.eur(reversal ? 2380 : 1000), 0, 0, kind, null, reversal ? attempt : null));
        store.append(new PaymentOutcome(back, sale, "terminal-1",
                new Outcome.Approved(till.facts(reversal ? 2380 : 1000)), kind));
        long wentBack = store.last();
        world.send(store, 4, wentBack);

        store.append(firstHand ? approved : proven(From.ATTESTED_MOVED, new Resolution.Charged(facts)));
        world.send(store, wentBack + 1, store.last());

        assertEquals("", world.quarantine());
        assertEquals(expected, TEST.value("select state || ' ' || refunded_minor || ' ' || reversed_minor"
                + " from payment where tenant = '" + world.tenant + "' and attempt = '" + attempt.value()
                + "'"));
    }

    private void assertBooked(String balances, String state, List<Event> here, List<Event> there) {
        for (List<Event> heard : interleaved(here, there)) {
            var world = new IngestWorld(TEST);
            SimulatedStore store = world.welcomed("s", 7);
            store.append(started);
            heard.forEach(store::append);
            world.send(store, 1, store.last());
            assertEquals("", world.quarantine(), heard::toString);
            assertEquals(balances, world.balances(), heard::toString);
            assertEquals(state, TEST.value("select state from payment where tenant = '" + world.tenant + "'"),
                    heard::toString);
            world.assertLedgerHolds();
        }
    }

    /// Every order that keeps each story's own.
    private static List<List<Event>> interleaved(List<Event> one, List<Event> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return List.of(Stream.concat(one.stream(), other.stream()).toList());
        }
        var orders = new ArrayList<List<Event>>();
        interleaved(one.subList(1, one.size()), other)
                .forEach(
                        rest -> orders.add(Stream.concat(Stream.of(one.getFirst()), rest.stream()).toList()));
        interleaved(one, other.subList(1, other.size()))
                .forEach(rest -> orders
                        .add(Stream.concat(Stream.of(other.getFirst()), rest.stream()).toList()));
        return orders;
    }

    /// The state that an event leads to; `.` and `!` as in the table.
    private String step(PaymentState known, Event event) {
        boolean charged = known == PaymentState.AUTHORIZED || known == PaymentState.CAPTURED;
        var payment = new Payment(attempt.value(), PLACE.legalEntity(), PLACE.store(), PLACE.till(),
                sale.value(), "terminal-1", Payment.Purpose.CHARGE, known, SimulatedStore.DAY,
                SimulatedStore.NOON, SimulatedStore.eur(2380), charged ? "acquirer-a" : null,
                charged ? facts : null, Payment.Returned.NOTHING);
        var book = new PaymentBook("t", new CardContracts(List.of()), List.of(payment));
        try {
            book.apply(till.id(), SimulatedStore.envelope(PLACE, Mode.LIVE), event);
        } catch (IllegalArgumentException e) {
            assertTrue(e.toString().contains(attempt.toString()), e::toString);
            assertEquals(List.of(), book.changed());
            return "!";
        }
        return book.changes().isEmpty() ? "." : book.changes().getFirst().to().wireName();
    }

    private Event said(Outcome outcome) {
        return new PaymentOutcome(attempt, sale, "terminal-1", outcome, AttemptKind.CHARGE);
    }

    private Event proven(From from, Resolution resolution) {
        return new PaymentResolved(attempt, sale, "terminal-1", from, resolution, Evidence.REPEAT_RECEIPT,
                AttemptKind.CHARGE);
    }

    private Event disproved() {
        return new PaymentResolved(attempt, sale, "terminal-1", From.ATTESTED_MOVED,
                new Resolution.NotCharged(), Evidence.IDLE_WITH_OLD_RECEIPT, AttemptKind.CHARGE, true);
    }

    private Event attested(boolean moved) {
        return new PaymentAttested(attempt, sale, "terminal-1", AttemptKind.CHARGE, SimulatedStore.eur(2380),
                moved);
    }
}
