package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.PaymentResult;
import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.TransactionKind;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// One of the three commands that move money, and what a terminal must say for its approval to be the one asked for.
///
/// | command | approved amount | bitmap 37, the original trace number |
/// |---|---|---|
/// | 06 01 (PA00P015, 2.2) | the amount and the stated tip | absent |
/// | 06 31 (2.15) | the amount | absent |
/// | 06 30 (2.9) | the amount | that of the charge |
///
/// @param originalTrace of the charge to take back, 0 for the other two
record MoneyCommand(TransactionKind kind, Apdu apdu, Money amount, int originalTrace) {
    static MoneyCommand charge(Money amount) {
        return new MoneyCommand(TransactionKind.CHARGE, Commands.authorization(amount), amount, 0);
    }

    static MoneyCommand refund(Money amount, ZvtConfig config) {
        return new MoneyCommand(TransactionKind.REFUND, Commands.refund(amount, config), amount, 0);
    }

    static MoneyCommand reversal(ReversalRequest request, ZvtConfig config) {
        return new MoneyCommand(TransactionKind.REVERSAL, Commands.reversal(request, config),
                request.amount(),
                request.trace());
    }

    /// Its control field, e.g. `06 01`.
    String name() {
        return Apdu.name(apdu.control());
    }

    /// What it means that the terminal will not do it and said why. "Already reversed" is no refusal of a reversal: the money
    /// may have gone back without that the till heard of it.
    PaymentResult refusedWith(int code) {
        String text = ResultCodes.text(code);
        if (kind == TransactionKind.REVERSAL && code == ResultCodes.ALREADY_REVERSED) {
            return new PaymentResult.Unknown("the terminal says: " + text);
        }
        if (kind == TransactionKind.REVERSAL && code == ResultCodes.REVERSAL_NOT_POSSIBLE) {
            return new PaymentResult.NotReversible(code, text);
        }
        return ResultCodes.isDecline(code)
                ? new PaymentResult.Declined(code, text)
                : new PaymentResult.Ended(code, text);
    }

    /// Why this approval is not the one asked for; `null` if it is.
    @Nullable
    String objection(StatusInformation status, CardFacts facts) {
        boolean reverses = kind == TransactionKind.REVERSAL;
        if (status.isReversal() != reverses) {
            return reverses ? "approved, and does not say that it is a reversal" : "approved a reversal";
        }
        if (reverses && status.originalTrace() != originalTrace) {
            return "reversed trace number " + status.originalTrace() + ", requested " + originalTrace;
        }
        Money approved = facts.approved();
        boolean exact = approved.currency().equals(amount.currency()) && approved.equals(expected(facts));
        return exact ? null : "approved " + approved + " with tip " + facts.tip() + ", requested " + amount;
    }

    /// In the currency of the approval, which is the one asked for by now.
    private Money expected(CardFacts facts) {
        return kind == TransactionKind.CHARGE ? amount.plus(facts.tip()) : amount;
    }
}
