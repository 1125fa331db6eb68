package io.tillpost.central.statement;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement of one account. Whether its balances agree with its entries is looked at later, not while reading.
///
/// @param reference the bank's id of the statement
/// @param sequence electronic or legal sequence number, if stated
/// @param account IBAN, or the bank's own number where it has none; upper case without blanks
/// @param currency of the account, if stated
public record BankStatement(String reference, @Nullable String sequence, String account,
        @Nullable String currency, @Nullable Balance opening, @Nullable Balance closing,
        List<BankLine> lines) {
    public BankStatement {
        lines = List.copyOf(lines);
    }

    /// What the bank says the account holds at the end of a day.
    public record Balance(Money amount, LocalDate date) {}

    /// The sum of its booked entries, if it has any.
    public @Nullable Money booked() {
        return lines.stream()
                .filter(line -> line.status() == BankLine.Status.BOOKED)
                .map(BankLine::amount)
                .reduce(Money::plus)
                .orElse(null);
    }
}
