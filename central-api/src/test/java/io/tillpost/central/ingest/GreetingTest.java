package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.incident.Incident;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import io.tillpost.protocol.sync.Presence;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GreetingTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private final IngestWorld world = new IngestWorld(TEST);

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void aNewJournalIsWelcomedAndWelcomeAgain() {
        var store = world.welcomed("s", 1);
        var again = lane(store, 0);
        assertEquals(Action.CONTINUE, again.action());
        assertEquals(0, again.ackedSeq());
        assertNull(again.ackedHash());
        assertEquals("", incidents());
    }

    @Test
    void theWelcomeSaysWhatHeadOfficeHas() {
        var store = world.welcomed("s", 2);
        store.cashSale(100);
        world.send(store, 1, 2);
        var welcome = lane(store, 0);
        assertEquals(Action.CONTINUE, welcome.action());
        assertEquals(2, welcome.ackedSeq());
        assertEquals(store.hash(2), welcome.ackedHash());
    }

    @Test
    void theWelcomeReturnsNonceAndClockAndEpoch() {
        var store = world.welcomed("s", 3);
        Hello hello = store.hello(0);
        var welcome = world.greeting.answer(store.place.store(), hello).orElseThrow();
        assertEquals(hello.nonce(), welcome.nonce());
        assertEquals(hello.sentAt(), welcome.helloSentAt());
        assertEquals(SimulatedStore.NOON, welcome.serverTime());
        assertEquals(1, welcome.centralEpoch());
    }

    @Test
    void anAgentOfAnotherStoreGetsNoAnswer() {
        var store = world.welcomed("s", 4);
        Place other = world.store("other");
        assertTrue(world.greeting.answer(other.store(), store.hello(0)).isEmpty());
        assertEquals("agent-foreign", incidents());
        assertTrue(world.greeting.answer("nowhere", store.hello(0)).isEmpty());
    }

    @Test
    void aRestoredHeadOfficeAsksForRowsAgain() {
        var store = world.welcomed("s", 5);
        store.cashSale(100);
        world.send(store, 1, 1);
        var welcome = lane(store, 3);
        assertEquals(Action.REWIND, welcome.action());
        assertEquals(1, welcome.ackedSeq());
        assertEquals("journal-rewound", incidents());
    }

    @Test
    void aJournalThatHeadOfficeLostIsSentFromItsBeginning() {
        var store = new SimulatedStore(world.store("s"), Lane.FIN, 6);
        store.cashSale(100);
        assertEquals(Action.REWIND, world.hello(store, 2));
        assertEquals("journal-lost", incidents());
        world.send(store, 1, 3);
        world.assertLedgerHolds();
    }

    @Test
    void anAgentThatLostItsTailForks() {
        var store = world.welcomed("s", 7);
        store.cashSale(100);
        world.send(store, 1, 3);
        store.forgetAfter(2);
        assertEquals(Action.FORK, world.hello(store, 2));
        assertEquals("journal-fork", incidents());
    }

    @Test
    void aHelloThatBatchesHaveOvertakenIsNoForkOnceTheJournalGoesOn() {
        var store = world.welcomed("s", 7);
        store.cashSale(100);
        LaneHead late = store.head(0);
        store.cashSale(100);
        world.send(store, 1, 6);
        var hello = new Hello(store.place.agent(), new UUID(1, 1), store.id(), "test", 0, SimulatedStore.NOON,
                List.of(late));
        assertEquals(Action.FORK, world.greeting.answer(store.place.store(), hello).orElseThrow().lanes()
                .getFirst().action());
        assertEquals("journal-fork", open());
        assertEquals(Action.CONTINUE, world.hello(store, 6));
        assertEquals("", open());
    }

    @Test
    void anotherHistoryAtTheSameRowForks() {
        var store = world.welcomed("s", 8);
        store.cashSale(100);
        world.send(store, 1, 3);
        store.forgetAfter(2);
        store.append(store.completed(new SaleId(store.id()), 0));
        assertEquals(Action.FORK, world.hello(store, 3));
        store.cashSale(200);
        assertEquals(Action.FORK, world.hello(store, 3));
    }

    @Test
    void aForkNamesItsParentAndFencesIt() {
        var store = world.welcomed("s", 9);
        store.cashSale(100);
        world.send(store, 1, 3);
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(3), 10);
        assertEquals(Action.CONTINUE, world.hello(fork, 0));
        assertEquals(Action.FENCED, world.hello(store, 3));
        assertEquals("journal-fenced journal-replaced", incidents());
    }

    @Test
    void aForkThatNamesAnotherParentIsReported() {
        var store = world.welcomed("s", 11);
        store.cashSale(100);
        world.send(store, 1, 3);
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(2), 12);
        assertEquals(Action.CONTINUE, world.hello(fork, 0));
        assertEquals("journal-parent-differs", incidents());
    }

    @Test
    void aForkThatStandsOnRowsWhichARestoredHeadOfficeLacksIsToForkAgain() {
        var store = world.welcomed("s", 21);
        store.cashSale(100);
        world.send(store, 1, 2);
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(3), 22);
        var welcome = standing(fork, store.asParent(3));
        assertEquals(Action.FORK, welcome.action());
        assertEquals(2, welcome.newestEpoch());
        assertEquals("journal-parent-lost", incidents());
        assertEquals(Action.CONTINUE, standing(fork, store.asParent(2)).action());
    }

    @Test
    void aBoxThatWasLetTakeOverForksBesideTheNewestJournal() {
        var store = world.welcomed("s", 23);
        store.cashSale(100);
        world.send(store, 1, 3);
        var other = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(3), 24);
        assertEquals(Action.CONTINUE, world.hello(other, 0));
        assertEquals(2, lane(store, 3).newestEpoch());
        var taken = new SimulatedStore(store.place, Lane.FIN, 3, store.asParent(3), 25);
        assertEquals(Action.CONTINUE, standing(taken, store.asParent(3)).action());
        assertEquals(Action.FENCED, world.hello(other, 0));
        assertEquals("journal-fenced journal-fenced journal-replaced journal-replaced", incidents());
    }

    private LaneWelcome standing(SimulatedStore store, Parent row) {
        LaneHead head = store.head(0);
        var standing = new LaneHead(head.journal(), head.parent(), head.firstSeq(), head.lastSeq(),
                head.headHash(), head.ackedSeq(), head.ackedHash(), List.of(row));
        Hello hello = store.hello(0);
        return world.greeting.answer(store.place.store(),
                new Hello(hello.agent(), hello.bootId(), hello.nonce(), hello.softwareVersion(), 0,
                        hello.sentAt(), List.of(standing)))
                .orElseThrow()
                .lanes()
                .getFirst();
    }

    @Test
    void aJournalThatWasDeletedAndBegunAgainForks() {
        var store = world.welcomed("s", 13);
        var again = new SimulatedStore(store.place, Lane.FIN, 14);
        assertEquals(Action.FORK, world.hello(again, 0));
        assertEquals("journal-fork", incidents());
    }

    @Test
    void aJournalThatBeginsWithAnotherGenesisIsFenced() {
        Place place = world.store("s");
        var elsewhere = new SimulatedStore(
                new Place("other", place.legalEntity(), place.store(), place.till(),
                        place.agent()),
                Lane.FIN, 15);
        assertEquals(Action.FENCED, world.hello(elsewhere, 0));
        assertEquals("journal-foreign", incidents());
    }

    @Test
    void twoRunsThatSpeakInTurnsBetrayACloneAlthoughNoConnectionComesBack() {
        var store = world.welcomed("s", 16);
        UUID one = store.id();
        UUID two = store.id();
        int second = 0;
        for (UUID boot : new UUID[]{one, one, two, two}) {
            speaks(store, boot, second++);
        }
        assertEquals("", incidents());
        speaks(store, one, second);
        assertEquals("agent-clone", incidents());
    }

    @Test
    void aHelloThatTheBrokerDeliversLateOrAgainIsNoClone() {
        var store = world.welcomed("s", 21);
        UUID[] runs = {store.id(), store.id(), store.id()};
        speaks(store, runs[0], 1);
        speaks(store, runs[0], 2);
        speaks(store, runs[1], 3);
        speaks(store, runs[0], 2);
        speaks(store, runs[1], 4);
        speaks(store, runs[0], 1);
        assertEquals("", incidents());
        speaks(store, runs[2], 5);
        speaks(store, runs[0], 2);
        speaks(store, runs[1], 4);
        speaks(store, runs[2], 6);
        assertEquals("", incidents());
    }

    @Test
    void aHelloThatTheBrokerDeliversLateIsAnsweredAndTellsOfNoJournalAndOpensNone() {
        var store = world.welcomed("s", 27);
        UUID boot = store.id();
        speaks(store, boot, 1);
        store.cashSale(100);
        world.send(store, 1, 3);
        var fork = new SimulatedStore(store.place, Lane.FIN, 2, store.asParent(3), 28);
        speaks(fork, boot, 3);
        assertEquals("journal-replaced", incidents());
        speaks(store, boot, 2);
        assertEquals("journal-replaced", incidents(), "it was said before the fork");
        speaks(new SimulatedStore(store.place, Lane.OPS, 29), boot, 2);
        assertEquals("2", world.count(TEST, "journal"));
        speaks(store, boot, 4);
        assertEquals("journal-fenced journal-replaced", incidents(), "and this one after it");
    }

    @Test
    void theLastHelloOfARunThatComesAfterTheNextRunHasSpokenIsNoClone() {
        var store = world.welcomed("s", 25);
        UUID before = store.id();
        UUID speaker = store.id();
        UUID there = store.id();
        speaks(store, before, 1);
        speaks(store, speaker, there, 4);
        speaks(store, before, 2);
        assertEquals("", incidents());
        over(store, there);
        assertFalse(online(store), "the next run is the one that counts");
        speaks(store, before, 5);
        assertEquals("agent-clone", incidents());
    }

    @Test
    void aCloneWhoseClockIsBehindIsFoundAfterTenMinutes() {
        var store = world.welcomed("s", 26);
        UUID behind = store.id();
        UUID other = store.id();
        speaks(store, behind, -3600);
        speaks(store, other, 0);
        speaks(store, behind, -3000);
        assertEquals("", incidents());
        speaks(store, behind, -2999);
        assertEquals("agent-clone", incidents());
    }

    @Test
    void aHelloThatTheBrokerDeliversLateDoesNotTakeOverPresence() {
        var store = world.welcomed("s", 22);
        UUID boot = store.id();
        UUID older = store.id();
        UUID newer = store.id();
        speaks(store, boot, older, 1);
        speaks(store, boot, newer, 2);
        speaks(store, boot, older, 1);
        over(store, newer);
        assertFalse(online(store), "the newer connection was not the one that counts");
        speaks(store, boot, older, 1);
        speaks(store, boot, newer, 2);
        assertFalse(online(store), "neither is there");
    }

    @Test
    void aConnectionThatIsOverBeforeItsHelloIsHeardIsNotThere() {
        var store = world.welcomed("s", 23);
        UUID boot = store.id();
        UUID one = store.id();
        over(store, one);
        assertTrue(online(store), "an older one is");
        speaks(store, boot, one, 1);
        assertFalse(online(store));
        speaks(store, boot, store.id(), 2);
        assertTrue(online(store));
    }

    @Test
    void aBoxWhoseClockIsSetBackIsStillThere() {
        var store = world.welcomed("s", 24);
        UUID boot = store.id();
        UUID nonce = store.id();
        speaks(store, boot, 0);
        speaks(store, boot, nonce, -3600);
        over(store, nonce);
        assertFalse(online(store));
    }

    @Test
    void aBoxThatConnectsAgainAndAgainOrIsStartedAgainIsNoClone() {
        var store = world.welcomed("s", 19);
        for (int run = 0; run < 10; run++) {
            UUID boot = store.id();
            speaks(store, boot, 2 * run);
            speaks(store, boot, 2 * run + 1);
        }
        assertEquals("", incidents());
    }

    private void speaks(SimulatedStore store, UUID boot, int second) {
        speaks(store, boot, store.id(), second);
    }

    private void speaks(SimulatedStore store, UUID boot, UUID nonce, int second) {
        Hello hello = store.hello(nonce, 0);
        assertTrue(world.greeting.answer(store.place.store(),
                new Hello(hello.agent(), boot, nonce, hello.softwareVersion(), 0,
                        hello.sentAt().plusSeconds(second), hello.lanes()))
                .isPresent());
    }

    private void over(SimulatedStore store, UUID nonce) {
        world.greeting.seen(store.place.store(),
                new Presence(store.place.agent(), nonce, false, SimulatedStore.NOON));
    }

    @Test
    void whatAnOlderConnectionSaysOfPresenceDoesNotCount() {
        var store = world.welcomed("s", 17);
        UUID nonce = store.id();
        world.greeting.answer(store.place.store(), store.hello(nonce, 0));
        world.greeting.seen(store.place.store(),
                new Presence(store.place.agent(), store.id(), false, SimulatedStore.NOON));
        assertTrue(online(store));
        world.greeting.seen(store.place.store(),
                new Presence(store.place.agent(), nonce, false, SimulatedStore.NOON));
        assertFalse(online(store));
    }

    @Test
    void manyHellosAtOnceOpenAJournalOnce() throws Exception {
        var store = new SimulatedStore(world.store("s"), Lane.FIN, 18);
        try (var pool = Executors.newFixedThreadPool(4)) {
            var hellos = IntStream.range(0, 12)
                    .<Callable<Action>>mapToObj(_ -> () -> world.hello(store, 0))
                    .toList();
            for (var answer : pool.invokeAll(hellos)) {
                assertEquals(Action.CONTINUE, answer.get());
            }
        }
        assertEquals("1", world.count(TEST, "journal"));
    }

    @Test
    void howeverMuchIsSaidOfWhatWasSetAsideTheAgentCanReadItsWelcome() {
        var store = world.welcomed("s", 20);
        UUID event = store.id();
        var aside = new SetAside(store.key.journalId(), 1, event, store.place.store(), null, null,
                "unreadable", "x".repeat(499) + "\uD83D\uDE00".repeat(35_000), SimulatedStore.NOON, "open",
                null, null, null);
        var greeting = new Greeting(world.database, world.stores, world.journals, world.incidents,
                Clock.fixed(SimulatedStore.NOON, ZoneOffset.UTC), Downward.NONE, () -> Credit.DEFAULT,
                (_, _) -> Collections.nCopies(20, aside), null);
        var welcome = greeting.answer(store.place.store(), store.hello(0)).orElseThrow();
        assertEquals(welcome, Json.read(Json.write(welcome), Downlink.class));
        assertEquals(
                Collections.nCopies(20, new Downlink.SetAside(event, "unreadable", "x".repeat(499))),
                welcome.setAside());
    }

    private LaneWelcome lane(SimulatedStore store, long ackedSeq) {
        return world.greeting.answer(store.place.store(), store.hello(ackedSeq)).orElseThrow().lanes()
                .getFirst();
    }

    private static boolean online(SimulatedStore store) {
        return TEST.value("select online from agent_presence where agent = '" + store.place.agent() + "'")
                .equals("true");
    }

    private String incidents() {
        return incidents(_ -> true);
    }

    private String open() {
        return incidents(incident -> incident.state().equals("open"));
    }

    private String incidents(Predicate<Incident> which) {
        return world.database
                .inTransaction(tx -> world.incidents.list(tx, world.tenant, null, null, null, 100))
                .stream()
                .filter(which)
                .map(incident -> incident.kind())
                .sorted()
                .collect(Collectors.joining(" "));
    }
}
