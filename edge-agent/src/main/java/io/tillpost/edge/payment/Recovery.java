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
        ///
        /// @param heard whether the terminal has said what it did last: else that may still prove the attempt
        record Again(Attempt attempt, String detail, boolean heard) implements Step {}
    }

    /// What the terminal said when it was asked.
    private sealed interface Word {
        record Heard(String terminalId, LastReceipt last) implements Word {}

        record Unheard(String why) implements Word {}
    }

    Step step(TerminalDevice device, CardTerminal terminal) {
        Optional<Attempt> open = journal.read(view -> book.toProveOn(view, device.name()));
        if (open.isEmpty()) {
            return new Step.Idle();
        }
        return switch (ask(device, terminal, open.get())) {
            case Word.Unheard(String why) -> new Step.Again(open.get(), why, false);
            case Word.Heard(String terminalId, LastReceipt last) ->
                judged(open.get(), Verdict.of(open.get(), terminalId, last));
        };
    }

    private Step judged(Attempt attempt, Verdict verdict) {
        if (verdict instanceof Verdict.Undecided(String detail)) {
            return new Step.Again(attempt, detail, true);
        }
        Attempt now = journal.commit(unit -> attempts.recovered(unit, attempt.attempt(), verdict));
        return now.state().canBeProven() ? new Step.Again(now, "not resolved", true) : new Step.Proven(now);
    }

    private static Word ask(TerminalDevice device, CardTerminal terminal, Attempt attempt) {
        if (!(device
                .noted(terminal.connect()) instanceof TerminalAnswer.Answered<TerminalIdentity>(var who))) {
            return new Word.Unheard("the terminal does not answer");
        }
        if (!(device.noted(terminal.status()) instanceof TerminalAnswer.Answered<TerminalState>(var state))) {
            return new Word.Unheard("the terminal does not say whether it is at rest");
        }
        if (!atRest(state)) {
            return new Word.Unheard("the terminal says " + state.text());
        }
        if (!(device.noted(terminal.lastReceipt(asked(attempt),
                TerminalProgress.NONE)) instanceof TerminalAnswer.Answered<LastReceipt>(var last))) {
            return new Word.Unheard("the terminal does not say what its last transaction was");
        }
        return new Word.Heard(who.terminalId(), last);
    }

    /// Not every receipt says what it is of; the journal knows what the terminal was asked for last.
    private static TransactionKind asked(Attempt attempt) {
        return switch (attempt.kind()) {
            case CHARGE -> TransactionKind.CHARGE;
            case REFUND -> TransactionKind.REFUND;
            case REVERSAL -> TransactionKind.REVERSAL;
        };
    }

    /// A terminal that wants its end of day works on nothing either.
    private static boolean atRest(TerminalState state) {
        return state.condition() == Condition.IDLE || state.condition() == Condition.NEEDS_END_OF_DAY;
    }
}
