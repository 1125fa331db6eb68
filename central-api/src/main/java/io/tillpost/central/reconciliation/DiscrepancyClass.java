package io.tillpost.central.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// What can be wrong.
public enum DiscrepancyClass {
    /// Charged and its batch closed, but in no settlement, though one covers its day; or announced by an acquirer, and on no bank
    /// statement though the usual time is over.
    MISSING,
    /// Stated a second time.
    DUPLICATE,
    /// The same thing by its references, but with another amount.
    WRONG_AMOUNT,
    /// A line that belongs to nothing we know.
    UNKNOWN_LINE,
    /// A person said what became of a card payment, and nothing has proven it yet.
    UNCONFIRMED_ATTESTATION,
    /// Money of a card payment stands in suspense: the terminal has proven something else than a person had said.
    IN_SUSPENSE,
    /// More went back to cards than was captured.
    OVER_REFUNDED,
    /// More of a voucher went than it had, as where a box that was restored did not know what it had redeemed.
    OVER_REDEEMED,
    /// A Z report says something else than the ledger, or does not go on from the one before.
    Z_DIFFERENCE,
    /// Two issues of one bank statement say different things, and not which of them is right.
    CONTRADICTION;

    /// What matching lines with payments and payouts finds.
    static final Set<DiscrepancyClass> OF_MATCHING = Set.of(MISSING, DUPLICATE, WRONG_AMOUNT, UNKNOWN_LINE);

    /// As in the API and the database: `wrong-amount`.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The class with this wire name.
    public static Optional<DiscrepancyClass> of(String wireName) {
        return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
    }
}
