package io.tillpost.central.ingest;

import static io.tillpost.central.ingest.SimulatedStore.eur;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.contract.Damage;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Downlink.Nack.Reason;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.zip.DeflaterOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that a broken, foreign or hostile sender can put into a batch: refused or set aside with a typed reason, an
/// incident for people, no other store touched, and the stream moves on.
class BadInputTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final long SEED = 5;

    private IngestWorld world;
    private SimulatedStore store;
    private SimulatedStore neighbour;

    @AfterAll
    static void close() {
        TEST.close();
    }

    @BeforeEach
    void open() {
        world = new IngestWorld(TEST);
        store = world.welcomed("bad", SEED);
        neighbour = world.welcomed("good", SEED + 1);
        store.cashSale(1190);
        neighbour.cashSale(500);
    }

    /// Whatever came before: both stores' good batches are taken now, once each, and the books hold.
    @AfterEach
    void theStreamMovesOn() {
        long committed = committed();
        store.cashSale(230);
        assertInstanceOf(Ack.class, world.send(store, committed + 1, store.last()));
        assertInstanceOf(Ack.class, world.send(neighbour, 1, neighbour.last()));
        assertEquals(store.last() + neighbour.last(), Long.parseLong(world.count(TEST, "journal_position")));
        world.assertLedgerHolds();
    }

    private long committed() {
        return Long.parseLong(TEST.value("select head_seq from journal where journal = '"
                + store.key.journalId() + "'"));
    }

    @Test
    void anOversizedPayloadIsRefusedBeforeItIsRead() {
        byte[] noise = new byte[513 * 1024];
        new Random(SEED).nextBytes(noise);
        assertRefused(Reason.MALFORMED, "batch-malformed", world.send(store, store.header(1, 3), noise));
    }

    @Test
    void aTruncatedPayloadIsRefusedWhereverItIsCut() {
        byte[] whole = store.payload(1, 3);
        for (int length = 0; length < whole.length; length += 37) {
            byte[] cut = Arrays.copyOf(whole, length);
            assertRefused(Reason.MALFORMED, "batch-malformed", world.send(store, store.header(1, 3), cut));
        }
        assertEquals("1", TEST.value("select count(*) from incident where tenant = '" + world.tenant + "'"),
                "the same trouble is one incident");
    }

    @Test
    void aFlippedBitIsRefusedWhereverItIs() {
        byte[] whole = store.payload(1, 3);
        var random = new Random(SEED);
        for (int i = 0; i < 60; i++) {
            byte[] flipped = whole.clone();
            int bit = random.nextInt(whole.length * Byte.SIZE);
            if (!Damage.flip(flipped, bit)) {
                continue;
            }
            var answer = world.send(store, store.header(1, 3), flipped);
            assertTrue(answer instanceof Nack nack && nack.reason() == Reason.MALFORMED,
                    "seed " + SEED + ", bit " + bit + ": " + answer);
        }
    }

    @Test
    void aDecompressionBombIsStopped() throws IOException {
        var bomb = new ByteArrayOutputStream();
        try (var deflater = new DeflaterOutputStream(bomb)) {
            for (int i = 0; i < 40; i++) {
                deflater.write(new byte[1 << 20]);
            }
        }
        assertTrue(bomb.size() < 64 * 1024, "it is small: " + bomb.size());
        assertRefused(Reason.MALFORMED, "batch-malformed",
                world.send(store, store.header(1, 3), bomb.toByteArray()));
    }

    @Test
    void aJournalUnderAnotherStoresNameIsRefused() {
        var answer = world.ingest.apply(neighbour.place.store(), store.header(1, 3), store.payload(1, 3));
        assertRefused(Reason.FOREIGN, "batch-foreign", answer);
    }

    @Test
    void aBoxThatWasLeftOutOfItsStoreIsToldSoUntilItIsPutBack() {
        agents(List.of());
        var nack = assertInstanceOf(Nack.class, world.send(store, 1, 3));
        assertEquals(Reason.FOREIGN, nack.reason());
        assertTrue(nack.detail().contains("is not among the agents of store '" + store.place.store() + "'"),
                nack.detail());
        agents(List.of(store.place.agent()));
    }

    private void agents(List<String> names) {
        world.database.inTransaction(tx -> world.stores.save(tx,
                new Store(world.tenant, store.place.store(), store.place.legalEntity(), "A store",
                        ZoneId.of("Europe/Berlin"), Currency.getInstance("EUR"), names, List.of()),
                null));
    }

    @Test
    void anEventOfAnotherStoreIsSetAsideAndPostsNothing() {
        store.append(neighbour.place, Mode.LIVE, new SaleStarted(new SaleId(store.id())));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 foreign");
    }

    @Test
    void aKnownIdWithAnotherBodyIsSetAside() {
        JournalRow first = store.row(1);
        var other = new SaleStarted(new SaleId(store.id()));
        store.append(new JournalRow(4, first.eventId(), first.type(), first.version(), first.metadata(),
                Json.write(other)));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 body_mismatch");
    }

    @Test
    void anUnknownSchemaVersionIsSetAside() {
        JournalRow first = store.row(1);
        store.append(new JournalRow(4, store.id(), first.type(), 99, first.metadata(), first.body()));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 unreadable: SaleStarted version 99, expected 1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"+6000000-01-01", "-6000-01-01", "0000-01-01"})
    void whatIsSetAsideOfADayOutsideTheCalendarCountsForNoDay(String day) {
        JournalRow first = store.row(1);
        byte[] metadata = onDay(day, first);
        store.append(new JournalRow(4, store.id(), "SaleVanished", 1, metadata, first.body()));
        store.append(new JournalRow(5, first.eventId(), first.type(), first.version(), metadata,
                Json.write(new SaleStarted(new SaleId(store.id())))));
        byte[] foreign = new String(metadata, UTF_8).replace(store.place.agent(), neighbour.place.agent())
                .getBytes(UTF_8);
        store.append(new JournalRow(6, store.id(), first.type(), first.version(), foreign, first.body()));
        assertInstanceOf(Ack.class, world.send(store, 1, 6));
        assertSetAsideForNoDay("4 unreadable: .*; 5 body_mismatch: .*; 6 foreign: .*");
    }

    @Test
    void whatWouldBePostedToADayThatTheDatabaseCannotHoldIsSetAside() {
        JournalRow paid = store.row(2);
        store.append(new JournalRow(4, store.id(), paid.type(), paid.version(),
                onDay("+6000000-01-01", paid), paid.body()));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAsideForNoDay("4 not_postable: .*");
    }

    private static byte[] onDay(String day, JournalRow row) {
        return new String(row.metadata(), UTF_8).replace(SimulatedStore.DAY.toString(), day).getBytes(UTF_8);
    }

    private void assertSetAsideForNoDay(String what) {
        assertTrue(Pattern.compile(what, Pattern.DOTALL).matcher(world.quarantine()).matches(),
                world.quarantine());
        assertEquals("0", TEST.value("select count(business_date) from quarantine where tenant = '"
                + world.tenant + "'"));
    }

    @Test
    void aWrongChainIsRefused() {
        BatchHeader right = store.header(1, 3);
        var wrong = new BatchHeader(right.batchId(), right.journal(), 1, 3, store.hash(2), right.head(),
                "tp");
        assertRefused(Reason.MALFORMED, "batch-malformed", world.send(store, wrong, store.payload(1, 3)));
        // The same rows chained from elsewhere: every hash fits, only not to what head office has.
        var stranger = new SimulatedStore(store.place, store.key.lane(), SEED + 2);
        stranger.cashSale(1190);
        List<JournalRow> rows = List.of(stranger.row(1), stranger.row(2), stranger.row(3));
        var hash = store.hash(1);
        var head = hash;
        for (JournalRow row : rows) {
            head = HashChain.next(head, store.key, row);
        }
        assertRefused(Reason.CHAIN_BROKEN, "chain-broken", world.send(store,
                new BatchHeader(right.batchId(), store.key, 1, 3, hash, head, "tp"),
                BatchCodec.encode(rows)));
    }

    static List<String> merchantsThatNobodyHas() {
        return List.of("M\u00004711", "a".repeat(5_000), "a:".repeat(20_000) + "a", "M 47", "x".repeat(33));
    }

    @ParameterizedTest
    @MethodSource("merchantsThatNobodyHas")
    void aCardThatWasChargedForAMerchantIdThatIsNoneIsSetAside(String merchant) {
        store.append(approved(store, new SaleId(store.id()), facts(merchant, "T1")));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 not_postable: merchant id '");
        assertTrue(world.quarantine().length() < 300, world.quarantine());
    }

    static List<String> terminalsThatNobodyHas() {
        var noise = new StringBuilder();
        new Random(SEED).ints(20_000, 'A', 'z').forEach(noise::appendCodePoint);
        return List.of("T\u0000", noise.toString());
    }

    @ParameterizedTest
    @MethodSource("terminalsThatNobodyHas")
    void aTerminalIdThatTheDatabaseCannotKeepIsSetAside(String terminal) {
        store.append(approved(store, new SaleId(store.id()), facts(SimulatedStore.MERCHANT, terminal)));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 not_postable: ");
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MAX_VALUE, Money.MOST_MINOR + 1})
    void anAmountThatWouldEndTheSumsOfAllStoresIsSetAside(long minor) {
        store.append(CashMoved.tender("drawer-1", eur(minor), new SaleId(store.id())));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 not_postable: amount ");
        // A batch that credits what that amount would have credited, without the sale that debits it.
        neighbour.cashSale(500);
        assertInstanceOf(Ack.class, world.send(neighbour, 1, 5));
        assertEquals("0", TEST.value("select count(*) from quarantine where store = '"
                + neighbour.place.store() + "'"));
    }

    @ParameterizedTest
    @CsvSource({"3, 10000000000000, amounts of one entry", "501, 1, an entry of 1002 lines"})
    void aSaleOfNothingThatMovesManyAmountsToAndFroIsSetAside(int pairs, long minor, String why) {
        var classes = new ArrayList<TaxTotal.ClassNet>();
        for (int i = 0; i < pairs; i++) {
            classes.add(new TaxTotal.ClassNet("a" + i, eur(minor)));
            classes.add(new TaxTotal.ClassNet("b" + i, eur(-minor)));
        }
        var tax = new TaxTotal(new TaxRate(1900), eur(0), eur(0), eur(0), classes);
        store.append(new SaleCompleted(new SaleId(store.id()), "r1", 4, SimulatedStore.NOON,
                SimulatedStore.DAY, true, "de-1", List.of(), List.of(tax), eur(0), eur(0), eur(0), List.of(),
                null));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 not_postable: " + why);
    }

    @Test
    void whatAStoreSaysOfAnothersSaleHoldsNothingOfItUp() {
        SaleId sale = neighbour.cashSale(1190);
        JournalRow first = store.row(1);
        store.append(new JournalRow(4, store.id(), first.type(), 99, first.metadata(),
                Json.write(new SaleStarted(sale))));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 unreadable");
        assertInstanceOf(Ack.class, world.send(neighbour, 1, neighbour.last()));
        assertEquals("0", TEST.value("select count(*) from quarantine where store = '"
                + neighbour.place.store() + "'"));
    }

    @Test
    void whatAStoreSaysOfAnothersPaymentChangesNothing() {
        AttemptId attempt = neighbour.cardSale(2380);
        SaleId sale = saleOf(neighbour.last());
        long approvedAt = neighbour.last() - 2;
        assertInstanceOf(Ack.class, world.send(neighbour, 1, approvedAt));
        store.append(new PaymentResolved(attempt, sale, "terminal-1", PaymentResolved.From.APPROVED,
                new PaymentResolved.Resolution.NotCharged(), PaymentResolved.Evidence.COMPLETION,
                AttemptKind.CHARGE));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 not_postable: payment " + attempt + " is of another store");
        assertEquals("authorized", payment(attempt, "state"));
        assertInstanceOf(Ack.class, world.send(neighbour, approvedAt + 1, neighbour.last()));
        assertEquals("captured", payment(attempt, "state"));
    }

    @Test
    void aRefundOfAnotherStoresSaleLeavesItsChargeAsItIs() {
        AttemptId attempt = neighbour.cardSale(2380);
        SaleId sale = saleOf(neighbour.last());
        assertInstanceOf(Ack.class, world.send(neighbour, 1, neighbour.last()));
        store.append(new PaymentOutcome(new AttemptId(store.id()), sale, "terminal-1",
                new PaymentOutcome.Outcome.Approved(facts(SimulatedStore.MERCHANT, "T1")),
                AttemptKind.REFUND));
        store.append(CashMoved.tender("drawer-1", eur(1190), new SaleId(store.id())));
        assertInstanceOf(Ack.class, world.send(store, 1, 5));
        assertEquals("0", payment(attempt, "refunded_minor"));
    }

    @ParameterizedTest
    @CsvSource({"USD,0,/totals/tips is 0.00 USD",
        "EUR,9000000000000000000,/totals/tips is 90000000000000000.00 EUR"})
    void aZReportThatCannotBeAddedToOthersIsSetAside(String currency, long tips, String why) {
        store.append(z(Money.of(tips, currency)));
        assertInstanceOf(Ack.class, world.send(store, 1, 4));
        assertSetAside("4 not_postable: " + why);
    }

    private static ZReported z(Money tips) {
        Money zero = eur(0);
        var totals = new ShiftTotals(0, zero, 0, zero, 0, List.of(), List.of(), zero, zero, tips, List.of(),
                List.of(), 0, null);
        return new ZReported(1, "drawer-1", SimulatedStore.NOON, SimulatedStore.NOON, totals, zero, zero,
                zero,
                null, zero);
    }

    @Test
    void anEndOfDayThatCouldNotBeReadAgainIsSetAside() {
        store.append(endOfDay(16_000));
        store.append(endOfDay(8_000));
        assertInstanceOf(Ack.class, world.send(store, 1, 5));
        assertSetAside("4 not_postable: document of 1");
        assertEquals(8_000, world.database
                .inTransaction(tx -> world.payments.batches(tx, world.tenant, store.place.store(),
                        SimulatedStore.DAY))
                .getFirst()
                .closed()
                .totals()
                .size());
    }

    private static TerminalBatchClosed endOfDay(int cards) {
        return new TerminalBatchClosed("terminal-1", TerminalBatchClosed.State.CLOSED, "T1", 1,
                Collections.nCopies(cards, new TerminalBatchClosed.CardTotal("x", 1, eur(1))), "");
    }

    private SaleId saleOf(long seq) {
        return ((SaleCompleted) EventCodec.decode(neighbour.row(seq))).sale();
    }

    private static String payment(AttemptId attempt, String column) {
        return TEST.value("select " + column + " from payment where attempt = '" + attempt + "'");
    }

    private static PaymentOutcome approved(SimulatedStore store, SaleId sale, CardFacts facts) {
        return new PaymentOutcome(new AttemptId(store.id()), sale, "terminal-1",
                new PaymentOutcome.Outcome.Approved(facts), AttemptKind.CHARGE);
    }

    private static CardFacts facts(String merchant, String terminal) {
        return new CardFacts(terminal, merchant, 5, "girocard", 0, EntryMode.CHIP, null, 7, 7, "AUTH", null,
                1,
                true, eur(1190), eur(0));
    }

    @Test
    void aMessageThatDoesNotSayWhatItIsIsKnownToPeople() {
        world.ingest.unreadable(store.place.store(), "tillpost/1/x/up/fin",
                "batch without property 'journal'");
        assertEquals("1", incidents("message-unreadable"));
        world.ingest.unreadable("no-such-store", "tillpost/1/no-such-store/up/fin", "garbage");
        assertEquals("1", incidents("message-unreadable"));
    }

    private void assertRefused(Reason reason, String incident, Downlink answer) {
        assertEquals(reason, assertInstanceOf(Nack.class, answer, answer.toString()).reason());
        assertEquals("1", incidents(incident));
        assertEquals("0", world.count(TEST, "event"), "nothing of it is kept");
    }

    private void assertSetAside(String what) {
        assertTrue(world.quarantine().contains(what), world.quarantine());
        assertEquals("1", incidents("event-quarantined"));
    }

    private String incidents(String kind) {
        return TEST.value("select count(*) from incident where tenant = '" + world.tenant + "' and kind = '"
                + kind + "'");
    }
}
