package io.tillpost.installer.world;

import io.tillpost.protocol.money.Money;

/// What an acquirer charges for a payment, in basis points of it; each fee is rounded half up on its own.
record FeeSchedule(int commission, int interchange, int scheme) {
    private static final int WHOLE = 10_000;

    /// Debit cards are cheap: interchange in the EU is at most 0.2 % (Regulation (EU) 2015/751, article 3).
    private static final FeeSchedule DEBIT = new FeeSchedule(15, 20, 2);
    /// Credit cards cost more: interchange in the EU is at most 0.3 % (the same, article 4).
    private static final FeeSchedule CREDIT = new FeeSchedule(35, 30, 11);

    /// The fees of one payment.
    record Fees(Money commission, Money interchange, Money scheme) {
        Money total() {
            return commission.plus(interchange).plus(scheme);
        }
    }

    static FeeSchedule of(String cardName) {
        return switch (cardName) {
            case "girocard", "Maestro" -> DEBIT;
            default -> CREDIT;
        };
    }

    /// Whether this card's payout comes a day later than debit cards'.
    boolean paysLate() {
        return equals(CREDIT);
    }

    /// Of a refund, which is below zero, the acquirer keeps its commission and the scheme its fee; the issuer's interchange
    /// comes back.
    Fees feesOf(Money gross) {
        if (gross.isNegative()) {
            Money zero = Money.zero(gross.currency());
            return new Fees(zero, share(gross.negated(), interchange).negated(), zero);
        }
        return new Fees(share(gross, commission), share(gross, interchange), share(gross, scheme));
    }

    private static Money share(Money gross, int basisPoints) {
        long doubled = Math.multiplyExact(Math.multiplyExact(gross.minor(), basisPoints), 2);
        return new Money(Math.floorDiv(Math.addExact(doubled, WHOLE), 2L * WHOLE), gross.currency());
    }
}
