package io.tillpost.edge.cart;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.SaleId;
import java.util.List;
import java.util.Optional;

/// The carts on their shelves.
final class CartShelf {
    /// Till -> its open cart.
    private static final Shelf<Cart> OPEN = new Shelf<>("cart", Cart.class);
    private static final Shelf<Cart> PARKED = new Shelf<>("cart-parked", Cart.class);
    /// Carts that are sales now, kept until a later check-out finds that their sale has ended.
    private static final Shelf<Cart> SOLD = new Shelf<>("cart-sold", Cart.class);

    Optional<Cart> open(View view, String till) {
        return view.find(OPEN, till);
    }

    void putOpen(UnitOfWork unit, Cart cart) {
        unit.put(OPEN, cart.till(), cart);
    }

    void removeOpen(UnitOfWork unit, String till) {
        unit.remove(OPEN, till);
    }

    List<Cart> parked(View view, String till) {
        return view.all(PARKED).stream().filter(cart -> cart.till().equals(till)).toList();
    }

    Optional<Cart> parked(View view, SaleId cart) {
        return view.find(PARKED, cart.toString());
    }

    void putParked(UnitOfWork unit, Cart cart) {
        unit.put(PARKED, cart.cart().toString(), cart);
    }

    void removeParked(UnitOfWork unit, SaleId cart) {
        unit.remove(PARKED, cart.toString());
    }

    List<Cart> sold(View view) {
        return view.all(SOLD);
    }

    Optional<Cart> sold(View view, SaleId cart) {
        return view.find(SOLD, cart.toString());
    }

    void putSold(UnitOfWork unit, Cart cart) {
        unit.put(SOLD, cart.cart().toString(), cart);
    }

    void clearSold(UnitOfWork unit) {
        unit.clear(SOLD);
    }

    void removeSold(UnitOfWork unit, SaleId cart) {
        unit.remove(SOLD, cart.toString());
    }
}
