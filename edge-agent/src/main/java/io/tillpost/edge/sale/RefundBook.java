package io.tillpost.edge.sale;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The refunds on their shelves, also by sale.
final class RefundBook {
    private static final Shelf<Refund> REFUNDS = new Shelf<>("refund", Refund.class);
    /// The refunds that have not ended.
    private static final Shelf<RefundId> OPEN = new Shelf<>("refund-open", RefundId.class);
    /// Sale -> its refunds, those that were given up left out.
    private static final Shelf<OfSale> OF_SALE = new Shelf<>("refund-of-sale", OfSale.class);

    /// The refunds of one sale.
    record OfSale(List<RefundId> refunds) {
        OfSale {
            refunds = List.copyOf(refunds);
        }
    }

    Optional<Refund> find(View view, RefundId id) {
        return view.find(REFUNDS, id.toString());
    }

    /// What goes back or went back of a sale: its refunds that were not given up.
    List<Refund> ofSale(View view, SaleId sale) {
        return idsOfSale(view, sale).stream().map(id -> find(view, id).orElseThrow()).toList();
    }

    /// Those that have not ended.
    List<Refund> allOpen(View view) {
        return view.all(OPEN).stream().map(id -> find(view, id).orElseThrow()).toList();
    }

    void clear(UnitOfWork unit) {
        List.of(REFUNDS, OPEN, OF_SALE).forEach(unit::clear);
    }

    void store(UnitOfWork unit, Refund refund) {
        String key = refund.refund().toString();
        unit.put(REFUNDS, key, refund);
        if (refund.state().ended()) {
            unit.remove(OPEN, key);
        } else {
            unit.put(OPEN, key, refund.refund());
        }
        var ids = new ArrayList<>(idsOfSale(unit, refund.sale()));
        boolean listed = ids.contains(refund.refund());
        boolean counts = refund.state() != RefundState.ABORTED;
        if (listed != counts) {
            if (counts) {
                ids.add(refund.refund());
            } else {
                ids.remove(refund.refund());
            }
            unit.put(OF_SALE, refund.sale().toString(), new OfSale(ids));
        }
    }

    private static List<RefundId> idsOfSale(View view, SaleId sale) {
        return view.find(OF_SALE, sale.toString()).map(OfSale::refunds).orElse(List.of());
    }
}
