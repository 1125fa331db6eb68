package io.tillpost.central.ledger;

import io.tillpost.protocol.money.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One posting line: above zero debits the account, below zero credits it.
///
/// @param payment attempt id of the card payment that it moves, so that a clearing account lists payment by payment
public record EntryLine(AccountName account, Money amount, @Nullable UUID payment) {
    /// Debits `account` with `amount`; a negative amount credits it.
    public static EntryLine debit(AccountName account, Money amount) {
        return new EntryLine(account, amount, null);
    }

    /// Credits `account` with `amount`; a negative amount debits it.
    public static EntryLine credit(AccountName account, Money amount) {
        return new EntryLine(account, amount.negated(), null);
    }

    /// The same line, naming the card payment that it moves.
    public EntryLine forPayment(UUID attempt) {
        return new EntryLine(account, amount, attempt);
    }
}
