package io.tillpost.edge.catalog;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The shape of a JSON file. Lists may hold nulls as far as JSON goes, so they are looked for.
record JsonCatalog(List<@Nullable Row> articles, @Nullable List<@Nullable QuickKey> quickKeys) {

    /// @param unit absent: piece
    /// @param openPrice absent: no
    record Row(String sku, @Nullable List<@Nullable String> barcodes, String description, Money unitPrice,
            TaxRate taxRate, String salesClass, @Nullable Unit unit, @Nullable Boolean openPrice) {}

    void readInto(CatalogDraft draft) {
        for (int i = 0; i < articles.size() && !draft.isFull(); i++) {
            read("/articles/" + i, articles.get(i), draft);
        }
        List<@Nullable QuickKey> keys = quickKeys == null ? List.of() : quickKeys;
        for (int i = 0; i < keys.size(); i++) {
            QuickKey key = keys.get(i);
            String where = "/quickKeys/" + i;
            if (key == null) {
                draft.errors().add(where, "value", "null", "a quick key");
            } else {
                draft.add(where, key);
            }
        }
    }

    private static void read(String where, @Nullable Row row, CatalogDraft draft) {
        if (row == null) {
            draft.errors().add(where, "value", "null", "an article");
            return;
        }
        List<@Nullable String> barcodes = row.barcodes == null ? List.of() : row.barcodes;
        if (barcodes.stream().anyMatch(Objects::isNull)) {
            draft.errors().add(where, "barcodes", "null", "codes");
            return;
        }
        try {
            var _ = Names.check("sales class", row.salesClass);
        } catch (IllegalArgumentException _) {
            draft.errors().add(where, "salesClass", row.salesClass,
                    "1 to 32 lower-case letters, digits or inner hyphens");
            return;
        }
        draft.add(where, new Article(row.sku, barcodes.stream().map(Objects::requireNonNull).toList(),
                row.description, row.unitPrice, row.taxRate, row.salesClass,
                Objects.requireNonNullElse(row.unit, Unit.PIECE),
                Objects.requireNonNullElse(row.openPrice, false)));
    }
}
