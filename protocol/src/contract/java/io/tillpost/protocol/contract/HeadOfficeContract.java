package io.tillpost.protocol.contract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What docs/reference/sync.md promises of a head office that is told hello and sent batches.
public abstract class HeadOfficeContract {
    private static final Parent[] NOTHING = {};
    private static final int STEPS = 250;

    private final Random random = new Random(7);
    private final IdSource ids = IdSource.uuidV7(Clock.fixed(ScriptedJournal.NOON, ZoneOffset.UTC), random);
    private @Nullable HeadOffice present;

    /// A head office.
    public interface HeadOffice {
        /// The one store and agent that it knows; nobody has said hello for it.
        Place place();

        /// Its answer to a hello of that store.
        Downlink.Welcome answer(Hello hello);

        /// Its answer to a batch of that store.
        Downlink apply(BatchHeader header, byte[] payload);

        /// How many rows lie in quarantine.
        long setAside();
    }

    /// A fresh one.
    protected abstract HeadOffice open();

    @BeforeEach
    void openOne() {
        present = open();
    }

    @Test
    void aNewJournalIsWelcomedAndWelcomeAgain() {
        ScriptedJournal journal = journal(1, null);
        assertEquals(new LaneWelcome(journal.key, 0, null, Action.CONTINUE, 1), hello(journal, 0));
        assertEquals(new LaneWelcome(journal.key, 0, null, Action.CONTINUE, 1), hello(journal, 0));
    }

    @Test
    void aWelcomeReturnsWhatTheHelloSaid() {
        Hello hello = hello(journal(1, null).head(0));
        Downlink.Welcome welcome = office().answer(hello);
        assertEquals(hello.nonce(), welcome.nonce());
        assertEquals(hello.sentAt(), welcome.helloSentAt());
        assertEquals(1, welcome.centralEpoch());
    }

    @Test
    void batchesMoveTheHeadAndTheWelcomeSaysWhereItIs() {
        ScriptedJournal journal = welcomed(5);
        assertEquals(ack(journal, 3), plain(send(journal, 1, 3)));
        assertEquals(ack(journal, 5), plain(send(journal, 4, 5)));
        assertEquals(new LaneWelcome(journal.key, 5, journal.hash(5), Action.CONTINUE, 1), hello(journal, 3));
    }

    @Test
    void aJournalThatHasNotSaidHelloIsNotTaken() {
        ScriptedJournal journal = journal(1, null).sell(2);
        assertEquals("nack NOT_WELCOMED 1", plain(send(journal, 1, 2)));
        assertEquals(Action.CONTINUE, hello(journal, 0).action());
        assertEquals(ack(journal, 2), plain(send(journal, 1, 2)));
    }

    @Test
    void missingRowsAreAGap() {
        ScriptedJournal journal = welcomed(5);
        assertEquals("nack GAP 1", plain(send(journal, 2, 3)));
        assertEquals(ack(journal, 2), plain(send(journal, 1, 2)));
        assertEquals("nack GAP 3", plain(send(journal, 4, 5)));
    }

    @Test
    void whatIsCommittedIsAcknowledgedAgainAtTheHead() {
        ScriptedJournal journal = welcomed(4);
        var header = journal.header(1, 2);
        assertEquals(ack(journal, 2), plain(office().apply(header, journal.payload(1, 2))));
        assertEquals(ack(journal, 4), plain(send(journal, 3, 4)));
        Ack again = assertInstanceOf(Ack.class, office().apply(header, journal.payload(1, 2)));
        assertEquals(header.batchId(), again.batchId());
        assertEquals(ack(journal, 4), plain(again));
    }

    @Test
    void anOverlapBringsWhatIsNew() {
        ScriptedJournal journal = welcomed(6);
        assertEquals(ack(journal, 3), plain(send(journal, 1, 3)));
        assertEquals(ack(journal, 6), plain(send(journal, 2, 6)));
    }

