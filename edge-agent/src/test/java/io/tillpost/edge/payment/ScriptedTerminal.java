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
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// A terminal that does what it is told and keeps its own books. It lives longer than the agent.
public final class ScriptedTerminal implements CardTerminal {
    /// What it pays in.
    public static final Currency EUR = Currency.getInstance("EUR");
    static final String TID = "69000001";

    /// Where something can happen.
    public enum Point {
        NOTHING_SENT, SENT, APPROVED, COMMITTED, CONFIRMED
    }

    /// Decides how a payment goes.
    public interface Script {
        /// Called at each point; true: the till is cut off here, and the terminal goes on alone.
        boolean cutOff(Point point);
    }

    /// A terminal as one hopes for.
    public static final Script ALL_GOES_WELL = _ -> false;

    /// How the next payments go.
    public volatile Script script = ALL_GOES_WELL;
    /// If set, what a payment ends with instead.
    volatile PaymentResult answer = new PaymentResult.NotStarted("");
    /// Whether the next payments end with what was set.
    public volatile boolean answers;
    /// Whether its cable is in.
    public volatile boolean reachable = true;
    /// So often it says that it works on something before it says [#condition].
    public final AtomicInteger busyAnswers = new AtomicInteger();
    /// How it says that cardholders who pay were verified.
    public volatile @Nullable CardholderVerification verification;
    /// Who it says it is; another one, as if it had been replaced.
    volatile String terminalId = TID;
    volatile Condition condition = Condition.IDLE;
    /// What its next end of day comes to.
    public volatile EndOfDayResult batch = new EndOfDayResult.Unknown("nothing scripted");
    /// Whether its driver has a bug there.
    volatile boolean failsAtEndOfDay;
    private final List<CardFacts> charges = new ArrayList<>();
    private final List<CardFacts> refunds = new ArrayList<>();
    private volatile Consumer<EndOfDayResult.Closed> atOwnEndOfDay = _ -> {};
    private int number;
    private LastReceipt last = new LastReceipt.Nothing();

    /// Pulls the cable at this point; the terminal goes on alone.
    public void unplugAt(Point point) {
        script = here -> {
            if (here == point) {
                reachable = false;
            }
            return here == point;
        };
    }

    /// Ends the next payments like this.
    public void answers(PaymentResult result) {
        answer = result;
        answers = true;
    }

    /// What it charged and did not take back.
    public synchronized List<CardFacts> charges() {
        return List.copyOf(charges);
    }

    synchronized CardFacts charge(Money amount) {
        number++;
        CardFacts facts = facts(amount, number, verification);
        charges.add(facts);
        last = new LastReceipt.Charge(facts);
        return facts;
    }

    synchronized CardFacts reverse(CardFacts charge) {
        charges.remove(charge);
        number++;
        CardFacts facts = facts(charge.approved(), number);
        last = new LastReceipt.Reversal(facts, charge.trace());
        return facts;
    }

    synchronized List<CardFacts> refunds() {
        return List.copyOf(refunds);
    }

    synchronized CardFacts refund(Money amount) {
        number++;
        CardFacts facts = facts(amount, number);
        refunds.add(facts);
        last = new LastReceipt.Refund(facts);
        return facts;
    }

    /// What it holds as its last receipt, as if somebody had changed that.
    synchronized void stores(LastReceipt receipt) {
        last = receipt;
    }

    /// What went to the store, less what went back.
    public synchronized long netMinor() {
        return charges.stream().mapToLong(facts -> facts.approved().minor()).sum()
                - refunds.stream().mapToLong(facts -> facts.approved().minor()).sum();
    }

    static CardFacts facts(Money amount, int number) {
        return facts(amount, number, null);
    }

    private static CardFacts facts(Money amount, int number,
            @Nullable CardholderVerification verification) {
        return new CardFacts(TID, "455600001234", 5, "girocard", 112, EntryMode.CHIP, null, number, number,
                null, null, null, true, amount, Money.zero(amount.currency()), verification);
    }

    @Override
    public PaymentResult pay(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        return perform(commit, progress, () -> charge(request.amount()), this::reverse);
    }

    @Override
    public PaymentResult refund(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        LastReceipt before = last;
        return perform(commit, progress, () -> refund(request.amount()), facts -> {
            refunds.remove(facts);
            last = before;
        });
    }

