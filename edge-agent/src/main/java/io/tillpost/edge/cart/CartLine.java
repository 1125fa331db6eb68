package io.tillpost.edge.cart;

import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import org.jspecify.annotations.Nullable;

/// One line of a cart.
///
/// @param line number within the cart, from 1, never reused
/// @param voucher number of the voucher that it sells, if it sells one
record CartLine(int line, String sku, String description, long quantityThousandths, Money unitPrice,
        boolean weighed, @Nullable Markdown discount, TaxRate taxRate, String salesClass,
        @Nullable String voucher) {

    /// What pricing has to know of it.
    Basket.Item item() {
        return new Basket.Item(sku, description, quantityThousandths, unitPrice, taxRate, salesClass, null);
    }

    /// Whether one more of an article at a price belongs to this line. Each weighing is a line of its own, as on its
    /// label; a discount was given to what the line had then.
    boolean takes(Article article, Money price) {
        return sku.equals(article.sku()) && unitPrice.equals(price) && taxRate.equals(article.taxRate())
                && salesClass.equals(article.salesClass()) && !weighed && !article.weighed()
                && discount == null && voucher == null;
    }

    CartLine withQuantity(long thousandths) {
        return new CartLine(line, sku, description, thousandths, unitPrice, weighed, discount, taxRate,
                salesClass, voucher);
    }

    CartLine withPrice(Money price) {
        return new CartLine(line, sku, description, quantityThousandths, price, weighed, discount, taxRate,
                salesClass, voucher);
    }

    CartLine withDiscount(@Nullable Markdown markdown) {
        return new CartLine(line, sku, description, quantityThousandths, unitPrice, weighed, markdown,
                taxRate, salesClass, voucher);
    }
}
