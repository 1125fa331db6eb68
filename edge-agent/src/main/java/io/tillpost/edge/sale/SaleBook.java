package io.tillpost.edge.sale;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.SaleId;
import java.util.List;
import java.util.Optional;

/// The sales on their shelves.
final class SaleBook {
    private static final Shelf<Sale> SALES = new Shelf<>("sale", Sale.class);
    /// The sales that have to be brought to an end.
    private static final Shelf<SaleId> OPEN = new Shelf<>("sale-open", SaleId.class);

    Optional<Sale> find(View view, SaleId id) {
        return view.find(SALES, id.toString());
    }

    Sale byId(View view, SaleId id) {
        return find(view, id).orElseThrow(() -> new IllegalStateException("sale " + id + " is not here"));
    }

    List<Sale> allOpen(View view) {
        return view.all(OPEN).stream().map(id -> byId(view, id)).toList();
    }

    void clear(UnitOfWork unit) {
        List.of(SALES, OPEN).forEach(unit::clear);
    }

    void store(UnitOfWork unit, Sale sale) {
        String key = sale.sale().toString();
        unit.put(SALES, key, sale);
        if (sale.state().ended() || sale.state() == SaleState.IN_CART) {
            unit.remove(OPEN, key);
        } else {
            unit.put(OPEN, key, sale.sale());
        }
    }
}
