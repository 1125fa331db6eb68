package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Goods of a completed sale were taken back and all of their price was given back. Amounts are above zero and mirror the
/// sale's: `total` + `rounding` + `tip` = sum of the tenders; `total` = sum of the tax totals' gross. All refunds of a sale
/// add up to at most the sale, per line and per tax rate.
///
/// @param sale the sale that is refunded, with the number of its receipt
/// @param series of the refund's own number; gap-free within it and never reused
/// @param rounding cash rounding, zero without
/// @param tip given back too where a whole payment is reversed, else zero
/// @param reason in words
public record RefundCompleted(RefundId refund, SaleId sale, String originalSeries, long originalNumber,
        String series, long number, Instant startedAt, LocalDate taxDate, boolean pricesIncludeTax,
        String taxRule, List<RefundLine> lines, List<TaxTotal> taxes, Money total, Money rounding, Money tip,
        List<RefundTender> tenders, String reason, @Nullable FiscalSignature fiscal) implements Event {
    public RefundCompleted {
        lines = List.copyOf(lines);
        taxes = List.copyOf(taxes);
        tenders = List.copyOf(tenders);
        Names.check("receipt series", series);
        Money taxed = Money.sum(taxes.stream().map(TaxTotal::gross).toList(), total.currency());
        if (!taxed.equals(total)) {
            throw new IllegalArgumentException("tax totals add up to " + taxed + ", expected total " + total);
        }
        Money given = Money.sum(tenders.stream().map(RefundTender::amount).toList(), total.currency());
        Money due = total.plus(rounding).plus(tip);
        if (!given.equals(due)) {
            throw new IllegalArgumentException("tenders add up to " + given + ", expected " + due);
        }
    }
}
