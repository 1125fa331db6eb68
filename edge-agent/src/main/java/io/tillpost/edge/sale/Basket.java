package io.tillpost.edge.sale;

import io.tillpost.protocol.event.SaleLine.Discount;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a till wants to sell.
public record Basket(String till, List<Item> lines) {
    public Basket {
        lines = List.copyOf(lines);
    }

    /// One line, with its price: there is no catalogue yet.
    ///
    /// @param quantityThousandths 1000 is one piece or one kilogram
    /// @param discounts what the line gets off; each above zero
    public record Item(String sku, String description, long quantityThousandths, Money unitPrice,
            TaxRate taxRate, String salesClass, @Nullable List<Discount> discounts) {
        /// The discounts, none if none were stated.
        List<Discount> off() {
            return discounts == null ? List.of() : List.copyOf(discounts);
        }
    }
}
