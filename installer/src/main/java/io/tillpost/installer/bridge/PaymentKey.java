package io.tillpost.installer.bridge;

import java.util.Comparator;

/// How a card payment is called by all who know no id of ours: terminal, trace and receipt number.
public record PaymentKey(String terminalId, int trace, int receiptNumber) implements Comparable<PaymentKey> {
    private static final Comparator<PaymentKey> ORDER = Comparator.comparing(PaymentKey::terminalId)
            .thenComparingInt(PaymentKey::trace)
            .thenComparingInt(PaymentKey::receiptNumber);

    @Override
    public int compareTo(PaymentKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "payment trace " + trace + " receipt " + receiptNumber;
    }
}
