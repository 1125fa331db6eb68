package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.OneTill.charge;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.sold;
import static io.tillpost.edge.rebuild.OneTill.until;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup is put back in which nobody knows what became of a card attempt, and the terminal has gone on since, or not.
class RestoredAttemptTest {
    @TempDir
    private Path folder = Path.of("");
    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @Test
    void theReceiptOfASaleThatTheBackupDoesNotKnowProvesNothing() throws Exception {
        Attempt lost;
        List<JournalRow> rows;
        try (var world = world("box")) {
            lost = unsure(world, Point.SENT);
            long known = world.rowsAfter(Lane.FIN, 0).size();
            var _ = DayWorld.copy(folder.resolve("box"), folder.resolve("restored"));
            plugIn();
            world.payments.resume();
            assertEquals(AttemptState.NOT_CHARGED, world.ended(lost.attempt()).state());
            assertEquals(AttemptState.CHARGED, world.ended(charge(world, sold(world)).attempt()).state());
            rows = world.rowsAfter(Lane.FIN, known);
        }
        try (var world = restored()) {
            until(() -> world.payments.shown(lost.attempt()).contains("not resolved"));
            assertEquals(AttemptState.UNKNOWN, world.look(lost).state());
            world.learn(rows);
            world.payments.told();
            assertEquals(AttemptState.NOT_CHARGED, world.look(lost).state());
            assertEquals(AttemptState.CHARGED, world.ended(charge(world, sold(world)).attempt()).state());
        }
    }

    @Test
    void onceHeadOfficeHasToldAllItsOwnReceiptProvesIt() throws Exception {
        Attempt lost;
        try (var world = world("box")) {
            lost = unsure(world, Point.APPROVED);
            var _ = DayWorld.copy(folder.resolve("box"), folder.resolve("restored"));
        }
        plugIn();
        try (var world = restored()) {
            until(() -> world.payments.shown(lost.attempt()).contains("not resolved"));
            world.payments.told();
            assertEquals(AttemptState.CHARGED, world.ended(lost.attempt()).state());
        }
    }

    /// That is no doubt for what is begun after the restore, though head office cannot be reached.
    @Test
    void anAttemptOfAfterTheRestoreIsProvenAsEver() throws Exception {
        Attempt lost;
        try (var world = world("box")) {
            lost = unsure(world, Point.SENT);
            var _ = DayWorld.copy(folder.resolve("box"), folder.resolve("restored"));
        }
        plugIn();
        try (var world = restored()) {
            // The receipt is still the one from before: nothing came later.
            assertEquals(AttemptState.NOT_CHARGED, world.ended(lost.attempt()).state());
            terminal.unplugAt(Point.APPROVED);
            Attempt next = charge(world, sold(world));
            until(() -> world.look(next).unsureSince() != null);
            plugIn();
            assertEquals(AttemptState.CHARGED, world.ended(next.attempt()).state());
        }
    }

    /// The mirror has all that came after it: its receipt is its own, though head office cannot be reached.
    @Test
    void anAttemptThatTheMirrorTellsOfIsProvenAsEver() throws Exception {
        Attempt lost;
        List<JournalRow> mirrored;
        try (var world = world("box")) {
            open(world);
            long known = world.rowsAfter(Lane.FIN, 0).size();
            var _ = DayWorld.copy(folder.resolve("box"), folder.resolve("restored"));
            terminal.unplugAt(Point.APPROVED);
            Attempt begun = charge(world, sold(world));
            until(() -> world.look(begun).unsureSince() != null);
            lost = begun;
            mirrored = world.rowsAfter(Lane.FIN, known);
        }
        plugIn();
        try (var world = restored(mirrored)) {
            assertEquals(AttemptState.CHARGED, world.ended(lost.attempt()).state());
        }
    }

    private Attempt unsure(DayWorld world, Point point) throws InterruptedException {
        open(world);
        terminal.unplugAt(point);
        Attempt attempt = charge(world, sold(world));
        until(() -> world.look(attempt).unsureSince() != null);
        return attempt;
    }

    private void plugIn() {
        terminal.reachable = true;
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
    }

    /// As the agent starts on a backup without a line to head office.
    private DayWorld restored() {
        return restored(List.of());
    }

    /// As it starts on one beside a mirror with these rows.
    private DayWorld restored(List<JournalRow> mirrored) {
        var world = world("restored");
        var _ = world.journal.commit(unit -> {
            world.rebuild.isOld(unit);
            mirrored.forEach(
                    row -> world.rebuild.appended(unit, EventCodec.envelope(row), EventCodec.decode(row)));
            world.rebuild.forgot(unit, world.journal.outbox().head(Lane.FIN).journal());
            return true;
        });
        world.payments.resume();
        world.payments.takeOver();
        return world;
    }

    private DayWorld world(String name) {
        return new DayWorld(folder.resolve(name), terminal, clock);
    }
}
