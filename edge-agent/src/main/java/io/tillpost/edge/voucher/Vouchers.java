package io.tillpost.edge.voucher;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of vouchers. A number is used once, for ever. Safe for use by all threads, inside a unit of work.
public final class Vouchers {
    private static final Shelf<Voucher> VOUCHERS = new Shelf<>("voucher", Voucher.class);

    /// Whether a voucher may be issued under this number.
    public Decision<String> free(View view, String number) {
        if (!Voucher.isNumber(number)) {
            return Decision.refuse(Reason.VOUCHER_NOT_VALID, "voucher '" + number
                    + "', expected 1 to 32 upper-case letters, digits or hyphens");
        }
        return find(view, number).isEmpty()
                ? Decision.accept(number)
                : Decision.refuse(Reason.VOUCHER_NOT_VALID,
                        "voucher " + number + " was issued before, expected a number that is free");
    }

    /// Keeps a [#free] number for a sale that is not completed.
    ///
    /// @param tax what is in `value`
    public void reserve(UnitOfWork unit, String number, @Nullable TaxRate taxRate, Money value, Money tax) {
        put(unit, new Voucher(number, taxRate, value, value, VoucherState.RESERVED, tax,
                Money.zero(value.currency())));
    }

    /// The sale that a number was reserved for was given up.
    public void release(UnitOfWork unit, String number) {
        Voucher voucher = byNumber(unit, number);
        if (voucher.state() != VoucherState.RESERVED) {
            throw new IllegalStateException("voucher " + number + " is " + voucher.state());
        }
        unit.remove(VOUCHERS, number);
    }

    /// The sale that a number was reserved for is completed.
    public void activate(UnitOfWork unit, String number) {
        put(unit, byNumber(unit, number).became(VoucherState.ACTIVE));
    }

    /// Issues a multi-purpose voucher under a [#free] number, at once.
    public void issue(UnitOfWork unit, String number, Money value) {
        Money none = Money.zero(value.currency());
        put(unit, new Voucher(number, null, value, value, VoucherState.ACTIVE, none, none));
    }

    /// A voucher that can pay for something.
    public Decision<Voucher> redeemable(View view, String number) {
        Optional<Voucher> found = find(view, number);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.VOUCHER_NOT_VALID,
                    "voucher '" + number + "' was not issued in this store");
        }
        Voucher voucher = found.get();
        return switch (voucher.state()) {
            case ACTIVE -> Decision.accept(voucher);
            case SPENT -> refuse(voucher, "is spent: nothing of " + voucher.value() + " is left");
            case RESERVED -> refuse(voucher, "is not paid for yet");
            case HELD -> refuse(voucher, "is being taken back");
            case CANCELLED -> refuse(voucher, "was taken back");
        };
    }

    /// Takes off what a [#redeemable] voucher pays, at most its balance.
    ///
    /// @param tax what of its tax goes with it
    public void redeem(UnitOfWork unit, String number, Money amount, Money tax) {
        Voucher voucher = byNumber(unit, number);
        Money left = voucher.balance().minus(amount);
        if (left.isNegative() || !amount.isPositive()) {
            throw new IllegalStateException(
                    "voucher " + number + " has " + voucher.balance() + " left, cannot pay " + amount);
        }
        put(unit, voucher.became(left.isZero() ? VoucherState.SPENT : VoucherState.ACTIVE, left,
                voucher.taxUsed().plus(tax)));
    }

    /// What it paid comes back to it, with the tax that went with that.
    public void giveBack(UnitOfWork unit, String number, Money amount, Money tax) {
        Voucher voucher = byNumber(unit, number);
        put(unit, voucher.became(VoucherState.ACTIVE, voucher.balance().plus(amount),
                voucher.taxUsed().minus(tax)));
    }

    /// A voucher that can be taken back: active, and nothing of it redeemed.
    public Decision<Voucher> returnable(View view, String number) {
        Voucher voucher = byNumber(view, number);
        return voucher.state() == VoucherState.ACTIVE && voucher.isWhole()
                ? Decision.accept(voucher)
                : Decision.refuse(Reason.NOT_REFUNDABLE, "voucher " + number + " has " + voucher.balance()
                        + " of " + voucher.value() + " left, expected one that is whole");
    }

    /// A refund takes it back.
    public void hold(UnitOfWork unit, String number) {
        put(unit, byNumber(unit, number).became(VoucherState.HELD));
    }

    /// That refund was given up.
    public void letGo(UnitOfWork unit, String number) {
        Voucher voucher = byNumber(unit, number);
        put(unit, voucher.became(voucher.balance().isZero() ? VoucherState.SPENT : VoucherState.ACTIVE));
    }

    /// Whether nothing of it was redeemed, as far as is known.
    public boolean isWhole(View view, String number) {
        return find(view, number).map(Voucher::isWhole).orElse(true);
    }

    /// That refund was completed.
    public void cancel(UnitOfWork unit, String number) {
        put(unit, byNumber(unit, number).became(VoucherState.CANCELLED));
    }

    /// A voucher, if it was issued here.
    public Optional<Voucher> find(View view, String number) {
        return view.find(VOUCHERS, number);
    }

    private Voucher byNumber(View view, String number) {
        return find(view, number)
                .orElseThrow(() -> new IllegalStateException("voucher " + number + " is not here"));
    }

    private static Decision<Voucher> refuse(Voucher voucher, String why) {
        return Decision.refuse(Reason.VOUCHER_NOT_VALID, "voucher " + voucher.number() + " " + why);
    }

    static void clear(UnitOfWork unit) {
        unit.clear(VOUCHERS);
    }

    static void put(UnitOfWork unit, Voucher voucher) {
        unit.put(VOUCHERS, voucher.number(), voucher);
    }
}
