package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A sale that is paid in full. `total` + `rounding` + `tip` = sum of the tenders; `total` = sum of the tax totals'
/// gross.
///
/// @param series receipt series; numbers are gap-free within it and never reused
/// @param startedAt when the transaction began, for fiscal law
/// @param taxDate date of supply in the store's zone
/// @param pricesIncludeTax whether the store's prices are gross
/// @param taxRule version of the rule that computed the tax
/// @param rounding cash rounding, zero without
/// @param tip zero without
public record SaleCompleted(SaleId sale, String series, long number, Instant startedAt, LocalDate taxDate,
        boolean pricesIncludeTax, String taxRule, List<SaleLine> lines, List<TaxTotal> taxes, Money total,
        Money rounding, Money tip, List<Tender> tenders, @Nullable FiscalSignature fiscal) implements Event {
    public SaleCompleted {
        lines = List.copyOf(lines);
        taxes = List.copyOf(taxes);
        tenders = List.copyOf(tenders);
        Names.check("receipt series", series);
        Money taxed = Money.sum(taxes.stream().map(TaxTotal::gross).toList(), total.currency());
        if (!taxed.equals(total)) {
            throw new IllegalArgumentException("tax totals add up to " + taxed + ", expected total " + total);
        }
        Money paid = Money.sum(tenders.stream().map(Tender::amount).toList(), total.currency());
        Money due = total.plus(rounding).plus(tip);
        if (!paid.equals(due)) {
            throw new IllegalArgumentException("tenders add up to " + paid + ", expected " + due);
        }
    }
}
