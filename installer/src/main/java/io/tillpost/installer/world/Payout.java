package io.tillpost.installer.world;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.function.Function;

/// One transfer of an acquirer to a merchant: the payments of one contract in one terminal batch, less fees.
///
/// @param reference the acquirer's name for it; the bank carries it in the remittance text
/// @param payDate day the money is on the account
/// @param terminalDay the day that was settled
record Payout(String reference, LocalDate payDate, LocalDate terminalDay, String merchantId,
        Currency currency,
        List<Settled> payments) {
    Payout {
        payments = List.copyOf(payments);
    }

    /// One payment with what it cost.
    record Settled(RecordedLedger.Booking booking, FeeSchedule.Fees fees) {
        Money net() {
            return booking.amount().minus(fees.total());
        }
    }

    Money gross() {
        return sum(payment -> payment.booking().amount());
    }

    Money net() {
        return sum(Settled::net);
    }

    Money sum(Function<Settled, Money> part) {
        return Money.sum(payments.stream().map(part).toList(), currency);
    }
}