    @Test
    void damagedBytesChangeNothing() {
        ScriptedJournal journal = welcomed(3);
        byte[] payload = journal.payload(1, 3);
        for (int at = 0; at < payload.length; at += 5) {
            byte[] damaged = payload.clone();
            if (Damage.flip(damaged, at * Byte.SIZE + random.nextInt(Byte.SIZE))) {
                assertEquals("nack MALFORMED 1", plain(office().apply(journal.header(1, 3), damaged)));
            }
        }
        assertEquals("nack MALFORMED 1", plain(office().apply(journal.header(1, 3), new byte[0])));
        assertEquals("nack MALFORMED 1", plain(office().apply(journal.header(1, 2), payload)));
        assertEquals(ack(journal, 3), plain(send(journal, 1, 3)));
    }

    @Test
    void rowsThatDoNotHashToTheirHeadAreMalformed() {
        ScriptedJournal journal = welcomed(3);
        BatchHeader wrong = journal.header(journal.key, 1, 3, Hash.of(new byte[Hash.LENGTH_BYTES]));
        assertEquals("nack MALFORMED 1", plain(office().apply(wrong, journal.payload(1, 3))));
        var otherKey = new JournalKey(journal.key.lane(), journal.key.journalId(), 9);
        assertEquals("nack MALFORMED 1", plain(office().apply(journal.header(otherKey, 1, 3, journal.hash(3)),
                journal.payload(1, 3))));
    }

    @Test
    void anotherHistoryBreaksTheChain() {
        ScriptedJournal journal = welcomed(4);
        assertEquals(ack(journal, 4), plain(send(journal, 1, 4)));
        ScriptedJournal other = journal.copy().forgetAfter(2).sell(4);
        assertEquals("nack CHAIN_BROKEN 5", plain(send(other, 3, 4)), "committed otherwise");
        assertEquals("nack CHAIN_BROKEN 5", plain(send(other, 3, 6)), "overlaps otherwise");
        assertEquals("nack CHAIN_BROKEN 5", plain(send(other, 5, 6)), "follows another row");
        assertEquals(Action.CONTINUE, hello(journal, 4).action());
    }

    @Test
    void aBatchOfTooManyRowsIsMalformed() {
        int most = Credit.DEFAULT.events();
        ScriptedJournal journal = welcomed(most + 1);
        assertEquals("nack MALFORMED 1", plain(send(journal, 1, most + 1L)));
        assertEquals(ack(journal, 10), plain(send(journal, 1, 10)));
    }

    @Test
    void aNewerJournalFencesTheOlderOne() {
        ScriptedJournal old = welcomed(3);
        assertEquals(ack(old, 2), plain(send(old, 1, 2)));
        ScriptedJournal fresh = journal(2, old.asParent(2)).sell(2);
        assertEquals(Action.CONTINUE, hello(fresh, 0, old.asParent(2)).action());
        assertEquals(new LaneWelcome(old.key, 2, old.hash(2), Action.FENCED, 2), hello(old, 2));
        assertEquals("nack NOT_WELCOMED 1", plain(send(old, 3, 3)));
        assertEquals(ack(fresh, 2), plain(send(fresh, 1, 2)));
        ScriptedJournal unknown = journal(1, null).sell(1);
        assertEquals(new LaneWelcome(unknown.key, 0, null, Action.FENCED, 2), hello(unknown, 0));
    }

    @Test
    void aSecondJournalOfAnEpochIsToFork() {
        var _ = welcomed(1);
        ScriptedJournal second = journal(1, null).sell(1);
        assertEquals(new LaneWelcome(second.key, 0, null, Action.FORK, 1), hello(second, 0));
        assertEquals("nack NOT_WELCOMED 1", plain(send(second, 1, 1)));
    }

    @Test
    void anAgentThatForgotOrTellsAnotherStoryIsToFork() {
        ScriptedJournal journal = welcomed(4);
        assertEquals(ack(journal, 4), plain(send(journal, 1, 4)));
        ScriptedJournal image = journal.copy().forgetAfter(2);
        assertEquals(new LaneWelcome(journal.key, 4, journal.hash(4), Action.FORK, 1), hello(image, 2));
        image.sell(2);
        assertEquals(Action.FORK, hello(image, 2).action(), "another row where head office ends");
        image.sell(1);
        assertEquals(Action.FORK, hello(image, 3).action(), "another row where it was acknowledged");
        assertEquals(Action.CONTINUE, hello(journal, 2).action());
    }

