package io.tillpost.central.statement;

import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.money.Money;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One statement of one account. Whether its balances agree with its entries is looked at later, not while reading.
///
/// @param reference the bank's id of the statement
/// @param sequence electronic or legal sequence number, if stated
/// @param account IBAN, or the bank's own number where it has none; upper case without blanks
/// @param currency of the account, if stated
/// @param issue what the bank says of how it was issued
public record BankStatement(String reference, @Nullable String sequence, String account,
        @Nullable String currency, @Nullable Balance opening, @Nullable Balance closing,
        List<BankLine> lines, Issue issue) {
    public BankStatement {
        lines = List.copyOf(lines);
    }

    /// What the bank says the account holds at the end of a day.
    public record Balance(Money amount, LocalDate date) {}

    /// SHA-256 over what its entries are, in whatever order: with other entries it is another one, also where their sum is
    /// the same.
    String content() {
        var digest = Sha256.digest();
        lines.stream().map(BankLine::identity).sorted()
                .forEach(line -> digest.update((line + '\n').getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Whether its opening balance and its entries are its closing balance.
    boolean addsUp() {
        Money sum = booked();
        return opening != null && closing != null
                && (sum == null ? opening.amount() : opening.amount().plus(sum)).equals(closing.amount());
    }

    /// The sum of its booked entries, if it has any.
    public @Nullable Money booked() {
        return lines.stream()
                .filter(line -> line.status() == BankLine.Status.BOOKED)
                .map(BankLine::amount)
                .reduce(Money::plus)
                .orElse(null);
    }
}
