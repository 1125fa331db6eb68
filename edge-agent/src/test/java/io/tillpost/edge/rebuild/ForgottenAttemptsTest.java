package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.OneTill.PATIENCE;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.charge;
import static io.tillpost.edge.rebuild.OneTill.chargedAndForgotten;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.refused;
import static io.tillpost.edge.rebuild.OneTill.sold;
import static io.tillpost.edge.rebuild.OneTill.until;
import static io.tillpost.edge.rebuild.OneTill.upToTheAttempt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Sale;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Card attempts that a box had forgotten: who waits for whom at a terminal, and what its last receipt proves.
class ForgottenAttemptsTest {
    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }

    @Test
    void theReceiptOfALaterPaymentProvesNothingOfAnEarlierOne() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten(world("lost"));
        try (var world = world("other")) {
            open(world);
            Sale sale = sold(world);
            Attempt later = charge(world, sale);
            assertEquals(AttemptState.CHARGED,
                    world.ended(later.attempt()).state());
            world.learn(rows);
            Attempt forgotten = world.journal.read(world.payments::unresolved).getFirst();
            world.payments.takeOver();
            until(() -> world.payments.shown(forgotten.attempt()).contains("not resolved"));
            assertEquals(AttemptState.UNKNOWN, world.look(forgotten).state());
        }
    }

    /// The earlier one waits for its terminal, and so has the only place there, until its end is heard of or attested.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAttemptThatHadToWaitForAnotherForgottenOneIsFoundOutAbout(boolean attested)
            throws InterruptedException {
        List<JournalRow> first;
        List<JournalRow> rows;
        Attempt second;
        try (var world = world("lost")) {
            open(world);
            var _ = world.ended(charge(world, sold(world)).attempt());
            first = world.rowsAfter(Lane.FIN, 0);
            second = charge(world, sold(world));
            var _ = world.ended(second.attempt());
            rows = world.rowsAfter(Lane.FIN, 0);
        }
        int begun = upToTheAttempt(rows).size();
        int secondBegun = rows.stream().map(JournalRow::type).toList().lastIndexOf("PaymentAttemptStarted");
        try (var world = world("fresh")) {
            world.learn(rows.subList(0, begun));
            world.learn(rows.subList(first.size(), secondBegun + 1));
            world.payments.takeOver();
            Attempt earlier = world.journal.read(world.payments::unresolved).getFirst();
            // The receipt is the second one's, and looks as the first one's would.
            until(() -> world.payments.shown(earlier.attempt()).contains("not resolved"));
            if (attested) {
                clock.turn(Duration.ofHours(1));
                Attempt word = world.done(unit -> world.payments.attest(unit,
                        earlier.attempt(), true, cashier(TILL)));
                world.payments.attested(word);
                assertEquals(AttemptState.CHARGED, world.ended(second.attempt()).state());
                return;
            }
            world.learn(rows.subList(begun, first.size()));

            // Whoever asks the terminal now must not take what it did last for known, nor have it do something else.
            var _ = DayWorld.value(world.payments.prepare(TERMINAL));
            assertEquals(Reason.PAYMENT_UNRESOLVED, refused(world.tried(unit -> world.payments.begin(unit,
                    second.sale(), TERMINAL, null, cashier(TILL)))));
            world.payments.takeOver();
            assertEquals(AttemptState.CHARGED, world.ended(second.attempt()).state());
            assertEquals(2, terminal.charges().size());
        }
    }

    @Test
    void aForgottenAttemptIsAskedAboutOnceItsTerminalHasDoneWhatItDoes() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten(world("lost"));
        var goesOn = new CountDownLatch(1);
        try (var world = world("other")) {
            open(world);
            terminal.script = point -> {
                awaitQuietly(goesOn);
                return false;
            };
            Attempt later = charge(world, sold(world));
            world.learn(rows);
            world.payments.takeOver();
            goesOn.countDown();
            assertEquals(AttemptState.CHARGED, world.ended(later.attempt()).state());
            until(() -> !world.journal.read(world.payments::unresolved).isEmpty());
            Attempt forgotten = world.journal.read(world.payments::unresolved).getFirst();
            until(() -> world.payments.shown(forgotten.attempt()).contains("not resolved"));
            clock.turn(Duration.ofHours(1));
            assertEquals(AttemptState.ATTESTED_MOVED, world.done(
                    unit -> world.payments.attest(unit, forgotten.attempt(), true, cashier(TILL))).state());
        }
    }

    /// A sale that the box completed by itself waits for no card, whatever became of that.
    @Test
    void anAttemptThatNobodyWaitsForLeavesItsTerminalFree() throws InterruptedException {
        List<JournalRow> rows = chargedAndForgotten(world("lost"));
        try (var world = world("fresh")) {
            world.learn(rows);
            Sale open = world.journal.read(world.sales::allOpen).getFirst();
            var envelope = EventCodec.envelope(rows.getLast());
            var _ = world.journal.commit(unit -> {
                world.rebuild.appended(unit, envelope, new SaleAborted(open.sale(), "cancelled"));
                return true;
            });
            world.payments.takeOver();
            assertEquals(List.of(), world.journal.read(world.payments::unresolved));
            assertEquals(AttemptState.CHARGED, world.ended(charge(world, sold(world)).attempt()).state());
        }
    }

    /// The same of one that is in the backup: whether head office tells of the sale's end while the box runs, or told before
    /// it stopped.
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anAttemptOfTheBackupThatNobodyWaitsForLeavesItsTerminalFree(boolean restarted)
            throws InterruptedException {
        Attempt lost;
        try (var world = world("box")) {
            open(world);
            terminal.unplugAt(Point.APPROVED);
            lost = charge(world, sold(world));
            until(() -> world.look(lost).unsureSince() != null);
            var envelope = EventCodec.envelope(world.rowsAfter(Lane.FIN, 0).getLast());
            var _ = world.journal.commit(unit -> {
                world.rebuild.appended(unit, envelope, new SaleAborted(lost.sale(), "cancelled"));
                return true;
            });
            if (!restarted) {
                world.payments.takeOver();
                assertFreed(world, lost);
                return;
            }
        }
        try (var world = world("box")) {
            world.payments.resume();
            assertFreed(world, lost);
        }
    }

    private void assertFreed(DayWorld world, Attempt lost) throws InterruptedException {
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        assertEquals(List.of(), world.journal.read(world.payments::unresolved));
        assertEquals(AttemptState.CHARGED, world.ended(charge(world, sold(world)).attempt()).state());
        assertEquals(AttemptState.UNKNOWN, world.look(lost).state());
        clock.turn(Duration.ofHours(1));
        assertEquals(Reason.NOT_TO_ATTEST, refused(world.tried(
                unit -> world.payments.attest(unit, lost.attempt(), true, cashier(TILL)))));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            assertTrue(latch.await(PATIENCE.toSeconds(), TimeUnit.SECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
