package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.eur;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Downlink.Nack.Reason;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class IngestTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void aDayOfCashAndCardIsPostedAndAcknowledged() {
        var store = world.welcomed("s", 1);
        store.append(new ShiftOpened("drawer-1", eur(10_000)));
        store.cashSale(1190);
        store.cardSale(2380);
        assertAck(store, world.send(store, 1, store.last()));
        String s = store.place.store();
        assertEquals("assets:card-clearing:acquirer-a:M4711=2380 assets:cash:" + s + ":drawer-1=11190 "
                + "assets:safe:" + s + "=-10000 income:sales:1900:food=-3000 liabilities:vat:1900=-570",
                world.balances(), world::quarantine);
        world.assertLedgerHolds();
    }

    @Test
    void whatIsPostedStaysWithItsAcquirerWhateverContractIsSavedMeanwhile() {
        var place = new Place(world.tenant, "acme", world.tenant + "-s", "till-1", world.tenant + "-s-box");
        var _ = world.save(place, List.of());
        var store = new SimulatedStore(place, Lane.FIN, 40);
        world.hello(store, 0);
        AttemptId attempt = store.cardSale(2380);
        assertAck(store, 3, world.send(store, 1, 3));
        world.store("s");
        assertAck(store, world.send(store, 4, 5));
        assertEquals("captured unknown", TEST.value(
                "select state || ' ' || acquirer from payment where attempt = '" + attempt + "'"));
        assertTrue(world.balances().startsWith("assets:card-clearing:unknown:M4711=2380 "), world.balances());
    }

    @Test
    void aStoreThatHasEntriesKeepsItsLegalEntityAndItsCurrency() {
        var store = world.welcomed("s", 41);
        var place = store.place;
        var nord = new Place(place.tenant(), "acme-nord", place.store(), place.till(), place.agent());
        assertInstanceOf(Stores.Saved.Replaced.class, world.save(nord, List.of()));
        assertInstanceOf(Stores.Saved.Replaced.class, world.save(place, List.of()));
        store.cashSale(1190);
        assertAck(store, world.send(store, 1, 3));
        var refused = assertInstanceOf(Stores.Saved.Refused.class, world.save(nord, List.of()));
        assertEquals("store-has-entries", refused.code());
        assertInstanceOf(Stores.Saved.Refused.class, world.save(place, "CHF"));
        // Saved by a version that let it be: it can be mended.
        TEST.execute("update store set legal_entity = 'acme-nord', currency = 'CHF' where store = '"
                + place.store() + "'");
        assertInstanceOf(Stores.Saved.Replaced.class, world.save(place, List.of()));
        store.cashSale(500);
        assertAck(store, world.send(store, 4, 6));
        assertEquals("", world.quarantine());
    }

    @Test
    void aRepeatedBatchIsAcknowledgedAgainAndPostsNothing() {
        var store = world.welcomed("s", 2);
        store.cashSale(1190);
        assertAck(store, world.send(store, 1, 3));
        String before = world.balances();
        assertAck(store, world.send(store, 1, 3));
        assertAck(store, world.send(store, 2, 2));
        assertEquals(before, world.balances());
        assertEquals("3", world.count(TEST, "event"));
    }

    @Test
    void anOverlapIsSkipped() {
        var store = world.welcomed("s", 3);
        store.cashSale(1190);
        world.send(store, 1, 2);
        store.cashSale(500);
        assertAck(store, world.send(store, 1, 6));
        assertEquals("6", world.count(TEST, "journal_position"));
        world.assertLedgerHolds();
    }

    @Test
    void aGapIsRefusedWithTheRowToGoOnWith() {
        var store = world.welcomed("s", 4);
        store.cashSale(1190);
        world.send(store, 1, 1);
        assertNack(Reason.GAP, 2, world.send(store, 3, 3));
        assertEquals("1", world.count(TEST, "event"));
    }

    @Test
    void damagedBytesAreRefusedAndChangeNothing() {
        var store = world.welcomed("s", 5);
        store.cashSale(1190);
        byte[] payload = store.payload(1, 3);
        payload[payload.length / 2] ^= 0x10;
        assertNack(Reason.MALFORMED, 1, world.send(store, store.header(1, 3), payload));
        assertNack(Reason.MALFORMED, 1, world.send(store, store.header(1, 3), new byte[0]));
        assertNack(Reason.MALFORMED, 1, world.send(store, store.header(1, 3), store.payload(1, 2)));
        assertNack(Reason.MALFORMED, 1, world.send(store, store.header(1, 2), store.payload(2, 3)));
        assertEquals("0", world.count(TEST, "event"));
    }

    @Test
    void aBatchOfTooManyRowsIsRefused() {
        var store = world.welcomed("s", 6);
        for (int i = 0; i < 1_001; i++) {
            store.append(new SaleStarted(new SaleId(store.id())));
        }
        assertNack(Reason.MALFORMED, 1, world.send(store, 1, 1_001));
        assertAck(store, 1_000, world.send(store, 1, 1_000));
    }

    @Test
    void anotherHistoryOfTheSameJournalBreaksTheChain() {
        var store = world.welcomed("s", 7);
        store.cashSale(1190);
        world.send(store, 1, 3);
        store.forgetAfter(2);
        store.append(new SaleStarted(new SaleId(store.id())));
        assertNack(Reason.CHAIN_BROKEN, 4, world.send(store, 1, 3));
        store.append(new SaleStarted(new SaleId(store.id())));
        assertNack(Reason.CHAIN_BROKEN, 4, world.send(store, 4, 4));
        assertNack(Reason.CHAIN_BROKEN, 4, world.send(store, 2, 4));
        assertIncident("chain-broken");
    }

    @Test
    void aJournalThatWasNotWelcomedIsRefused() {
        var store = new SimulatedStore(world.store("s"), Lane.FIN, 8);
        store.cashSale(100);
        assertNack(Reason.NOT_WELCOMED, 1, world.send(store, 1, 3));
    }

    @Test
    void aBatchOfAnotherEpochOrLaneIsRefused() {
        var store = world.welcomed("s", 9);
        store.cashSale(100);
        var header = store.header(1, 3);
        var other = new BatchHeader(header.batchId(), new JournalKey(Lane.OPS, store.key.journalId(), 1), 1,
                3,
                header.prev(), header.head(), "tp");
        assertNack(Reason.MALFORMED, 1, world.send(store, other, store.payload(1, 3)));
    }

    @Test
    void aJournalOnAnotherStoresTopicIsForeign() {
        var store = world.welcomed("s", 10);
        store.cashSale(100);
        Place other = world.store("other");
        assertNack(Reason.FOREIGN, 1,
                world.ingest.apply(other.store(), store.header(1, 3), store.payload(1, 3)));
        assertIncident("batch-foreign");
    }

    @Test
    void anUnknownStoreIsForeign() {
        var store = world.welcomed("s", 11);
        store.cashSale(100);
        assertNack(Reason.FOREIGN, 1,
                world.ingest.apply("nowhere", store.header(1, 3), store.payload(1, 3)));
    }

    @Test
    void anEventThatNamesAnotherStoreIsSetAsideAndTheStreamMovesOn() {
        var store = world.welcomed("s", 12);
        var forged = new Place(world.tenant, "acme", "elsewhere", "till-1", store.place.agent());
        store.append(forged, Mode.LIVE, CashMoved.tender("drawer-1", eur(100),
                new SaleId(store.id())));
        store.cashSale(1190);
        assertAck(store, world.send(store, 1, 4));
        assertEquals("foreign", TEST.value(
                "select reason from quarantine where tenant = '" + world.tenant + "'"));
        world.assertLedgerHolds();
    }

    @Test
    void anUnknownTypeIsKeptRawAndHoldsItsSaleOnly() {
        var store = world.welcomed("s", 13);
        var sale = new SaleId(store.id());
        var envelope = EventCodec.encode(1, store.id(), SimulatedStore.envelope(store.place, Mode.LIVE),
                new SaleStarted(sale));
        store.append(new JournalRow(1, store.id(), "SaleTeleported", 7, envelope.metadata(),
                ("{\"sale\":\"" + sale + "\",\"to\":\"moon\"}").getBytes(UTF_8)));
        store.append(CashMoved.tender("drawer-1", eur(700), sale));
        store.append(store.completed(sale, 700, new Tender.Cash(eur(700), eur(700), eur(0))));
        store.cashSale(1190);
        assertAck(store, world.send(store, 1, 6));
        assertEquals("unreadable held held", TEST.value("select string_agg(reason, ' ' order by seq) from "
                + "quarantine where tenant = '" + world.tenant + "'"));
        assertEquals("6", world.count(TEST, "event_content"));
        assertTrue(world.balances().contains("drawer-1=1190 "), world.balances());
        assertIncident("event-quarantined");
        world.assertLedgerHolds();
    }

    @Test
    void aHeldSaleStaysHeldInLaterBatches() {
        var store = world.welcomed("s", 14);
        var sale = new SaleId(store.id());
        store.append(new JournalRow(1, store.id(), "SaleStarted", 2, "{}".getBytes(UTF_8),
                ("{\"sale\":\"" + sale + "\"}").getBytes(UTF_8)));
        world.send(store, 1, 1);
        store.append(CashMoved.tender("drawer-1", eur(700), sale));
        assertAck(store, world.send(store, 2, 2));
        assertEquals("2", world.count(TEST, "quarantine"));
        assertEquals("", world.balances());
    }

    @Test
    void bytesThatAreNoJsonAtAllAreSetAside() {
        var store = world.welcomed("s", 15);
        store.append(new JournalRow(1, store.id(), "Sale\0Started", 1, new byte[]{0, 1, 2}, new byte[0]));
        assertAck(store, world.send(store, 1, 1));
        assertEquals("1", world.count(TEST, "quarantine"));
    }

    @Test
    void aKnownEventInAnotherJournalAddsAPlaceAndPostsNothing() {
        var store = world.welcomed("s", 16);
        store.cashSale(1190);
        world.send(store, 1, 3);
        String before = world.balances();
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(3), 17);
        assertEquals(Downlink.Action.CONTINUE, world.hello(fork, 0));
        for (long seq = 1; seq <= 3; seq++) {
            fork.append(store.row(seq));
        }
        assertAck(fork, world.send(fork, 1, 3));
        assertEquals("3", world.count(TEST, "event"));
        assertEquals("6", world.count(TEST, "journal_position"));
        assertEquals(before, world.balances());
        assertNack(Reason.NOT_WELCOMED, 1, world.send(store, 1, 3));
    }

    @Test
    void aKnownIdWithAnotherBodyIsSetAsideWithItsBytes() {
        var store = world.welcomed("s", 18);
        store.cashSale(1190);
        world.send(store, 1, 3);
        String before = world.balances();
        var forged = EventCodec.encode(4, store.row(2).eventId(),
                SimulatedStore.envelope(store.place, Mode.LIVE),
                CashMoved.tender("drawer-1", eur(9999), new SaleId(store.id())));
        store.append(forged);
        assertAck(store, world.send(store, 4, 4));
        assertEquals("body_mismatch true", TEST.value("select reason || ' ' || (body is not null) from "
                + "quarantine where tenant = '" + world.tenant + "'"));
        assertEquals(before, world.balances());
    }

    /// A box that was put back from an image, without its mirror and before it has spoken to head office.
    @Test
    void aSaleThatIsCompletedAgainUnderAnotherIdCountsOnce() {
        var store = world.welcomed("s", 31);
        SaleId sale = store.cashSale(1190);
        world.send(store, 1, 3);
        String before = world.balances();
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(2), 32);
        assertEquals(Downlink.Action.CONTINUE, world.hello(fork, 0));
        fork.append(fork.completed(sale, 1190, new Tender.Cash(eur(1190), eur(1190), eur(0))));
        assertAck(fork, world.send(fork, 1, 1));
        assertEquals(before, world.balances());
        fork.cashSale(500);
        assertAck(fork, world.send(fork, 2, 4));
        assertEquals("completed_twice", TEST.value("select reason from quarantine where tenant = '"
                + world.tenant + "'"));
        assertIncident("event-quarantined");
        assertNotEquals(before, world.balances(), "the next sale counts");
        world.assertLedgerHolds();
    }

    @Test
    void aSaleThatIsCompletedTwiceInOneBatchCountsOnce() {
        var store = world.welcomed("s", 33);
        SaleId sale = store.cashSale(1190);
        store.append(store.completed(sale, 1190, new Tender.Cash(eur(1190), eur(1190), eur(0))));
        assertAck(store, world.send(store, 1, 4));
        assertEquals("completed_twice", TEST.value("select reason from quarantine where tenant = '"
                + world.tenant + "'"));
        world.assertLedgerHolds();
    }

    @Test
    void oneIdTwiceInOneBatchIsOneEvent() {
        var store = world.welcomed("s", 19);
        store.cashSale(1190);
        JournalRow again = store.row(2);
        store.append(new JournalRow(4, again.eventId(), again.type(), again.version(), again.metadata(),
                again.body()));
        store.append(new JournalRow(5, again.eventId(), again.type(), again.version(), again.metadata(),
                "{}".getBytes(UTF_8)));
        assertAck(store, world.send(store, 1, 5));
        assertEquals("3", world.count(TEST, "event"));
        assertEquals("1", world.count(TEST, "quarantine"));
        world.assertLedgerHolds();
    }

    @Test
    void anEventOfAnotherLaneIsSetAside() {
        var store = world.welcomed("s", 20);
        store.append(new DrawerOpened("drawer-1", null, null));
        assertAck(store, world.send(store, 1, 1));
        assertEquals("wrong_lane", TEST.value(
                "select reason from quarantine where tenant = '" + world.tenant + "'"));
    }

    @Test
    void trainingPostsNothing() {
        var store = world.welcomed("s", 21);
        var sale = new SaleId(store.id());
        store.append(store.place, Mode.TRAINING,
                CashMoved.tender("drawer-1", eur(700), sale));
        assertAck(store, world.send(store, 1, 1));
        assertEquals("", world.balances());
        assertEquals("0", world.count(TEST, "quarantine"));
    }

    @Test
    void aChargeOfAnUnknownMerchantIsPostedAndReported() {
        var store = world.welcomed("s", 22);
        var _ = world.save(store.place, List.of());
        store.cardSale(2380);
        assertAck(store, world.send(store, 1, store.last()));
        assertTrue(world.balances().contains("assets:card-clearing:unknown:M4711=2380"), world.balances());
        assertIncident("merchant-unknown");
        world.assertLedgerHolds();
    }

    @Test
    void anUnknownThatTurnsOutChargedIsPostedThen() {
        var store = world.welcomed("s", 23);
        var attempt = unknown(store, 2380);
        world.send(store, 1, store.last());
        assertEquals("", world.balances());
        store.append(new PaymentResolved(attempt, new SaleId(store.id()), "terminal-1",
                PaymentResolved.From.UNKNOWN, new PaymentResolved.Resolution.Charged(store.facts(2380)),
                PaymentResolved.Evidence.REPEAT_RECEIPT, AttemptKind.CHARGE));
        assertAck(store, world.send(store, store.last(), store.last()));
        assertTrue(world.balances().contains("M4711=2380"), world.balances());
        assertEquals("captured", state(attempt));
    }

    @Test
    void anUnknownThatTurnsOutNotChargedPostsNothing() {
        var store = world.welcomed("s", 24);
        var attempt = unknown(store, 2380);
        store.append(new PaymentResolved(attempt, new SaleId(store.id()), "terminal-1",
                PaymentResolved.From.UNKNOWN, new PaymentResolved.Resolution.NotCharged(),
                PaymentResolved.Evidence.IDLE_WITH_OLD_RECEIPT, AttemptKind.CHARGE));
        assertAck(store, world.send(store, 1, store.last()));
        assertEquals("", world.balances());
        assertEquals("failed", state(attempt));
    }

    @Test
    void anApprovalThatIsTakenBackIsReversedInTheSameOrALaterBatch() {
        for (boolean sameBatch : new boolean[]{true, false}) {
            var store = world.welcomed("s" + sameBatch, 25);
            var attempt = new AttemptId(store.id());
            var sale = new SaleId(store.id());
            store.append(new PaymentOutcome(attempt, sale, "terminal-1",
                    new PaymentOutcome.Outcome.Approved(store.facts(990)), AttemptKind.CHARGE));
            if (!sameBatch) {
                world.send(store, 1, 1);
            }
            store.append(new PaymentResolved(attempt, sale, "terminal-1", PaymentResolved.From.APPROVED,
                    new PaymentResolved.Resolution.NotCharged(), PaymentResolved.Evidence.REVERSAL,
                    AttemptKind.CHARGE));
            assertAck(store, world.send(store, sameBatch ? 1 : 2, 2));
            assertEquals("", world.balances());
            assertEquals("failed", state(attempt));
        }
        assertEquals("4", world.count(TEST, "entry"));
    }

    @Test
    void aPaymentThatContradictsItselfIsSetAsideAndPostsNothing() {
        var store = world.welcomed("s", 26);
        AttemptId attempt = store.cardSale(2380);
        world.send(store, 1, store.last());
        String before = world.balances();
        store.append(new PaymentOutcome(attempt, new SaleId(store.id()), "terminal-1",
                new PaymentOutcome.Outcome.Approved(store.facts(2380)), AttemptKind.CHARGE));
        assertAck(store, world.send(store, store.last(), store.last()));
        assertEquals("not_postable", TEST.value(
                "select reason from quarantine where tenant = '" + world.tenant + "'"));
        assertEquals(before, world.balances());
    }

    @Test
    void aConfirmationOfAnotherAmountIsSetAside() {
        var store = world.welcomed("s", 27);
        var attempt = new AttemptId(store.id());
        var sale = new SaleId(store.id());
        store.append(new PaymentOutcome(attempt, sale, "terminal-1",
                new PaymentOutcome.Outcome.Approved(store.facts(990)), AttemptKind.CHARGE));
        store.append(new PaymentResolved(attempt, sale, "terminal-1", PaymentResolved.From.APPROVED,
                new PaymentResolved.Resolution.Charged(store.facts(991)),
                PaymentResolved.Evidence.COMPLETION, AttemptKind.CHARGE));
        assertAck(store, world.send(store, 1, 2));
        assertEquals("1", world.count(TEST, "quarantine"));
        assertEquals("authorized", state(attempt));
    }

    @Test
    void whatTheDatabaseRefusesIsSetAsideAloneAndTheStreamMovesOn() {
        var store = world.welcomed("s", 28);
        store.cashSale(1190);
        store.append(CashMoved.tender("drawer-1", eur(Long.MAX_VALUE),
                new SaleId(store.id())));
        store.cashSale(500);
        assertAck(store, world.send(store, 1, 7));
        assertEquals("4 not_postable", TEST.value(
                "select seq || ' ' || reason from quarantine where tenant = '" + world.tenant + "'"));
        assertTrue(world.balances().contains("drawer-1=1690 "), world.balances());
        world.assertLedgerHolds();
    }

    private static AttemptId unknown(SimulatedStore store, long gross) {
        var attempt = new AttemptId(store.id());
        var sale = new SaleId(store.id());
        store.append(PaymentAttemptStarted.charge(attempt, sale, "terminal-1", eur(gross), 0, 0));
        store.append(new PaymentOutcome(attempt, sale, "terminal-1",
                new PaymentOutcome.Outcome.Unknown("06 01 sent"), AttemptKind.CHARGE));
        return attempt;
    }

    private String state(AttemptId attempt) {
        return TEST.value("select state from payment where attempt = '" + attempt + "'");
    }

    private void assertIncident(String kind) {
        assertTrue(
                world.database
                        .inTransaction(tx -> world.incidents.list(tx, world.tenant, null, null, null, 100))
                        .stream()
                        .anyMatch(incident -> incident.kind().equals(kind)),
                kind);
    }

    private static void assertAck(SimulatedStore store, Downlink answer) {
        assertAck(store, store.last(), answer);
    }

    private static void assertAck(SimulatedStore store, long seq, Downlink answer) {
        var ack = assertInstanceOf(Ack.class, answer, answer::toString);
        assertEquals(seq, ack.seq());
        assertEquals(store.hash(seq), ack.hash());
        assertEquals(store.key, ack.journal());
    }

    private static void assertNack(Reason reason, long expectedSeq, Downlink answer) {
        var nack = assertInstanceOf(Nack.class, answer, answer::toString);
        assertEquals(reason, nack.reason(), nack::detail);
        assertEquals(expectedSeq, nack.expectedSeq());
    }
}
