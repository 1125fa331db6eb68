package io.tillpost.edge.voucher;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A voucher as it stands.
///
/// @param taxRate of a single-purpose voucher, whose tax was due when it was sold; absent for a multi-purpose voucher
/// @param value what it was issued for
/// @param balance what is left of it
/// @param tax what was paid with a single-purpose voucher; absent in records of before it was kept
/// @param taxUsed what of that went with what was redeemed; likewise
public record Voucher(String number, @Nullable TaxRate taxRate, Money value, Money balance,
        VoucherState state, @Nullable Money tax, @Nullable Money taxUsed) {
    private static final Pattern NUMBER = Pattern.compile("[A-Z0-9-]{1,32}");

    public Voucher {
        if (!isNumber(number)) {
            throw new IllegalArgumentException("voucher '" + number + "' has no number of a voucher");
        }
    }

    /// What was paid with it for tax; nothing with a multi-purpose voucher.
    @Override
    public Money tax() {
        return tax == null ? taxIn(value) : tax;
    }

    /// What of its tax went with what was redeemed of it.
    @Override
    public Money taxUsed() {
        return taxUsed == null ? taxIn(redeemed()) : taxUsed;
    }

    /// What was redeemed of it.
    public Money redeemed() {
        return value.minus(balance);
    }

    private Money taxIn(Money amount) {
        return taxRate == null ? Money.zero(amount.currency()) : taxRate.taxInGross(amount);
    }

    /// Whether a voucher can have this number.
    public static boolean isNumber(String text) {
        return NUMBER.matcher(text).matches();
    }

    /// Whether nothing of it was redeemed.
    boolean isWhole() {
        return balance.equals(value);
    }

    Voucher became(VoucherState next) {
        return became(next, balance, taxUsed());
    }

    Voucher became(VoucherState next, Money left, Money withTaxUsed) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "voucher " + number + " is " + state + ", cannot become " + next);
        }
        return new Voucher(number, taxRate, value, left, next, tax(), withTaxUsed);
    }
}
