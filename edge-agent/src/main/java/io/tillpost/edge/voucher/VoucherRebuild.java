package io.tillpost.edge.voucher;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Brings vouchers to where sales and refunds leave them that this box had forgotten. Whoever calls makes sure that each
/// sale and refund is told of once. Used inside a unit of work.
public final class VoucherRebuild {
    private final Vouchers vouchers = new Vouchers();

    /// Takes all records away.
    public void startOver(UnitOfWork unit) {
        Vouchers.clear(unit);
    }

    /// A voucher was sold, or issued for a refund. If it was redeemed before that is told of, so much is off its balance.
    ///
    /// @param tax what is in `value`
    public void issued(UnitOfWork unit, String number, @Nullable TaxRate taxRate, Money value, Money tax) {
        Optional<Voucher> known = find(unit, number);
        if (known.isEmpty() || known.get().state() == VoucherState.RESERVED) {
            put(unit, number, taxRate, value, value, tax, tax.minus(tax));
            return;
        }
        Voucher voucher = known.get();
        if (voucher.state() == VoucherState.ACTIVE || voucher.state() == VoucherState.SPENT) {
            put(unit, number, taxRate, value, value.minus(voucher.redeemed()), tax, voucher.taxUsed());
        }
    }

    /// A voucher paid. One of which nothing is known keeps its number for ever, with nothing left.
    ///
    /// @param tax what of its tax went with it
    public void redeemed(UnitOfWork unit, String number, @Nullable TaxRate taxRate, Money amount, Money tax) {
        Optional<Voucher> known = find(unit, number);
        if (known.isEmpty()) {
            put(unit, number, taxRate, amount, amount.minus(amount), tax, tax);
            return;
        }
        Voucher voucher = known.get();
        Money used = voucher.taxUsed().plus(tax);
        if (voucher.state() == VoucherState.SPENT) {
            put(unit, number, voucher.taxRate(), voucher.value().plus(amount), voucher.balance(),
                    voucher.tax().plus(tax), used);
        } else {
            put(unit, number, voucher.taxRate(), voucher.value(), voucher.balance().minus(amount),
                    voucher.tax(), used);
        }
    }

    /// What it paid came back to it, with the tax that went with that.
    public void givenBack(UnitOfWork unit, String number, Money amount, Money tax) {
        find(unit, number).ifPresent(voucher -> {
            Money balance = voucher.balance().plus(amount);
            put(unit, number, voucher.taxRate(), voucher.value(),
                    balance.compareTo(voucher.value()) > 0 ? voucher.value() : balance, voucher.tax(),
                    voucher.taxUsed().minus(tax));
        });
    }

    /// The sale that would have sold it was given up.
    public void released(UnitOfWork unit, String number) {
        if (find(unit, number).filter(voucher -> voucher.state() == VoucherState.RESERVED).isPresent()) {
            vouchers.release(unit, number);
        }
    }

    /// A refund is taking it back.
    public void held(UnitOfWork unit, String number) {
        if (find(unit, number).filter(voucher -> voucher.state() == VoucherState.ACTIVE).isPresent()) {
            vouchers.hold(unit, number);
        }
    }

    /// A refund took it back.
    public void cancelled(UnitOfWork unit, String number) {
        find(unit, number).ifPresent(voucher -> Vouchers.put(unit, new Voucher(number, voucher.taxRate(),
                voucher.value(), voucher.balance(), VoucherState.CANCELLED, voucher.tax(),
                voucher.taxUsed())));
    }

    private Optional<Voucher> find(UnitOfWork unit, String number) {
        return Voucher.isNumber(number) ? vouchers.find(unit, number) : Optional.empty();
    }

    /// What was taken back, or is being, stays so, whatever is heard of the time before.
    private void put(UnitOfWork unit, String number, @Nullable TaxRate taxRate, Money value, Money left,
            Money tax, Money taxUsed) {
        if (!Voucher.isNumber(number)) {
            return;
        }
        Money balance = left.isNegative() ? value.minus(value) : left;
        VoucherState state = find(unit, number).map(Voucher::state)
                .filter(known -> known == VoucherState.HELD || known == VoucherState.CANCELLED)
                .orElse(balance.isZero() ? VoucherState.SPENT : VoucherState.ACTIVE);
        Vouchers.put(unit, new Voucher(number, taxRate, value, balance, state, tax, taxUsed));
    }
}
