package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.LastReceipt;
import io.tillpost.device.terminal.TerminalAnswer;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.Currency;
import org.jspecify.annotations.Nullable;

/// Reads the status information that repeat receipt brings (PA00P015, 2.20.2).
final class LastReceipts {
    private LastReceipts() {}

    static TerminalAnswer<LastReceipt> read(@Nullable Apdu apdu, Currency usualCurrency) {
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
            return new TerminalAnswer.Answered<>(receipt(status));
        } catch (IllegalArgumentException e) {
            return new TerminalAnswer.Unreachable<>("the last receipt cannot be read: " + e.getMessage());
        }
    }

    private static LastReceipt receipt(StatusInformation status) {
        if (status.isEndOfDay()) {
            return new LastReceipt.Nothing();
        }
        return status.isReversal()
                ? new LastReceipt.Reversal(status.facts(), status.originalTrace())
                : new LastReceipt.Charge(status.facts());
    }
}
