package io.tillpost.device.simulator.terminal;

import java.time.Clock;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import org.jspecify.annotations.Nullable;

/// What the director of the play wants to happen: read by the terminal's thread, written by any.
final class Script {
    private record Planned(Step step, Fault fault) {}

    private final Clock clock;
    private final Queue<Outcome> outcomes = new ArrayDeque<>();
    private final List<Planned> faults = new ArrayList<>();
    private SimulatedCard card;
    private boolean cardByHand;
    private boolean cardInserted;
    private boolean repeatsAll;
    private boolean endOfDayDue;
    private @Nullable LocalDate date;

    Script(TerminalSimulatorConfig config) {
        this.clock = config.clock();
        this.card = config.firstCard();
        this.date = config.date();
    }

    synchronized void next(Outcome outcome) {
        outcomes.add(outcome);
    }

    synchronized Outcome outcomeFor(long amountMinor) {
        Outcome scripted = outcomes.poll();
        return scripted == null ? Outcome.of(amountMinor) : scripted;
    }

    /// Only looks at the next outcome, for refusals before a payment begins.
    synchronized boolean nextIsBusy() {
        if (outcomes.peek() instanceof Outcome.Busy) {
            var _ = outcomes.remove();
            return true;
        }
        return false;
    }

    /// True if the host is down for the next thing that needs it; that is then over.
    synchronized boolean hostIsDown() {
        if (outcomes.peek() instanceof Outcome.HostDown) {
            var _ = outcomes.remove();
            return true;
        }
        return false;
    }

    synchronized void plan(Step step, Fault fault) {
        faults.add(new Planned(step, fault));
    }

    /// All faults planned for this step; they happen once.
    synchronized List<Fault> take(Step step) {
        var taken = new ArrayList<Fault>();
        for (Iterator<Planned> each = faults.iterator(); each.hasNext();) {
            Planned planned = each.next();
            if (planned.step() == step) {
                taken.add(planned.fault());
                each.remove();
            }
        }
        return taken;
    }

    synchronized void card(SimulatedCard other) {
        card = other;
    }

    /// From now on every card must be inserted by [#insert(SimulatedCard)].
    synchronized void cardByHand(boolean byHand) {
        cardByHand = byHand;
        cardInserted = false;
    }

    synchronized void insert(SimulatedCard inserted) {
        card = inserted;
        cardInserted = true;
    }

    /// The card, once it is presented; `waited` says that the customer had time enough.
    synchronized @Nullable SimulatedCard presented(boolean waited) {
        if (cardByHand ? cardInserted : waited) {
            cardInserted = false;
            return card;
        }
        return null;
    }

    synchronized void endOfDayDue() {
        endOfDayDue = true;
    }

    /// True once after it has become due.
    synchronized boolean takeEndOfDayDue() {
        boolean due = endOfDayDue;
        endOfDayDue = false;
        return due;
    }

    synchronized void repeatsAll(boolean all) {
        repeatsAll = all;
    }

    /// Whether 06 20 brings the last thing done, whatever it was.
    synchronized boolean repeatsAll() {
        return repeatsAll;
    }

    synchronized void date(LocalDate other) {
        date = other;
    }

    synchronized LocalDate date() {
        return date == null ? LocalDate.now(clock) : date;
    }

    LocalTime time() {
        return LocalTime.now(clock).withNano(0);
    }
}
