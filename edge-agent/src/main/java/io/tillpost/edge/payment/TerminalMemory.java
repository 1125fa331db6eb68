package io.tillpost.edge.payment;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.TerminalBatchClosed.CardTotal;
import java.util.List;
import java.util.Optional;

/// What is known of the terminals' own books: the numbers of the last transaction, and the last charge that is still in the
/// open batch.
final class TerminalMemory {
    /// Terminal -> the numbers of its last transaction, where they are known.
    private static final Shelf<TerminalNumbers> NUMBERS = new Shelf<>("terminal-numbers",
            TerminalNumbers.class);
    /// Terminal -> the last charge since its batch was closed.
    private static final Shelf<AttemptId> LAST_CHARGE = new Shelf<>("terminal-last-charge", AttemptId.class);

    /// Terminal -> the last closing of its batch that it told of.
    private static final Shelf<Closing> LAST_CLOSING = new Shelf<>("terminal-last-closing", Closing.class);

    /// Terminal -> the one that answered last, by the name that it registers with. Its receipts may have others, one for each
    /// acquirer.
    private static final Shelf<Who> ANSWERED = new Shelf<>("terminal-answered", Who.class);

    private record Who(String terminalId) {}

    /// @param trace 0 if not stated
    private record Closing(String terminalId, int trace, List<CardTotal> totals) {}

    boolean knows(View view, String terminal) {
        return known(view, terminal).isPresent();
    }

    /// Records of before it was kept whose numbers they are do not count: the terminal is asked anew.
    private static Optional<TerminalNumbers> known(View view, String terminal) {
        return view.find(NUMBERS, terminal).filter(numbers -> numbers.terminalId() != null);
    }

    /// The numbers that the next transaction's will differ from.
    Decision<TerminalNumbers> numbers(View view, String terminal) {
        return known(view, terminal)
                .map(Decision::accept)
                .orElseGet(() -> Decision.refuse(Reason.TERMINAL_NOT_READY, "terminal " + terminal
                        + " has not said yet what its last transaction was"));
    }

    /// The terminal's last transaction is this one.
    void moved(UnitOfWork unit, Attempt attempt, TerminalNumbers numbers) {
        unit.put(NUMBERS, attempt.terminal(), numbers);
        // Without a trace number the next closing may look the same.
        if (unit.find(LAST_CLOSING, attempt.terminal()).filter(closing -> closing.trace() == 0).isPresent()) {
            unit.remove(LAST_CLOSING, attempt.terminal());
        }
        chargedLast(unit, attempt);
    }

    /// The terminal says itself what it did last.
    void learned(UnitOfWork unit, String terminal, TerminalNumbers numbers) {
        unit.put(NUMBERS, terminal, numbers);
    }

    void clear(UnitOfWork unit) {
        List.of(NUMBERS, LAST_CHARGE, ANSWERED, LAST_CLOSING).forEach(unit::clear);
    }

    /// What the terminal stores now has to be asked.
    void lost(UnitOfWork unit, String terminal) {
        unit.remove(NUMBERS, terminal);
    }

    /// Whether it answered last, too.
    boolean answeredLast(View view, String terminal, String terminalId) {
        return view.find(ANSWERED, terminal).filter(new Who(terminalId)::equals).isPresent();
    }

    /// This one answers. If another one did before, nothing is known of it, least of all what it could take back: false then.
    boolean answers(UnitOfWork unit, String terminal, String terminalId) {
        boolean same = unit.find(ANSWERED, terminal).filter(who -> !who.terminalId.equals(terminalId))
                .isEmpty();
        unit.put(ANSWERED, terminal, new Who(terminalId));
        if (!same) {
            lost(unit, terminal);
            batchEnded(unit, terminal);
        }
        return same;
    }

    /// The same if these were its last numbers.
    void lostIf(UnitOfWork unit, String terminal, TerminalNumbers numbers) {
        if (isLast(unit, terminal, numbers)) {
            lost(unit, terminal);
        }
    }

    boolean isLast(View view, String terminal, TerminalNumbers numbers) {
        return view.find(NUMBERS, terminal).filter(numbers::agreeWith).isPresent();
    }

    /// The last charge of the terminal's open batch.
    Optional<AttemptId> lastCharge(View view, String terminal) {
        return view.find(LAST_CHARGE, terminal);
    }

    /// This moved money, and the terminal did nothing since that is known here.
    void chargedLast(UnitOfWork unit, Attempt attempt) {
        switch (attempt.kind()) {
            case CHARGE -> unit.put(LAST_CHARGE, attempt.terminal(), attempt.attempt());
            case REFUND, REVERSAL -> unit.remove(LAST_CHARGE, attempt.terminal());
        }
    }

    /// Its batch was closed, or may have been: what was charged before can only be refunded.
    void batchEnded(UnitOfWork unit, String terminal) {
        unit.remove(LAST_CHARGE, terminal);
    }

    /// The same, as it says itself. False if this very closing is known already.
    boolean batchClosed(UnitOfWork unit, String terminal, String terminalId, int trace,
            List<CardTotal> totals) {
        var closing = new Closing(terminalId, trace, totals);
        if (unit.find(LAST_CLOSING, terminal).filter(closing::equals).isPresent()) {
            return false;
        }
        unit.put(LAST_CLOSING, terminal, closing);
        batchEnded(unit, terminal);
        return true;
    }

    /// Whether the terminal can take this charge back: it must be the last thing that it did in its open batch.
    Decision<Attempt> reversible(View view, Attempt charge) {
        String what = "charge " + charge.attempt() + " on terminal " + charge.terminal();
        var facts = charge.facts();
        if (charge.state() != AttemptState.CHARGED || facts == null || facts.receiptNumber() < 1) {
            return notReversible(
                    what + " is " + charge.state() + ", expected CHARGED with its receipt number");
        }
        Optional<AttemptId> last = lastCharge(view, charge.terminal());
        if (last.isEmpty() || !last.get().equals(charge.attempt())) {
            return notReversible(what + " is not the last one of its open batch");
        }
        return numbers(view, charge.terminal()).then(now -> now.equals(TerminalNumbers.of(facts))
                ? Decision.accept(charge)
                : notReversible(
                        what + " was " + TerminalNumbers.of(facts) + ", the terminal's last is " + now));
    }

    private static Decision<Attempt> notReversible(String why) {
        return Decision.refuse(Reason.NOT_REVERSIBLE, why + "; refund the amount instead");
    }
}
