package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/// Reads the status information that repeat receipt brings (PA00P015, 2.20.2). A reversal shows itself by the trace number
/// of its original; whether any other receipt is of a charge or of a refund no field of 3.1.1 says, so the till's own
/// knowledge of what it asked for decides. It suffices because the registration leaves the start of payments to the till
/// alone (2.1, table 1), and because a receipt proves an attempt only if its numbers are new since that attempt began.
final class LastReceipts {
    private LastReceipts() {}

    static TerminalAnswer<LastReceipt> read(@Nullable Apdu apdu, Currency usualCurrency,
            @Nullable TransactionKind askedLast) {
        if (apdu == null) {
            return new TerminalAnswer.Answered<>(new LastReceipt.Nothing());
        }
        try {
            StatusInformation status = StatusInformation.read(apdu, usualCurrency);
            int result = status.result().orElse(ResultCodes.NO_ERROR);
            if (result != ResultCodes.NO_ERROR) {
                return new TerminalAnswer.Refused<>(result,
                        "the last transaction has no receipt: " + ResultCodes.text(result));
            }
            return new TerminalAnswer.Answered<>(receipt(status, askedLast));
        } catch (IllegalArgumentException e) {
            return new TerminalAnswer.Unreachable<>("the last receipt cannot be read: " + e.getMessage());
        }
    }

    private static LastReceipt receipt(StatusInformation status, @Nullable TransactionKind askedLast) {
        if (status.isEndOfDay()) {
            return new LastReceipt.Nothing();
        }
        if (status.isReversal()) {
            return new LastReceipt.Reversal(status.facts(), status.originalTrace());
        }
        return askedLast == TransactionKind.REFUND
                ? new LastReceipt.Refund(status.facts())
                : new LastReceipt.Charge(status.facts());
    }
}
