package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.card.CardFacts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Currency;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the status information that repeat receipt brings (PA00P015, 2.20.2). A reversal shows itself by the trace number
/// of its original; whether any other receipt is of a charge or of a refund no field of 3.1.1 says, so that what the till
/// asked for decides: a receipt that was there before the last command keeps its kind, a new one is of that command. This
/// suffices because the registration leaves the start of payments to the till alone (2.1, table 1), and because a receipt
/// proves an attempt only if its numbers are new since that attempt began. One thread.
final class LastReceipts {
    private static final Logger LOG = System.getLogger(LastReceipts.class.getName());
    private static final Set<Integer> NOT_NOW = Set.of(ResultCodes.NOT_REGISTERED, ResultCodes.PLEASE_WAIT,
            ResultCodes.NOT_READY);

    private final Currency usualCurrency;
    private TransactionKind askedLast = TransactionKind.CHARGE;
    private @Nullable LastReceipt seen;

    LastReceipts(Currency usualCurrency) {
        this.usualCurrency = usualCurrency;
    }

    /// The terminal is about to be asked for this. Returns what it was asked for before, for [#asked].
    TransactionKind asking(TransactionKind kind) {
        TransactionKind before = askedLast;
        askedLast = kind;
        return before;
    }

    /// This is what was asked for last; a later command came to nothing.
    void asked(TransactionKind kind) {
        askedLast = kind;
    }

    /// The till keeps this approval.
    void approved(TransactionKind kind, CardFacts facts) {
        if (kind != TransactionKind.REVERSAL) {
            seen = named(kind, facts);
        }
    }

    /// What the terminal holds last.
    ///
    /// @param apdu absent if the terminal came to its end without one, and nothing can have been lost before that
    /// @param told what the terminal was asked for last, from a journal that knows better; for this reading only
    TerminalAnswer<LastReceipt> read(@Nullable Apdu apdu, @Nullable TransactionKind told) {
        if (apdu == null) {
            return new TerminalAnswer.Answered<>(new LastReceipt.Nothing());
        }
        try {
            StatusInformation status = StatusInformation.read(apdu, usualCurrency);
            int result = status.result().orElse(ResultCodes.NO_ERROR);
            if (result != ResultCodes.NO_ERROR) {
                // "Already reversed" may be said of a reversal that did move.
                boolean declined = ResultCodes.isDecline(result) && result != ResultCodes.ALREADY_REVERSED
                        && !status.isReversal();
                return new TerminalAnswer.Answered<>(
                        new LastReceipt.Failed(result, declined, status.trace()));
            }
            return new TerminalAnswer.Answered<>(receipt(status, told));
        } catch (IllegalArgumentException e) {
            return new TerminalAnswer.Unreachable<>("the last receipt cannot be read: " + e.getMessage());
        }
    }

    /// 06 1E instead of a last receipt, before which nothing can have been lost. A terminal that is only not ready is asked
    /// again.
    static TerminalAnswer<LastReceipt> withheld(int code) {
        return NOT_NOW.contains(code)
                ? new TerminalAnswer.Refused<>(code, ResultCodes.text(code))
                : new TerminalAnswer.Answered<>(new LastReceipt.Withheld(code));
    }

    private LastReceipt receipt(StatusInformation status, @Nullable TransactionKind told) {
        if (status.isEndOfDay()) {
            return new LastReceipt.EndOfDay(status.trace());
        }
        CardFacts facts;
        try {
            facts = status.facts();
        } catch (IllegalArgumentException e) {
            LOG.log(Level.INFO, "the last receipt is of no transaction that can be told: {0}",
                    e.getMessage());
            return new LastReceipt.Unnamed(status.trace());
        }
        if (status.isReversal()) {
            return new LastReceipt.Reversal(facts, status.originalTrace());
        }
        if (told != null) {
            return named(told, facts);
        }
        LastReceipt receipt = switch (seen) {
            case LastReceipt.Charge(CardFacts known) when isSame(known, facts) ->
                new LastReceipt.Charge(facts);
            case LastReceipt.Refund(CardFacts known) when isSame(known, facts) ->
                new LastReceipt.Refund(facts);
            case null, default -> named(askedLast, facts);
        };
        seen = receipt;
        return receipt;
    }

    private static LastReceipt named(TransactionKind kind, CardFacts facts) {
        return kind == TransactionKind.REFUND
                ? new LastReceipt.Refund(facts)
                : new LastReceipt.Charge(facts);
    }

    private static boolean isSame(CardFacts known, CardFacts facts) {
        return known.trace() == facts.trace() && known.receiptNumber() == facts.receiptNumber()
                && known.terminalId().equals(facts.terminalId());
    }
}
