package io.tillpost.edge.cart;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.protocol.event.SaleLine;
import java.util.ArrayList;
import java.util.List;

/// What carts cost, discounts included.
final class CartPrices {
    private final Pricing pricing;

    CartPrices(Pricing pricing) {
        this.pricing = pricing;
    }

    Decision<PricedCart> of(Cart cart) {
        var lines = new ArrayList<SaleLine>();
        for (CartLine line : cart.lines()) {
            switch (price(line)) {
                case Decision.Accepted<SaleLine>(var priced) -> lines.add(priced);
                case Decision.Refused<SaleLine>(var reason, var detail) -> {
                    return Decision.refuse(reason, "line " + line.line() + ": " + detail);
                }
            }
        }
        Markdown discount = cart.discount();
        Decision<List<SaleLine>> reduced = discount == null
                ? Decision.accept(lines)
                : pricing.reduced(lines, discount);
        return reduced.then(pricing::total).then(priced -> Decision.accept(new PricedCart(cart, priced)));
    }

    /// Of a cart that was priced before it was kept.
    PricedCart valid(Cart cart) {
        return switch (of(cart)) {
            case Decision.Accepted<PricedCart>(var priced) -> priced;
            case Decision.Refused<PricedCart>(var reason, var detail) -> throw new IllegalStateException(
                    "cart " + cart.cart() + " is kept, but " + reason + ": " + detail);
        };
    }

    private Decision<SaleLine> price(CartLine line) {
        Markdown discount = line.discount();
        return pricing.line(line.line(), line.item(), line.voucher())
                .then(priced -> discount == null
                        ? Decision.accept(priced)
                        : pricing.reduced(priced, discount));
    }
}
