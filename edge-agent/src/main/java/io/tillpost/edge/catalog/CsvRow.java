package io.tillpost.edge.catalog;

import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// One row of a CSV file. Every cell that cannot be read is an error of its own, so that a file is mended in one go.
final class CsvRow {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]{1,9}(\\.[0-9]+)?");

    private final CSVRecord row;
    private final String where;
    private final CatalogDraft draft;

    CsvRow(CSVRecord row, String where, CatalogDraft draft) {
        this.row = row;
        this.where = where;
        this.draft = draft;
    }

    void readInto(Currency currency) {
        String sku = text("sku", "");
        Money price = cell("price", "", text -> Money.parse(decimal(text), currency),
                "a decimal such as 2.49 with at most "
                        + currency.getDefaultFractionDigits() + " places");
        TaxRate rate = cell("tax-rate", "", CsvRow::rate, "a percentage such as 19 or 5.5");
        String salesClass = cell("sales-class", "", word -> Names.check("sales class", word),
                "1 to 32 lower-case letters, digits or inner hyphens");
        Unit unit = cell("unit", "piece", CsvRow::unit, "piece or kg");
        Boolean open = cell("open-price", "no", CsvRow::yes, "yes or no");
        String other = text("currency", currency.getCurrencyCode());
        if (!other.equals(currency.getCurrencyCode())) {
            draft.errors().add(where, "currency", other, currency.getCurrencyCode() + ", the store's");
        }
        if (price != null && rate != null && salesClass != null && unit != null && open != null) {
            draft.add(where,
                    new Article(sku, codes(text("barcodes", "")), text("description", ""), price, rate,
                            salesClass, unit, open));
            quickKey(sku, text("quick-key", ""));
        }
    }

    private void quickKey(String sku, String key) {
        if (!key.isEmpty()) {
            int slash = key.indexOf('/');
            draft.add(where, new QuickKey(key.substring(slash + 1).strip(), sku,
                    slash < 0 ? null : key.substring(0, slash).strip()));
        }
    }

    private String text(String column, String otherwise) {
        String value = row.isMapped(column) ? row.get(column) : "";
        return value.isEmpty() ? otherwise : value;
    }

    private <T> @Nullable T cell(String column, String otherwise, Function<String, T> read, String expected) {
        String value = text(column, otherwise);
        try {
            return read.apply(value);
        } catch (IllegalArgumentException | ArithmeticException _) {
            draft.errors().add(where, column, value, expected);
            return null;
        }
    }

    private static List<String> codes(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" +"));
    }

    private static String decimal(String text) {
        if (!DECIMAL.matcher(text).matches()) {
            throw new IllegalArgumentException("not a plain decimal");
        }
        return text;
    }

    private static TaxRate rate(String percent) {
        return new TaxRate(new BigDecimal(decimal(percent)).movePointRight(2).intValueExact());
    }

    private static Unit unit(String word) {
        return switch (word) {
            case "piece" -> Unit.PIECE;
            case "kg" -> Unit.KG;
            default -> throw new IllegalArgumentException("not a unit");
        };
    }

    private static boolean yes(String word) {
        return switch (word) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("neither yes nor no");
        };
    }
}