    @Override
    public PaymentResult reverse(ReversalRequest request, CommitPoint commit, TerminalProgress progress) {
        Optional<CardFacts> charge = charges().stream()
                .filter(facts -> facts.receiptNumber() == request.receiptNumber()
                        && facts.trace() == request.trace() && facts.approved().equals(request.amount()))
                .findFirst();
        if (charge.isEmpty()) {
            return answers ? answer : new PaymentResult.Ended(0x77, "no such receipt");
        }
        LastReceipt before = last;
        return perform(commit, progress, () -> reverse(charge.get()), _ -> {
            charges.add(charge.get());
            last = before;
        });
    }

    /// @param undo what it does if the till does not take the result
    private PaymentResult perform(CommitPoint commit, TerminalProgress progress, Supplier<CardFacts> action,
            Consumer<CardFacts> undo) {
        progress.shows(1, "Please wait");
        if (script.cutOff(Point.NOTHING_SENT)) {
            return new PaymentResult.Unknown("cut off before the first byte");
        }
        if (answers) {
            return answer;
        }
        if (script.cutOff(Point.SENT)) {
            return new PaymentResult.Unknown("cut off after the command");
        }
        CardFacts facts = action.get();
        if (script.cutOff(Point.APPROVED)) {
            return new PaymentResult.Unknown("cut off after the approval");
        }
        if (!commits(commit, facts)) {
            undo.accept(facts);
            return new PaymentResult.Reversed(facts);
        }
        if (script.cutOff(Point.COMMITTED)) {
            return new PaymentResult.ApprovedUnconfirmed(facts, "cut off after 80 00");
        }
        var _ = script.cutOff(Point.CONFIRMED);
        return new PaymentResult.Approved(facts);
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
                ? new TerminalAnswer.Answered<>(new TerminalIdentity(terminalId, EUR, ""))
                : new TerminalAnswer.Unreachable<>("cable out");
    }

    @Override
    public TerminalAnswer<TerminalState> status() {
        if (!reachable) {
            return new TerminalAnswer.Unreachable<>("cable out");
        }
        Condition now = busyAnswers.getAndUpdate(left -> Math.max(0, left - 1)) > 0
                ? Condition.BUSY
                : condition;
        return new TerminalAnswer.Answered<>(new TerminalState(now, now.name()));
    }

    @Override
    public TerminalAnswer<LastReceipt> lastReceipt(TerminalProgress progress) {
        return lastReceipt(TransactionKind.CHARGE, progress);
    }

    /// Its receipts do not say whether money came or went, only that a charge was taken back.
    @Override
    public synchronized TerminalAnswer<LastReceipt> lastReceipt(@Nullable TransactionKind asked,
            TerminalProgress progress) {
        if (!reachable) {
            return new TerminalAnswer.Unreachable<>("cable out");
        }
        return new TerminalAnswer.Answered<>(switch (last) {
            case LastReceipt.Charge(var facts) -> named(asked, facts);
            case LastReceipt.Refund(var facts) -> named(asked, facts);
            case LastReceipt.Reversal _,LastReceipt.EndOfDay _,LastReceipt.Nothing _,LastReceipt.Failed _,LastReceipt.Unnamed _,LastReceipt.Withheld _ ->
                last;
        });
    }

    private static LastReceipt named(@Nullable TransactionKind asked, CardFacts facts) {
        return asked == TransactionKind.REFUND
                ? new LastReceipt.Refund(facts)
                : new LastReceipt.Charge(facts);
    }

    @Override
    public void abort() {
        // This terminal does not care.
    }

    @Override
    public EndOfDayResult endOfDay(TerminalProgress progress) {
        if (failsAtEndOfDay) {
            throw new IllegalStateException("a driver that fails");
        }
        return batch;
    }

    @Override
    public void whenItClosesItsBatch(Consumer<EndOfDayResult.Closed> listener) {
        atOwnEndOfDay = listener;
    }

    /// Tells of a batch that it closed by itself.
    void closedItsBatch(EndOfDayResult.Closed closed) {
        atOwnEndOfDay.accept(closed);
    }

    @Override
    public void close() {
        // It goes on.
    }
}