    @Test
    void whoWasAcknowledgedMoreIsToGoBack() {
        ScriptedJournal journal = welcomed(4);
        assertEquals(ack(journal, 2), plain(send(journal, 1, 2)));
        assertEquals(new LaneWelcome(journal.key, 2, journal.hash(2), Action.REWIND, 1), hello(journal, 4));
        assertEquals(ack(journal, 4), plain(send(journal, 3, 4)));
    }

    @Test
    void aJournalThatHeadOfficeHasLostIsSentFromItsBeginning() {
        ScriptedJournal journal = journal(3, null).sell(3);
        assertEquals(new LaneWelcome(journal.key, 0, null, Action.REWIND, 3), hello(journal, 3));
        assertEquals(ack(journal, 3), plain(send(journal, 1, 3)));
    }

    @Test
    void aJournalThatBeginsElsewhereIsFenced() {
        Place here = office().place();
        var elsewhere = new ScriptedJournal(
                new Place("elsewhere", here.legalEntity(), here.store(), here.till(), here.agent()), ids, 1,
                null);
        assertEquals(Action.FENCED, hello(elsewhere, 0).action());
        assertEquals(Action.CONTINUE, hello(journal(1, null), 0).action());
    }

    @Test
    void aJournalStandsOnRowsThatMustBeThere() {
        ScriptedJournal old = welcomed(3);
        assertEquals(ack(old, 2), plain(send(old, 1, 2)));
        ScriptedJournal fresh = journal(2, old.asParent(3)).sell(1);
        assertEquals(new LaneWelcome(fresh.key, 0, null, Action.FORK, 2), hello(fresh, 0, old.asParent(3)));
        ScriptedJournal other = old.copy().forgetAfter(1).sell(1);
        assertEquals(Action.FORK, hello(fresh, 0, other.asParent(2)).action(), "another hash");
        assertEquals(Action.CONTINUE, hello(old, 2).action(), "nothing was opened");
        assertEquals(Action.CONTINUE, hello(fresh, 0, old.asParent(1), old.asParent(2)).action());
    }

    @Test
    void aParentThatDiffersIsTakenAllTheSame() {
        ScriptedJournal old = welcomed(3);
        assertEquals(ack(old, 3), plain(send(old, 1, 3)));
        assertEquals(Action.CONTINUE, hello(journal(2, old.asParent(2)), 0).action());
        assertEquals(Action.CONTINUE, hello(journal(5, null), 0).action());
    }

    @Test
    void anEventThatCannotBeReadIsSetAsideAndTheStreamMovesOn() {
        ScriptedJournal journal = welcomed(1);
        journal.appendUnknown();
        journal.sell(2);
        assertEquals(ack(journal, 3), plain(send(journal, 1, 3)));
        assertEquals(1, office().setAside());
        assertEquals(ack(journal, 4), plain(send(journal, 4, 4)));
        assertEquals(ack(journal, 4), plain(send(journal, 1, 4)));
        assertEquals(1, office().setAside());
    }

    @Test
    void aKnownEventInAnotherJournalCountsOnceAndWithAnotherBodyIsSetAside() {
        ScriptedJournal old = welcomed(2);
        assertEquals(ack(old, 2), plain(send(old, 1, 2)));
        ScriptedJournal fresh = journal(2, old.asParent(1));
        fresh.repeat(old.row(2));
        assertEquals(Action.CONTINUE, hello(fresh, 0, old.asParent(1)).action());
        assertEquals(ack(fresh, 1), plain(send(fresh, 1, 1)));
        assertEquals(0, office().setAside());
        fresh.forge(old.row(1));
        fresh.sell(1);
        assertEquals(ack(fresh, 3), plain(send(fresh, 2, 3)));
        assertEquals(1, office().setAside());
    }

