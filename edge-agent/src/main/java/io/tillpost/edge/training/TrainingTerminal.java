package io.tillpost.edge.training;

import io.tillpost.device.terminal.CardTerminal;
import io.tillpost.device.terminal.CardTypeTotal;
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
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.card.EntryMode;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A card terminal that is not there: it approves everything at once, but declines amounts that end in 05 and has those signed
/// that end in 06, so that all can be practised. Moves no money and knows no card. What it did last it keeps in a file, as a terminal keeps its last
/// receipt, so that a payment that the agent's death cut short can be found out about in training, too.
public final class TrainingTerminal implements CardTerminal {
    private static final Logger LOG = System.getLogger(TrainingTerminal.class.getName());
    private static final String TID = "training";
    private static final String CARD = "Training card";
    private static final int DECLINED_ENDING = 5;
    private static final int SIGNED_ENDING = 6;
    private static final int ENDING = 100;
    /// Issuer's "do not honour" (ISO 8583, response code 05).
    private static final int DO_NOT_HONOUR = 5;
    /// ZVT's numbers wrap here, and so do these.
    private static final int LARGEST_RECEIPT_NUMBER = 9999;

    private final Currency currency;
    private final Path file;
    private Memory memory;

    /// @param file where it remembers
    public TrainingTerminal(Currency currency, Path file) {
        this.currency = currency;
        this.file = file;
        this.memory = remembered();
    }

    /// What a crash has cut short is forgotten: no training is worth an agent that does not start.
    private Memory remembered() {
        var nothing = new Memory(0, 0, Money.zero(currency), null);
        try {
            return Files.exists(file) ? Json.read(Files.readAllBytes(file), Memory.class) : nothing;
        } catch (IOException | MalformedJsonException e) {
            LOG.log(Level.WARNING, "the training terminal begins anew: {0} cannot be read ({1})", file,
                    e.getMessage());
            return nothing;
        }
    }

    /// @param number of its last transaction, receipt and trace alike
    /// @param count of the open batch
    /// @param last absent after the end of day
    private record Memory(int number, int count, Money sum, @Nullable Last last) {}

    private enum Kind {
        CHARGE, REFUND, REVERSAL
    }

    /// @param originalTrace of what was reversed, 0 else
    private record Last(Kind kind, Money amount, int originalTrace) {}

    @Override
    public TerminalAnswer<TerminalIdentity> connect() {
        return new TerminalAnswer.Answered<>(
                new TerminalIdentity(TID, currency, "training, no real terminal"));
    }

    @Override
    public PaymentResult pay(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        progress.shows(0, "TRAINING: no card is charged");
        return declines(request.amount())
                ? declined()
                : committed(new Last(Kind.CHARGE, request.amount(), 0), request.amount(), commit);
    }

    @Override
    public PaymentResult refund(PaymentRequest request, CommitPoint commit, TerminalProgress progress) {
        progress.shows(0, "TRAINING: no card gets anything");
        return declines(request.amount())
                ? declined()
                : committed(new Last(Kind.REFUND, request.amount(), 0), request.amount().negated(), commit);
    }

    @Override
    public PaymentResult reverse(ReversalRequest request, CommitPoint commit, TerminalProgress progress) {
        progress.shows(0, "TRAINING: no card gets anything");
        return committed(new Last(Kind.REVERSAL, request.amount(), request.trace()),
                request.amount().negated(), commit);
    }

    @Override
    public TerminalAnswer<TerminalState> status() {
        return new TerminalAnswer.Answered<>(
                new TerminalState(TerminalState.Condition.IDLE, "training, no real terminal"));
    }

    @Override
    public TerminalAnswer<LastReceipt> lastReceipt(TerminalProgress progress) {
        Last last = memory.last;
        if (last == null) {
            return new TerminalAnswer.Answered<>(new LastReceipt.Nothing());
        }
        CardFacts facts = facts(memory.number, last.amount);
        return new TerminalAnswer.Answered<>(switch (last.kind) {
            case CHARGE -> new LastReceipt.Charge(facts);
            case REFUND -> new LastReceipt.Refund(facts);
            case REVERSAL -> new LastReceipt.Reversal(facts, last.originalTrace);
        });
    }

    /// Nothing takes long enough to be stopped.
    @Override
    public void abort() {}

    @Override
    public EndOfDayResult endOfDay(TerminalProgress progress) {
        var totals = memory.count == 0
                ? List.<CardTypeTotal>of()
                : List.of(new CardTypeTotal(CARD, memory.count, memory.sum));
        remember(new Memory(memory.number, 0, Money.zero(currency), null));
        return new EndOfDayResult.Closed(TID, null, memory.number, totals);
    }

    @Override
    public void close() {}

    private PaymentResult committed(Last transaction, Money moved, CommitPoint commit) {
        Memory before = memory;
        int number = before.number % LARGEST_RECEIPT_NUMBER + 1;
        remember(new Memory(number, before.count + 1, before.sum.plus(moved), transaction));
        CardFacts facts = facts(number, transaction.amount);
        if (commit.durable(facts)) {
            return new PaymentResult.Approved(facts);
        }
        remember(new Memory(number, before.count, before.sum, null));
        return new PaymentResult.Reversed(facts);
    }

    private void remember(Memory now) {
        try {
            Files.write(file, Json.write(now));
            memory = now;
        } catch (IOException e) {
            throw new UncheckedIOException("the training terminal cannot write " + file, e);
        }
    }

    private CardFacts facts(int number, Money amount) {
        return new CardFacts(TID, TID, -1, CARD, -1, EntryMode.UNKNOWN, null, number, number, "TRAINING",
                null, null, false, amount, Money.zero(currency),
                amount.minor() % ENDING == SIGNED_ENDING ? CardholderVerification.SIGNATURE : null);
    }

    private static boolean declines(Money amount) {
        return amount.minor() % ENDING == DECLINED_ENDING;
    }

    private static PaymentResult declined() {
        return new PaymentResult.Declined(DO_NOT_HONOUR, "TRAINING: declined, as all amounts ending in 05");
    }
}
