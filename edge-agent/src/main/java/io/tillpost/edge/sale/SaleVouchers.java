package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.voucher.Voucher;
import io.tillpost.edge.voucher.Vouchers;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The vouchers that a sale sells, and those that pay it.
final class SaleVouchers {
    private final Vouchers vouchers = new Vouchers();

    /// Keeps the numbers of all vouchers that are sold; nothing is written if one is refused.
    Decision<Boolean> reserve(UnitOfWork unit, List<SaleLine> lines, boolean pricesIncludeTax) {
        var numbers = new HashSet<String>();
        for (SaleLine line : lines) {
            String number = line.voucher();
            if (number != null) {
                if (!numbers.add(number)) {
                    return Decision.refuse(Reason.VOUCHER_NOT_VALID,
                            "voucher " + number + " is sold twice, expected each once");
                }
                if (vouchers.free(unit, number) instanceof Decision.Refused<String> refused) {
                    return refused.as();
                }
            }
        }
        for (SaleLine line : lines) {
            String number = line.voucher();
            if (number != null) {
                boolean single = line.salesClass().equals(SaleLine.SINGLE_PURPOSE_VOUCHER);
                vouchers.reserve(unit, number, single ? line.taxRate() : null,
                        line.valueOfVoucher(pricesIncludeTax), line.taxOfVoucher(pricesIncludeTax));
            }
        }
        return Decision.accept(true);
    }

    void release(UnitOfWork unit, List<SaleLine> lines) {
        numbers(lines).forEach(number -> vouchers.release(unit, number));
    }

    void activate(UnitOfWork unit, List<SaleLine> lines) {
        numbers(lines).forEach(number -> vouchers.activate(unit, number));
    }

    void giveBack(UnitOfWork unit, Tender.Voucher paid) {
        vouchers.giveBack(unit, paid.voucher(), paid.amount(), paid.taxIn());
    }

    /// Takes as much off a voucher as it can pay of this sale, or `wanted`.
    Decision<Tender> redeem(UnitOfWork unit, Sale sale, String number, @Nullable Money wanted) {
        return vouchers.redeemable(unit, number).then(voucher -> {
            Money room = room(sale, voucher);
            if (!room.isPositive()) {
                return Decision.refuse(Reason.VOUCHER_NOT_VALID, voucher.taxRate() == null
                        ? "voucher " + number + " has nothing left to pay in this sale"
                        : "voucher " + number + " is for goods taxed at " + voucher.taxRate()
                                + ", of which this sale has none left to pay");
            }
            Money most = room.compareTo(voucher.balance()) < 0 ? room : voucher.balance();
            Money amount = wanted == null ? most : wanted;
            if (!amount.currency().equals(most.currency())) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "amount " + amount + ", expected " + most.currency());
            }
            if (!amount.isPositive() || amount.compareTo(most) > 0) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "amount " + amount
                        + ", expected above 0 and at most " + most + " of voucher " + number);
            }
            Money tax = tax(voucher, amount);
            vouchers.redeem(unit, number, amount, tax);
            return Decision.accept(new Tender.Voucher(amount, number, voucher.taxRate(),
                    voucher.taxRate() == null ? null : tax));
        });
    }

    /// What of a voucher's tax goes with a part of it: the last part takes what remains, so that nothing of what was paid for
    /// it is owed any more.
    private static Money tax(Voucher voucher, Money amount) {
        var share = new Share(voucher.tax().minor(), voucher.taxUsed().minor(), voucher.value().minor(),
                voucher.redeemed().minor());
        return new Money(Math.min(share.within(amount.minor()), amount.minor()), amount.currency());
    }

    /// What a voucher could pay of what remains: a single-purpose voucher pays for goods of its rate alone.
    private static Money room(Sale sale, Voucher voucher) {
        TaxRate rate = voucher.taxRate();
        if (rate == null) {
            return sale.remaining();
        }
        Money left = Money.zero(sale.total().currency());
        for (TaxTotal tax : sale.taxes()) {
            left = tax.rate().equals(rate) ? left.plus(tax.gross()) : left;
        }
        for (Tender tender : sale.tenders()) {
            if (tender instanceof Tender.Voucher(var amount, _, var paidRate, _) && rate.equals(paidRate)) {
                left = left.minus(amount);
            }
        }
        return left.compareTo(sale.remaining()) < 0 ? left : sale.remaining();
    }

    private static List<String> numbers(List<SaleLine> lines) {
        return lines.stream().<String>mapMulti((line, out) -> {
            String number = line.voucher();
            if (number != null) {
                out.accept(number);
            }
        }).toList();
    }
}
