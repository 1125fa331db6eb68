package io.tillpost.edge.payment;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.PaymentRequest;
import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TerminalIdentity;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.TerminalState;
import io.tillpost.device.terminal.TerminalState.Condition;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;

/// A terminal that does what it is told and keeps its own books. It lives longer than the agent.
final class ScriptedTerminal implements CardTerminal {
    static final Currency EUR = Currency.getInstance("EUR");
    static final String TID = "69000001";

    /// Where something can happen.
    enum Point {
        NOTHING_SENT, SENT, APPROVED, COMMITTED, CONFIRMED
    }

    /// Decides how a payment goes.
    interface Script {
        /// Called at each point; true: the till is cut off here, and the terminal goes on alone.
        boolean cutOff(Point point);
    }

    static final Script ALL_GOES_WELL = _ -> false;

    volatile Script script = ALL_GOES_WELL;
    /// If set, what a payment ends with instead.
    volatile PaymentResult answer = new PaymentResult.NotStarted("");
    volatile boolean answers;
    volatile boolean reachable = true;
    volatile Condition condition = Condition.IDLE;
    volatile EndOfDayResult batch = new EndOfDayResult.Unknown("nothing scripted");
    private final List<CardFacts> charges = new ArrayList<>();
    private int number;
    private LastReceipt last = new LastReceipt.Nothing();

    /// Ends the next payments like this.
    void answers(PaymentResult result) {
        answer = result;
        answers = true;
    }

    synchronized List<CardFacts> charges() {
        return List.copyOf(charges);
    }

    synchronized CardFacts charge(Money amount) {
        number++;
        CardFacts facts = facts(amount, number);
        charges.add(facts);
        last = new LastReceipt.Charge(facts);
        return facts;
    }

    synchronized void reverse(CardFacts charge) {
        charges.remove(charge);
        number++;
        last = new LastReceipt.Reversal(facts(charge.approved(), number), charge.trace());
    }

    static CardFacts facts(Money amount, int number) {
        return new CardFacts(TID, "455600001234", 5, "girocard", 112, EntryMode.CHIP, null, number, number,
                null, null, null, true, amount, Money.zero(amount.currency()));
    }

    @Override
    public PaymentResult pay(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        if (script.cutOff(Point.NOTHING_SENT)) {
            return new PaymentResult.Unknown("cut off before the first byte");
        }
        if (answers) {
            return answer;
        }
        if (script.cutOff(Point.SENT)) {
            return new PaymentResult.Unknown("cut off after 06 01");
        }
        CardFacts facts = charge(request.amount());
        if (script.cutOff(Point.APPROVED)) {
            return new PaymentResult.Unknown("cut off after the approval");
        }
        if (!commits(commit, facts)) {
            reverse(facts);
            return new PaymentResult.Reversed(facts);
        }
        if (script.cutOff(Point.COMMITTED)) {
            return new PaymentResult.ApprovedUnconfirmed(facts, "cut off after 80 00");
        }
        var _ = script.cutOff(Point.CONFIRMED);
        return new PaymentResult.Approved(facts);
    }

    @Override
    public PaymentResult refund(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        return new PaymentResult.NotStarted("not scripted");
    }

    @Override
    public PaymentResult reverse(ReversalRequest request, CommitPoint commit, TerminalProgress progress) {
        return new PaymentResult.NotStarted("not scripted");
    }

    private static boolean commits(CommitPoint commit, CardFacts facts) {
        try {
            return commit.durable(facts);
        } catch (RuntimeException e) {
            return false;
        }
    }

    @Override
    public TerminalAnswer<TerminalIdentity> connect() {
        return reachable
                ? new TerminalAnswer.Answered<>(new TerminalIdentity(TID, EUR, ""))
                : new TerminalAnswer.Unreachable<>("cable out");
    }

    @Override
    public TerminalAnswer<TerminalState> status() {
        return reachable
                ? new TerminalAnswer.Answered<>(new TerminalState(condition, condition.name()))
                : new TerminalAnswer.Unreachable<>("cable out");
    }

    @Override
    public synchronized TerminalAnswer<LastReceipt> lastReceipt(TerminalProgress progress) {
        return reachable
                ? new TerminalAnswer.Answered<>(last)
                : new TerminalAnswer.Unreachable<>("cable out");
    }

    @Override
    public void abort() {
        // This terminal does not care.
    }

    @Override
    public EndOfDayResult endOfDay(TerminalProgress progress) {
        return batch;
    }

    @Override
    public void close() {
        // It goes on.
    }
}
