package io.tillpost.protocol.event;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;

/// One line of a sale.
///
/// @param line number within the sale, from 1, never reused
/// @param quantityThousandths 1000 is one piece or one kilogram
/// @param salesClass merchandise class for the ledger's sales accounts
/// @param gross what this line costs after its discounts; in a gross-price store tax is contained, else not
public record SaleLine(int line, String sku, String description, long quantityThousandths, Money unitPrice,
        List<Discount> discounts, Money gross, TaxRate taxRate, String salesClass) {
    public SaleLine {
        discounts = List.copyOf(discounts);
        Names.check("sales class", salesClass);
    }

    /// What this line got off, its share of a cart discount included; `amount` is above zero.
    public record Discount(String reason, Money amount) {}
}
