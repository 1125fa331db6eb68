package io.tillpost.edge.catalog;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;

/// One thing that the store sells.
///
/// @param sku the store's own number, unique
/// @param barcodes each unique in the catalogue
/// @param unitPrice of one piece or one kilogram
/// @param salesClass merchandise class for the ledger's sales accounts
/// @param openPrice the till asks for the price
public record Article(String sku, List<String> barcodes, String description, Money unitPrice, TaxRate taxRate,
        String salesClass, Unit unit, boolean openPrice) {
    public Article {
        barcodes = List.copyOf(barcodes);
        Names.check("sales class", salesClass);
    }
}
