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
public record SaleLine(int line, String sku, String description, long quantityThousandths, Money unitPrice,
        List<Discount> discounts, Money gross, TaxRate taxRate, String salesClass,
        @Nullable String voucher) {
    /// The merchandise class of multi-purpose vouchers: sold without tax, they are owed and no sales.
    public static final String MULTI_PURPOSE_VOUCHER = "voucher-multi-purpose";
    /// The merchandise class of single-purpose vouchers: taxed when sold, they are owed and no sales.
    public static final String SINGLE_PURPOSE_VOUCHER = "voucher-single-purpose";

    public SaleLine {
        discounts = List.copyOf(discounts);
        Names.check("sales class", salesClass);
    }

    /// What this line got off, its share of a cart discount included; `amount` is above zero.
    public record Discount(String reason, Money amount) {}
}
