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
public record Voucher(String number, @Nullable TaxRate taxRate, Money value, Money balance,
        VoucherState state) {
    private static final Pattern NUMBER = Pattern.compile("[A-Z0-9-]{1,32}");

    public Voucher {
        if (!isNumber(number)) {
            throw new IllegalArgumentException("voucher '" + number + "' has no number of a voucher");
        }
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
        return became(next, balance);
    }

    Voucher became(VoucherState next, Money left) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException(
                    "voucher " + number + " is " + state + ", cannot become " + next);
        }
        return new Voucher(number, taxRate, value, left, next);
    }
}
