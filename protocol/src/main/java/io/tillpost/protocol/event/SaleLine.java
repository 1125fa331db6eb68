package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One line of a sale.
///
/// @param line number within the sale, from 1, never reused
/// @param quantityThousandths 1000 is one piece or one kilogram
/// @param salesClass merchandise class for the ledger's sales accounts
/// @param gross what this line costs after its discounts; in a gross-price store tax is contained, else not
/// @param voucher number of the voucher that this line sells, if it sells one
/// @param voucherTax the tax paid with it, if that is a single-purpose voucher: what is paid for all vouchers of a sale is what
///     they are worth together. Absent in sales of before it was told: tax was reckoned for each line then
public record SaleLine(int line, String sku, String description, long quantityThousandths, Money unitPrice,
        List<Discount> discounts, Money gross, TaxRate taxRate, String salesClass,
        @Nullable String voucher, @Nullable Money voucherTax) {
    /// The merchandise class of multi-purpose vouchers: sold without tax, they are owed and no sales.
    public static final String MULTI_PURPOSE_VOUCHER = "voucher-multi-purpose";
    /// The merchandise class of single-purpose vouchers: taxed when sold, they are owed and no sales.
    public static final String SINGLE_PURPOSE_VOUCHER = "voucher-single-purpose";

    public SaleLine {
        discounts = List.copyOf(discounts);
        Names.check("sales class", salesClass);
        if (voucherTax != null && (voucher == null || voucherTax.isNegative())) {
            throw new IllegalArgumentException("line " + line + " sells voucher " + voucher + " with tax "
                    + voucherTax + ", expected a voucher, and at least 0");
        }
    }

    /// Without the tax of a voucher.
    public SaleLine(int line, String sku, String description, long quantityThousandths, Money unitPrice,
            List<Discount> discounts, Money gross, TaxRate taxRate, String salesClass,
            @Nullable String voucher) {
        this(line, sku, description, quantityThousandths, unitPrice, discounts, gross, taxRate, salesClass,
                voucher, null);
    }

    /// With the tax paid with the voucher that it sells.
    public SaleLine withVoucherTax(Money tax) {
        return new SaleLine(line, sku, description, quantityThousandths, unitPrice, discounts, gross, taxRate,
                salesClass, voucher, tax);
    }

    /// The tax paid with the voucher that this line sells.
    public Money taxOfVoucher(boolean pricesIncludeTax) {
        if (voucherTax != null) {
            return voucherTax;
        }
        return pricesIncludeTax ? taxRate.taxInGross(gross) : taxRate.taxOnNet(gross);
    }

    /// What the voucher that this line sells is worth.
    public Money valueOfVoucher(boolean pricesIncludeTax) {
        return pricesIncludeTax ? gross : gross.plus(taxOfVoucher(false));
    }

    /// What this line got off, its share of a cart discount included; `amount` is above zero.
    public record Discount(String reason, Money amount) {}
}
