package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.sale.ReceiptEntry;
import io.tillpost.edge.sale.ReceiptList;
import io.tillpost.edge.till.ShopViews.ReceiptFound;
import io.tillpost.edge.till.ShopViews.ReceiptItem;
import io.tillpost.edge.till.ShopViews.RefundView;
import io.tillpost.edge.till.ShopViews.SaleView;
import io.tillpost.edge.till.Views.Items;
import java.util.List;

/// The numbered receipts: the last ones, and one by its number.
final class ReceiptListRoutes implements Routes {
    private static final int USUAL_LIMIT = 20;
    private static final int HIGHEST_LIMIT = 200;

    private final Journal journal;
    private final Shop shop;
    private final ReceiptList receipts = new ReceiptList();

    ReceiptListRoutes(Journal journal, Shop shop) {
        this.journal = journal;
        this.shop = shop;
    }

    @Override
    public List<Route> routes() {
        return List.of(Route.query("/v1/receipts", this::latest, "till", "limit"),
                Route.query("/v1/receipts/{series}/{number}", this::byNumber));
    }

    private Answer latest(Call call) {
        String text = call.query().getOrDefault("limit", Integer.toString(USUAL_LIMIT));
        if (!text.matches("[0-9]{1,3}") || Integer.parseInt(text) > HIGHEST_LIMIT) {
            throw Problem.malformed("?limit", "'" + text + "', expected 0 to " + HIGHEST_LIMIT).exception();
        }
        List<ReceiptEntry> found = journal
                .read(view -> receipts.latest(view, call.query().get("till"), Integer.parseInt(text)));
        return Answer.ok(new Items<>(found.stream().map(ReceiptItem::of).toList()));
    }

    private Answer byNumber(Call call) {
        String series = call.pathParameter("series");
        String text = call.pathParameter("number");
        if (!text.matches("[0-9]{1,18}")) {
            throw Lookup.notFound("receipt", series + " " + text);
        }
        return Answer.ok(journal.read(view -> {
            ReceiptEntry entry = Lookup.found(receipts.byNumber(view, series, Long.parseLong(text)),
                    "receipt", series + " " + text);
            return entry.refund() == null
                    ? new ReceiptFound(
                            SaleView.of(view, shop.sales().byId(view, entry.sale()), shop), null)
                    : new ReceiptFound(null,
                            RefundView.of(view, shop.refunds().byId(view, entry.refund()), shop));
        }));
    }
}
