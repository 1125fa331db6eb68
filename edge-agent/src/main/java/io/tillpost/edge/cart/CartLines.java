package io.tillpost.edge.cart;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.voucher.Vouchers;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What may stand in a line of a cart, and how an article gets there.
final class CartLines {
    private static final long PIECE = 1000;

    private final Articles articles;
    private final Vouchers vouchers = new Vouchers();

    CartLines(Articles articles) {
        this.articles = articles;
    }

    /// How much of an article at what price.
    record Wanted(Article article, long thousandths, Money price) {}

    /// A cart with a line put in.
    record Put(Cart cart, int line) {}

    Decision<Scanned> article(String code) {
        return articles.find(code)
                .map(Decision::accept)
                .orElseGet(() -> Decision.refuse(Reason.NO_SUCH_ARTICLE, "no article '" + code + "'"));
    }

    Decision<Wanted> wanted(Scanned scanned, @Nullable Long thousandths, @Nullable Money price) {
        Article article = scanned.article();
        if (scanned.thousandths() != null) {
            return thousandths == null
                    ? wanted(article, scanned.thousandths(), price)
                    : Decision.refuse(Reason.QUANTITY_NOT_VALID, "the label of article " + article.sku()
                            + " says its weight, expected none to be stated");
        }
        if (scanned.price() != null) {
            return price == null
                    ? wanted(labelled(article), thousandths, scanned.price())
                    : Decision.refuse(Reason.PRICE_NOT_VALID, "the label of article " + article.sku()
                            + " says its price, expected none to be stated");
        }
        return wanted(article, thousandths, price);
    }

    /// An article in packs that have their prices on them: they are sold by the piece.
    private static Article labelled(Article article) {
        return new Article(article.sku(), article.description(), article.unitPrice(), article.taxRate(),
                article.salesClass(), false, article.openPrice());
    }

    private static Decision<Wanted> wanted(Article article, @Nullable Long thousandths,
            @Nullable Money price) {
        if (price == null && article.openPrice()) {
            return Decision.refuse(Reason.PRICE_NOT_VALID,
                    "article " + article.sku() + " has no price of its own, expected one to be stated");
        }
        if (thousandths == null && article.weighed()) {
            return Decision.refuse(Reason.QUANTITY_NOT_VALID,
                    "article " + article.sku() + " is sold by weight, expected its weight");
        }
        long quantity = thousandths == null ? PIECE : thousandths;
        Money each = price == null ? article.unitPrice() : price;
        return sellable(quantity, article.weighed())
                .then(_ -> Decision.accept(new Wanted(article, quantity, each)));
    }

    Decision<Put> add(Cart cart, Wanted wanted) {
        Article article = wanted.article;
        Optional<CartLine> same = cart.lines()
                .stream()
                .filter(line -> line.takes(article, wanted.price))
                .findFirst();
        if (same.isPresent()) {
            long together = same.get().quantityThousandths() + wanted.thousandths;
            return sellable(together, false).then(_ -> Decision.accept(
                    new Put(cart.withInstead(same.get().withQuantity(together)), same.get().line())));
        }
        int number = cart.lastLine() + 1;
        return Decision.accept(new Put(cart.withMore(new CartLine(number, article.sku(),
                article.description(), wanted.thousandths, wanted.price, article.weighed(), null,
                article.taxRate(), article.salesClass(), null)), number));
    }

    /// Whether a voucher's number is free, also in the open cart.
    Decision<String> free(View view, Optional<PricedCart> open, VoucherWish wish) {
        boolean twice = open.stream()
                .flatMap(priced -> priced.cart().lines().stream())
                .anyMatch(line -> wish.number().equals(line.voucher()));
        return twice
                ? Decision.refuse(Reason.VOUCHER_NOT_VALID,
                        "voucher " + wish.number() + " is in this cart already")
                : vouchers.free(view, wish.number());
    }

    Decision<Put> addVoucher(Cart cart, VoucherWish wish) {
        int number = cart.lastLine() + 1;
        TaxRate rate = wish.taxRate();
        return Decision.accept(new Put(cart.withMore(new CartLine(number, "voucher",
                "Voucher " + wish.number(), PIECE, wish.amount(), false, null,
                rate == null ? new TaxRate(0) : rate,
                rate == null ? SaleLine.MULTI_PURPOSE_VOUCHER : SaleLine.SINGLE_PURPOSE_VOUCHER,
                wish.number())), number));
    }

    Decision<Cart> changed(Cart cart, int number, LineChange change) {
        CartLine line = cart.line(number).orElseThrow();
        Long quantity = change.quantityThousandths();
        if (line.voucher() != null && quantity != null && quantity != PIECE) {
            return Decision.refuse(Reason.QUANTITY_NOT_VALID, "line " + number
                    + " sells voucher " + line.voucher() + ", expected one of it");
        }
        return sellable(quantity == null ? line.quantityThousandths() : quantity, line.weighed())
                .then(all -> {
                    CartLine next = line.withQuantity(all);
                    Money price = change.unitPrice();
                    next = price == null ? next : next.withPrice(price);
                    boolean changes = change.discount() != null || change.withoutDiscount();
                    return Decision
                            .accept(cart.withInstead(changes ? next.withDiscount(change.discount()) : next));
                });
    }

    private static Decision<Long> sellable(long thousandths, boolean weighed) {
        if (thousandths <= 0 || thousandths > Pricing.MOST_THOUSANDTHS) {
            return Decision.refuse(Reason.QUANTITY_NOT_VALID, "quantity " + thousandths
                    + " thousandths, expected above 0 and at most " + Pricing.MOST_THOUSANDTHS);
        }
        return weighed || thousandths % PIECE == 0
                ? Decision.accept(thousandths)
                : Decision.refuse(Reason.QUANTITY_NOT_VALID, "quantity " + thousandths
                        + " thousandths, expected whole pieces of " + PIECE);
    }
}
