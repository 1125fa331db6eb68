package io.tillpost.central.voucher;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event after which more of a voucher went than it had: more than before, or less.
///
/// @param label what a person calls the voucher; empty where it is less
/// @param rate of a single-purpose voucher
/// @param amount how much more; below zero where the event makes up for an earlier excess
/// @param tax what of a single-purpose voucher's tax is in it
/// @param steps what became of the voucher until then
public record Excess(UUID event, String store, LocalDate businessDate, String label, @Nullable TaxRate rate,
        Money amount, Money tax, List<Step> steps) {
    public Excess {
        steps = List.copyOf(steps);
    }

    /// One thing that became of it.
    ///
    /// @param amount at least 0
    public record Step(VoucherMove.Kind kind, Money amount, UUID sale, String receipt,
            LocalDate businessDate) {}

    /// What it was issued for.
    public Money issued() {
        return sum(true);
    }

    /// What it paid, and what it came back for.
    public Money gone() {
        return sum(false);
    }

    private Money sum(boolean issued) {
        return Money.sum(steps.stream()
                .filter(step -> (step.kind() == VoucherMove.Kind.ISSUED) == issued)
                .map(Step::amount)
                .toList(), amount.currency());
    }
}
