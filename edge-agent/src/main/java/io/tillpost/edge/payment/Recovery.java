package io.tillpost.edge.payment;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import io.tillpost.device.terminal.TerminalState.Condition;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.edge.device.TerminalDevice;
import io.tillpost.edge.journal.Journal;
import java.util.Optional;

/// Finds out what became of an attempt that nobody knows about, or that only a person vouches for: waits until the terminal
/// is at rest, then reads its last receipt. Asks as long as it takes and never guesses. Called on the terminal's thread.
final class Recovery {
    private final Journal journal;
    private final AttemptBook book;
    private final Attempts attempts;

    Recovery(Journal journal, AttemptBook book, Attempts attempts) {
        this.journal = journal;
        this.book = book;
        this.attempts = attempts;
    }

    /// What one step came to.
    sealed interface Step {
        /// There is nothing to recover.
        record Idle() implements Step {}

        /// The attempt is proven.
        record Proven(Attempt attempt) implements Step {}

        /// Not yet; `detail` says why.
        record Again(Attempt attempt, String detail) implements Step {}
    }

    Step step(TerminalDevice device, CardTerminal terminal) {
        Optional<Attempt> open = journal.read(view -> book.toProveOn(view, device.name()));
        if (open.isEmpty()) {
            return new Step.Idle();
        }
        return switch (ask(device, terminal, open.get())) {
            case Verdict.Undecided(String detail) -> new Step.Again(open.get(), detail);
            case Verdict verdict -> {
                Attempt now = journal
                        .commit(unit -> attempts.recovered(unit, open.get().attempt(), verdict));
                yield now.state().canBeProven()
                        ? new Step.Again(now, "not resolved")
                        : new Step.Proven(now);
            }
        };
    }

    private static Verdict ask(TerminalDevice device, CardTerminal terminal, Attempt attempt) {
        if (!(device
                .noted(terminal.connect()) instanceof TerminalAnswer.Answered<TerminalIdentity>(var who))) {
            return new Verdict.Undecided("the terminal does not answer");
        }
        if (!(device.noted(terminal.status()) instanceof TerminalAnswer.Answered<TerminalState>(var state))) {
            return new Verdict.Undecided("the terminal does not say whether it is at rest");
        }
        if (!atRest(state)) {
            return new Verdict.Undecided("the terminal says " + state.text());
        }
        if (!(device.noted(terminal.lastReceipt(asked(attempt),
                TerminalProgress.NONE)) instanceof TerminalAnswer.Answered<LastReceipt>(var last))) {
            return new Verdict.Undecided("the terminal does not say what its last transaction was");
        }
        return Verdict.of(attempt, who.terminalId(), last);
    }

    /// Not every receipt says what it is of; the journal knows what the terminal was asked for last.
    private static TransactionKind asked(Attempt attempt) {
        return switch (attempt.kind()) {
            case CHARGE -> TransactionKind.CHARGE;
            case REFUND -> TransactionKind.REFUND;
            case REVERSAL -> TransactionKind.REVERSAL;
        };
    }

    /// Whether the terminal says that it works on nothing.
    static boolean atRest(TerminalDevice device, CardTerminal terminal) {
        return device.noted(terminal.status()) instanceof TerminalAnswer.Answered<TerminalState>(var state)
                && atRest(state);
    }

    /// A terminal that wants its end of day works on nothing either.
    private static boolean atRest(TerminalState state) {
        return state.condition() == Condition.IDLE || state.condition() == Condition.NEEDS_END_OF_DAY;
    }
}