    /// Any ranges, damaged now and then, journals replaced and images put back: what is answered is known for certain.
    @Test
    void whateverIsSaidTheAnswerIsWhatTheRulesSay() {
        ScriptedJournal journal = welcomed(0);
        long acked = 0;
        long epoch = 1;
        for (int step = 0; step < STEPS; step++) {
            String where = "step " + step;
            int what = random.nextInt(20);
            if (what < 6) {
                journal.sell(1 + random.nextInt(4));
            } else if (what == 6) {
                ScriptedJournal old = journal;
                epoch += 1 + random.nextInt(3);
                journal = journal(epoch, old.asParent(acked)).sell(random.nextInt(3));
                assertEquals("nack NOT_WELCOMED 1", journal.last() == 0
                        ? "nack NOT_WELCOMED 1"
                        : plain(send(journal, 1, journal.last())), where);
                Parent[] standsOn = acked == 0 ? NOTHING : new Parent[]{old.asParent(acked)};
                assertEquals(Action.CONTINUE, hello(journal, 0, standsOn).action(), where);
                assertEquals(new LaneWelcome(old.key, acked, acked == 0 ? null : old.hash(acked),
                        Action.FENCED, epoch), hello(old, 0), where);
                acked = 0;
            } else if (what == 7 && acked > 1) {
                ScriptedJournal image = journal.copy().forgetAfter(acked - 1);
                assertEquals(Action.FORK, hello(image, image.last()).action(), where);
            } else if (what == 8) {
                long said = random.nextLong(journal.last() + 1);
                assertEquals(said > acked ? Action.REWIND : Action.CONTINUE, hello(journal, said).action(),
                        where);
            } else if (journal.last() > 0) {
                acked = sentSomething(journal, acked, where);
            }
        }
    }

    private long sentSomething(ScriptedJournal journal, long acked, String where) {
        long from = Math.max(1, Math.min(journal.last(), acked + 1 + random.nextInt(5) - 3));
        long to = Math.min(journal.last(), from + random.nextInt(6));
        byte[] payload = journal.payload(from, to);
        boolean damaged = random.nextInt(4) == 0 && Damage.flip(payload, random.nextInt(payload.length * Byte.SIZE));
        String expected = from > acked + 1
                ? "nack GAP " + (acked + 1)
                : to <= acked
                        ? ack(journal, acked)
                        : damaged ? "nack MALFORMED " + (acked + 1) : ack(journal, to);
        assertEquals(expected, plain(office().apply(journal.header(from, to), payload)),
                where + ": rows " + from + " to " + to + (damaged ? ", damaged" : ""));
        return expected.startsWith("ack") ? Math.max(acked, to) : acked;
    }

    private HeadOffice office() {
        if (present == null) {
            throw new IllegalStateException("not opened");
        }
        return present;
    }

    private ScriptedJournal journal(long epoch, @Nullable Parent parent) {
        return new ScriptedJournal(office().place(), ids, epoch, parent);
    }

    private ScriptedJournal welcomed(int sales) {
        ScriptedJournal journal = journal(1, null);
        assertEquals(Action.CONTINUE, hello(journal, 0).action());
        return journal.sell(sales);
    }

    private LaneWelcome hello(ScriptedJournal journal, long ackedSeq) {
        return hello(journal, ackedSeq, NOTHING);
    }

    private LaneWelcome hello(ScriptedJournal journal, long ackedSeq, Parent... standsOn) {
        return office().answer(hello(journal.head(ackedSeq, standsOn))).lanes().getFirst();
    }

    private Hello hello(LaneHead head) {
        return new Hello(office().place().agent(), new UUID(1, 1), ids.next(), "contract", 0,
                ScriptedJournal.NOON, List.of(head));
    }

    private Downlink send(ScriptedJournal journal, long from, long to) {
        return office().apply(journal.header(from, to), journal.payload(from, to));
    }

    private static String ack(ScriptedJournal journal, long seq) {
        return "ack " + seq + " " + journal.hash(seq);
    }

    private static String plain(Downlink answer) {
        return switch (answer) {
            case Ack ack -> "ack " + ack.seq() + " " + ack.hash();
            case Nack nack -> "nack " + nack.reason() + " " + nack.expectedSeq();
            case Downlink.Welcome welcome -> welcome.toString();
        };
    }

}
