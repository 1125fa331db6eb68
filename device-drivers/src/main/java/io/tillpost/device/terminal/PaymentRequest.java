package io.tillpost.device.terminal;

import io.tillpost.protocol.money.Money;

/// What to charge. `amount` is above zero and in the terminal's currency.
public record PaymentRequest(Money amount) {
    public PaymentRequest {
        if (!amount.isPositive()) {
            throw new IllegalArgumentException("amount to charge " + amount + ", expected above 0");
        }
    }
}
