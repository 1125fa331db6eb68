package io.tillpost.edge.cart;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.CheckedOut;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.edge.sale.Pricing;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.edge.sale.Sales;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// The rules of carts. A till has one open cart at most; the first line makes it, removing the last one gives it up. Safe
/// for use by all threads, inside a unit of work.
public final class Carts {
    private static final int LONGEST_WORDS = 100;

    private final Shifts shifts;
    private final Sales sales;
    private final CartShelf shelf = new CartShelf();
    private final CartLines lines;
    private final CartPrices prices;
    private final Clock clock;
    private final IdSource ids;

    public Carts(Shifts shifts, Sales sales, Articles articles, Pricing pricing, Clock clock, IdSource ids) {
        this.shifts = shifts;
        this.sales = sales;
        this.lines = new CartLines(articles);
        this.prices = new CartPrices(pricing);
        this.clock = clock;
        this.ids = ids;
    }

    /// What this number, barcode or scale's label says. To be asked outside any unit of work.
    public Decision<Scanned> article(String code) {
        return lines.article(code);
    }

    /// Puts an article in: into the line that has it at this price, or a new one.
    ///
    /// @param thousandths absent: what the code says, or one piece
    /// @param price absent: what the code says, or the article's own
    public Decision<Added> add(UnitOfWork unit, String till, Scanned scanned, @Nullable Long thousandths,
            @Nullable Money price, Cause cause) {
        return shifts.needOpen(unit, till)
                .then(shift -> lines.wanted(scanned, thousandths, price)
                        .then(wanted -> put(unit, shift, cart -> lines.add(cart, wanted), cause)));
    }

    /// Puts a voucher in that is to be sold.
    public Decision<Added> addVoucher(UnitOfWork unit, String till, VoucherWish wish, Cause cause) {
        return shifts.needOpen(unit, till)
                .then(shift -> lines.free(unit, open(unit, till), wish)
                        .then(_ -> put(unit, shift, cart -> lines.addVoucher(cart, wish), cause)));
    }

    /// What a cart has after a line was put in, and which one.
    public record Added(PricedCart cart, int line) {}

    /// Changes a line.
    public Decision<PricedCart> change(UnitOfWork unit, String till, int line, LineChange change) {
        return needLine(unit, till, line).then(cart -> lines.changed(cart, line, change))
                .then(prices::of)
                .then(priced -> keep(unit, priced));
    }

    /// Takes a line out. Without any the cart is given up: empty. See [#abandon].
    public Decision<Optional<PricedCart>> remove(UnitOfWork unit, String till, int line, Cause cause) {
        return needLine(unit, till, line).then(cart -> {
            Cart left = cart.without(line);
            if (left.lines().isEmpty()) {
                giveUp(unit, cart, "every line was removed", cause);
                return Decision.accept(Optional.empty());
            }
            return prices.of(left).then(priced -> keep(unit, priced)).then(kept -> Decision.accept(
                    Optional.of(kept)));
        });
    }

    /// Takes something off the whole cart, or nothing any more.
    public Decision<PricedCart> discount(UnitOfWork unit, String till, @Nullable Markdown markdown) {
        return needOpen(unit, till).then(cart -> prices.of(cart.withDiscount(markdown)))
                .then(priced -> keep(unit, priced));
    }

    /// Puts the open cart aside.
    public Decision<Cart> park(UnitOfWork unit, String till, @Nullable String label) {
        if (label != null && label.length() > LONGEST_WORDS) {
            return Decision.refuse(Reason.SALE_NOT_VALID, "label of " + label.length()
                    + " characters, expected at most " + LONGEST_WORDS);
        }
        return needOpen(unit, till).then(cart -> {
            Cart parked = cart.parked(label, clock.instant());
            shelf.removeOpen(unit, till);
            shelf.putParked(unit, parked);
            return Decision.accept(parked);
        });
    }

    /// Takes a parked cart of the till up again.
    public Decision<PricedCart> recall(UnitOfWork unit, String till, SaleId id) {
        Optional<Cart> parked = shelf.parked(unit, id).filter(cart -> cart.till().equals(till));
        if (parked.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no parked cart " + id + " of till " + till);
        }
        return noneOpen(unit, till).then(_ -> prices.of(parked.get().recalled())).then(priced -> {
            shelf.removeParked(unit, id);
            return keep(unit, priced);
        });
    }

    /// Gives the open cart up. If it was rung up for a sale whose goods this box had forgotten, that sale goes on waiting for
    /// them.
    public Decision<Cart> abandon(UnitOfWork unit, String till, String reason, Cause cause) {
        if (reason.isBlank() || reason.length() > LONGEST_WORDS) {
            return Decision.refuse(Reason.SALE_NOT_VALID, "reason of " + reason.length()
                    + " characters, expected 1 to " + LONGEST_WORDS);
        }
        return needOpen(unit, till).then(cart -> {
            giveUp(unit, cart, reason, cause);
            return Decision.accept(cart);
        });
    }

    /// Makes the open cart a sale that can be paid; the till has no cart then.
    public Decision<Sale> checkOut(UnitOfWork unit, String till, Cause cause) {
        return needOpen(unit, till).then(cart -> prices.of(cart)
                .then(priced -> sales.checkOut(unit,
                        new CheckedOut(cart.cart(), shifts.byId(unit, cart.shift()), cart.startedAt(),
                                priced.priced()),
                        cause))
                .then(sale -> {
                    for (Cart sold : shelf.sold(unit)) {
                        if (sales.find(unit, sold.cart()).filter(known -> !known.state().ended()).isEmpty()) {
                            shelf.removeSold(unit, sold.cart());
                        }
                    }
                    shelf.removeOpen(unit, till);
                    shelf.putSold(unit, cart);
                    return Decision.accept(sale);
                }));
    }

