package io.tillpost.edge.catalog;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/// Reads a catalogue whole, or refuses it whole and names the rows that are wrong. Immutable.
final class CatalogReader {
    private static final int MOST_ARTICLES = 200_000;
    private static final int LONGEST_SKU = 64;
    private static final int LONGEST_DESCRIPTION = 120;
    private static final Set<String> NEEDED = Set.of("sku", "description", "price", "tax-rate",
            "sales-class");
    private static final Set<String> KNOWN = Set.of("sku", "barcodes", "description", "price", "tax-rate",
            "sales-class", "unit", "open-price", "quick-key");

    private final Currency currency;

    CatalogReader(Currency currency) {
        this.currency = currency;
    }

    Decision<CatalogContent> read(CatalogFormat format, byte[] file) {
        return switch (format) {
            case CSV -> csv(file);
            case JSON -> json(file);
        };
    }

    /// The shape of a JSON file.
    private record JsonFile(List<Article> articles, @Nullable List<QuickKey> quickKeys) {}

    private Decision<CatalogContent> json(byte[] file) {
        try {
            JsonFile read = Json.read(file, JsonFile.class);
            var draft = new Draft();
            for (int i = 0; i < read.articles.size(); i++) {
                draft.add("/articles/" + i, read.articles.get(i));
            }
            List<QuickKey> keys = read.quickKeys == null ? List.of() : read.quickKeys;
            for (int i = 0; i < keys.size(); i++) {
                draft.add("/quickKeys/" + i, keys.get(i));
            }
            return draft.done();
        } catch (MalformedJsonException e) {
            return refused("at " + e.pointer() + ": " + e.getMessage());
        }
    }

    private Decision<CatalogContent> csv(byte[] file) {
        var decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var format = CSVFormat.RFC4180.builder().setHeader().setSkipHeaderRecord(true)
                .setIgnoreEmptyLines(true).setTrim(true).get();
        try (var reader = new InputStreamReader(new ByteArrayInputStream(file), decoder);
                var parser = CSVParser.parse(reader, format)) {
            var columns = new TreeSet<>(parser.getHeaderNames());
            var missing = new TreeSet<>(NEEDED);
            missing.removeAll(columns);
            columns.removeAll(KNOWN);
            if (!missing.isEmpty() || !columns.isEmpty()) {
                return refused("header: " + (missing.isEmpty() ? "" : "missing " + missing + " ")
                        + (columns.isEmpty() ? "" : "unknown " + columns));
            }
            var draft = new Draft();
            for (CSVRecord row : parser) {
                read(row, draft);
            }
            return draft.done();
        } catch (IOException | UncheckedIOException | IllegalArgumentException e) {
            return refused("it is no CSV in UTF-8: " + e.getMessage());
        }
    }

    private void read(CSVRecord row, Draft draft) {
        String where = "row " + (row.getRecordNumber() + 1);
        if (!row.isConsistent()) {
            draft.errors.add(where, row.size() + " columns, expected as many as the header has");
            return;
        }
        try {
            String sku = row.get("sku");
            draft.add(where, new Article(sku, codes(optional(row, "barcodes", "")), row.get("description"),
                    Money.parse(row.get("price"), currency), rate(row.get("tax-rate")),
                    row.get("sales-class"), unit(optional(row, "unit", "piece")),
                    yes(optional(row, "open-price", "no"))));
            String key = optional(row, "quick-key", "");
            if (!key.isEmpty()) {
                int slash = key.indexOf('/');
                draft.add(where, new QuickKey(key.substring(slash + 1), sku,
                        slash < 0 ? null : key.substring(0, slash)));
            }
        } catch (IllegalArgumentException e) {
            draft.errors.add(where, String.valueOf(e.getMessage()));
        }
    }

    private static String optional(CSVRecord row, String column, String otherwise) {
        String value = row.isMapped(column) ? row.get(column) : "";
        return value.isEmpty() ? otherwise : value;
    }

    private static List<String> codes(String words) {
        return words.isEmpty() ? List.of() : List.of(words.split(" +"));
    }

    private static TaxRate rate(String percent) {
        try {
            return new TaxRate(new BigDecimal(percent).movePointRight(2).intValueExact());
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    "tax-rate '" + percent + "', expected a percentage such as 19 or 5.5", e);
        }
    }

    private static Unit unit(String word) {
        return switch (word) {
            case "piece" -> Unit.PIECE;
            case "kg" -> Unit.KG;
            default -> throw new IllegalArgumentException("unit '" + word + "', expected piece or kg");
        };
    }

    private static boolean yes(String word) {
        return switch (word) {
            case "yes" -> true;
            case "no" -> false;
            default -> throw new IllegalArgumentException("open-price '" + word + "', expected yes or no");
        };
    }

    private static Decision<CatalogContent> refused(String why) {
        return Decision.refuse(Reason.CATALOG_NOT_VALID, "nothing was applied: " + why);
    }

    /// A catalogue that grows row by row.
    private final class Draft {
        private final RowErrors errors = new RowErrors();
        private final List<Article> articles = new ArrayList<>();
        private final List<QuickKey> keys = new ArrayList<>();
        /// Number or barcode -> where it was seen first.
        private final Map<String, String> codes = new HashMap<>();

        void add(String where, Article article) {
            if (articles.size() == MOST_ARTICLES) {
                throw new IllegalArgumentException("more than " + MOST_ARTICLES + " articles");
            }
            check(where, article);
            articles.add(article);
        }

        void add(String where, QuickKey key) {
            if (key.label().isBlank()) {
                errors.add(where, "quick key without a label");
            }
            if (!codes.containsKey(key.sku())) {
                errors.add(where, "quick key for '" + key.sku() + "', expected an article of this catalogue");
            }
            keys.add(key);
        }

        private void check(String where, Article article) {
            if (!article.sku().matches("\\S{1," + LONGEST_SKU + "}")) {
                errors.add(where, "sku '" + article.sku() + "', expected 1 to " + LONGEST_SKU
                        + " characters without blanks");
            }
            int length = article.description().length();
            if (article.description().isBlank() || length > LONGEST_DESCRIPTION) {
                errors.add(where, "description of " + length + " characters, expected 1 to "
                        + LONGEST_DESCRIPTION);
            }
            Money price = article.unitPrice();
            if (!price.currency().equals(currency) || price.isNegative()
                    || (price.isZero() && !article.openPrice())) {
                errors.add(where, "price " + price + ", expected above 0 in " + currency
                        + ", or open-price yes");
            }
            unique(where, article.sku());
            for (String barcode : article.barcodes()) {
                if (!barcode.equals(article.sku())) {
                    unique(where, barcode);
                }
                Gtin.wrongCheckDigit(barcode).ifPresent(expected -> errors.add(where, "barcode " + barcode
                        + " ends with a wrong check digit, expected " + expected));
            }
        }

        private void unique(String where, String code) {
            String earlier = codes.putIfAbsent(code, where);
            if (earlier != null) {
                errors.add(where, "'" + code + "' stands in " + earlier + " already");
            }
        }

        Decision<CatalogContent> done() {
            return errors.isEmpty()
                    ? Decision.accept(new CatalogContent(articles, keys))
                    : refused(errors.text());
        }
    }
}
