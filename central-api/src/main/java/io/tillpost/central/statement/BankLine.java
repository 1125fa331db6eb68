package io.tillpost.central.statement;

import com.fasterxml.jackson.annotation.JsonValue;
import io.tillpost.protocol.card.CardNumbers;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of a bank statement.
///
/// @param amount above zero is credited to us, below zero debited
/// @param reversal it takes back an earlier entry; `amount` has the sign it moves the balance by
/// @param servicerReference the bank's own number of it, if stated
/// @param endToEnd end-to-end ids of its transactions
/// @param remittance all free and structured remittance text, one blank between the parts, card numbers masked
/// @param transactions how many transactions it bundles, 1 if unstated
public record BankLine(Money amount, LocalDate bookingDate, @Nullable LocalDate valueDate, Status status,
        boolean reversal, @Nullable String servicerReference, List<String> endToEnd, String remittance,
        int transactions) {
    public BankLine {
        endToEnd = List.copyOf(endToEnd);
        remittance = CardNumbers.mask(remittance);
    }

    /// Where the entry stands at the bank. A statement's entry without a status is booked.
    public enum Status {
        BOOKED, PENDING, INFORMATION;

        /// As in the API and the database.
        @JsonValue
        public String wireName() {
            return name().toLowerCase(Locale.ROOT);
        }

        /// The status with this wire name.
        public static Status of(String wireName) {
            return valueOf(wireName.toUpperCase(Locale.ROOT));
        }
    }

    /// What makes it the same entry when a file comes again. The value date does not count; of the text, which only
    /// counts without a reference, white space, case and punctuation do not.
    String identity() {
        String text = remittance.replaceAll("[^\\p{L}\\p{N}]", "").toUpperCase(Locale.ROOT);
        return String.join("|", bookingDate.toString(), Long.toString(amount.minor()),
                amount.currency().getCurrencyCode(), Boolean.toString(reversal), status.name(),
                servicerReference == null ? "text " + text : "reference " + servicerReference);
    }

    /// Its id for ever.
    ///
    /// @param ordinal counts entries of one account that cannot be told apart, from 1
    UUID id(String tenant, String account, int ordinal) {
        return NamedId.of("bank-line", tenant, account, identity(), Integer.toString(ordinal));
    }
}
