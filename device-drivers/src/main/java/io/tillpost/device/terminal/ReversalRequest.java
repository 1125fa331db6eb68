package io.tillpost.device.terminal;

import io.tillpost.protocol.money.Money;

/// Which charge to take back.
///
/// @param receiptNumber the terminal's own receipt number of the charge, 1 to 9999
/// @param trace the terminal's trace number of the charge
/// @param amount what was charged, tip included; a terminal that takes back another amount is refused
public record ReversalRequest(int receiptNumber, int trace, Money amount) {
    private static final int LARGEST_RECEIPT_NUMBER = 9999;

    public ReversalRequest {
        if (receiptNumber < 1 || receiptNumber > LARGEST_RECEIPT_NUMBER) {
            throw new IllegalArgumentException(
                    "receipt number " + receiptNumber + ", expected 1 to " + LARGEST_RECEIPT_NUMBER);
        }
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("amount to take back " + amount + ", expected above 0");
        }
    }
}
