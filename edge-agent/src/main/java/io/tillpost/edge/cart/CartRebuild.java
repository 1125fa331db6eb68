package io.tillpost.edge.cart;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.SaleId;

/// Takes carts away whose sale ended in a time that this box had forgotten. What was put into carts in that time is lost: a
/// cart is no event. Used inside a unit of work.
public final class CartRebuild {
    private final CartShelf shelf = new CartShelf();

    /// Takes away carts that had become sales. What lies in the others follows from no event: it stays.
    public void startOver(UnitOfWork unit) {
        shelf.clearSold(unit);
    }

    /// Whether what was put in is known here.
    public boolean has(UnitOfWork unit, String till, SaleId sale) {
        return shelf.open(unit, till).filter(cart -> cart.cart().equals(sale)).isPresent()
                || shelf.parked(unit, sale).isPresent();
    }

    /// A sale was completed or given up at a till.
    public void ended(UnitOfWork unit, String till, SaleId sale) {
        if (shelf.open(unit, till).filter(cart -> cart.cart().equals(sale)).isPresent()) {
            shelf.removeOpen(unit, till);
        }
        shelf.removeParked(unit, sale);
        shelf.removeSold(unit, sale);
    }
}