    /// Makes the open cart the one of a sale whose goods this box had forgotten; its own start comes to nothing. What was paid
    /// for that sale is paid once the cart is checked out.
    public Decision<PricedCart> ringUpAgain(UnitOfWork unit, String till, SaleId forgotten, Cause cause) {
        return needOpen(unit, till).then(cart -> cart.cart().equals(forgotten)
                ? prices.of(cart)
                : sales.forgotten(unit, forgotten, till).then(_ -> prices.of(cart.of(forgotten)))
                        .then(priced -> {
                            giveUp(unit, cart, "rung up for sale " + forgotten, cause);
                            // Its own cart, if this box still had it: the sale has one cart.
                            shelf.removeParked(unit, forgotten);
                            return keep(unit, priced);
                        }));
    }

    /// Makes a sale of which nothing is paid the till's open cart again.
    public Decision<PricedCart> backToCart(UnitOfWork unit, SaleId id) {
        Optional<Cart> sold = shelf.sold(unit, id);
        if (sold.isEmpty()) {
            return sales.find(unit, id).isPresent()
                    ? Decision.refuse(Reason.CART_NOT_OPEN, "sale " + id + " has no cart to go back to")
                    : Decision.refuse(Reason.NOT_FOUND, "no sale " + id);
        }
        return noneOpen(unit, sold.get().till()).then(_ -> sales.takeBack(unit, id))
                .then(_ -> prices.of(sold.get()))
                .then(priced -> {
                    shelf.removeSold(unit, id);
                    return keep(unit, priced);
                });
    }

    /// The lines that are sold by weight, of a sale that has not ended and came from a cart. An event does not say it, so of
    /// other sales nobody knows.
    public Set<Integer> weighed(View view, SaleId open) {
        return shelf.sold(view, open).map(Cart::weighed).orElse(Set.of());
    }

    /// The open cart of a till, if there is one.
    public Optional<PricedCart> open(View view, String till) {
        return shelf.open(view, till).map(prices::valid);
    }

    /// The parked carts of a till, in the order of their start.
    public List<PricedCart> parked(View view, String till) {
        return shelf.parked(view, till).stream().map(prices::valid).toList();
    }

    /// Whether a till has no cart, open or parked; the refusal names it.
    public Decision<Boolean> none(View view, String till) {
        Optional<Cart> parked = shelf.parked(view, till).stream().findFirst();
        Optional<Cart> left = shelf.open(view, till).or(() -> parked);
        return left.isEmpty()
                ? Decision.accept(true)
                : Decision.refuse(Reason.SALE_STILL_OPEN, "cart " + left.get().cart() + " is "
                        + (left.get().parkedAt() == null ? "open" : "parked")
                        + ", expected all carts of the till sold or voided");
    }

    /// Has a line put into the open cart, or into a new one, which begins a sale.
    private Decision<Added> put(UnitOfWork unit, Shift shift, Function<Cart, Decision<CartLines.Put>> lineIn,
            Cause cause) {
        Optional<Cart> open = shelf.open(unit, shift.till());
        Cart before = open.orElseGet(() -> new Cart(new SaleId(ids.next()), shift.till(), shift.shift(),
                shift.operator(cause), clock.instant(), List.of(), 0, null, null, null));
        return lineIn.apply(before).then(put -> prices.of(put.cart()).then(priced -> {
            if (open.isEmpty()) {
                var _ = unit.append(shift.stamp(cause), new SaleStarted(before.cart()));
            }
            return keep(unit, priced).then(kept -> Decision.accept(new Added(kept, put.line())));
        }));
    }

    private Decision<PricedCart> keep(UnitOfWork unit, PricedCart priced) {
        shelf.putOpen(unit, priced.cart());
        return Decision.accept(priced);
    }

    /// The cart's sale ends with it, unless that went on without the cart: a sale that waits for its goods outlives the cart
    /// that was rung up for it, because of its money; and one that was checked out before this box forgot it has its end of
    /// its own.
    private void giveUp(UnitOfWork unit, Cart cart, String reason, Cause cause) {
        shelf.removeOpen(unit, cart.till());
        if (sales.find(unit, cart.cart()).map(Sale::state).orElse(SaleState.IN_CART) == SaleState.IN_CART) {
            sales.voided(unit, cart.cart(), shifts.byId(unit, cart.shift()).stamp(cause), reason);
        }
    }

    private Decision<Cart> needOpen(View view, String till) {
        return shifts.needOpen(view, till)
                .then(_ -> shelf.open(view, till)
                        .map(Decision::accept)
                        .orElseGet(() -> Decision.refuse(Reason.CART_EMPTY,
                                "till " + till + " has nothing in its cart")));
    }

    private Decision<Cart> needLine(View view, String till, int line) {
        return needOpen(view, till).then(cart -> cart.line(line).isPresent()
                ? Decision.accept(cart)
                : Decision.refuse(Reason.NOT_FOUND, "no line " + line + " in cart " + cart.cart()));
    }

    private Decision<Boolean> noneOpen(View view, String till) {
        return shelf.open(view, till)
                .<Decision<Boolean>>map(cart -> Decision.refuse(Reason.CART_NOT_OPEN,
                        "till " + till + " has the open cart " + cart.cart() + ", expected none: park it"))
                .orElseGet(() -> Decision.accept(true));
    }
}
