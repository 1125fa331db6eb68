package io.tillpost.edge.catalog;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/// A catalogue that grows row by row, and what is wrong with it so far. The rules that hold whatever the format are here.
/// Used by one thread.
final class CatalogDraft {
    static final int MOST_ARTICLES = 200_000;
    private static final int LONGEST_DESCRIPTION = 120;
    private static final int LONGEST_KEY = 40;
    private static final Pattern CODE = Pattern.compile("\\S{1,64}");

    private final Currency currency;
    private final RowErrors errors = new RowErrors();
    private final List<Article> articles = new ArrayList<>();
    private final List<Key> keys = new ArrayList<>();
    private final Set<String> skus = new HashSet<>();
    /// Number or barcode -> where it was seen first.
    private final Map<String, String> codes = new HashMap<>();
    /// What many articles share is there once.
    private final Map<Money, Money> prices = new HashMap<>();
    private final Map<TaxRate, TaxRate> rates = new HashMap<>();
    private final Map<String, String> classes = new HashMap<>();

    /// A quick key, and where it stands: its article may come later.
    private record Key(String where, QuickKey key) {}

    CatalogDraft(Currency currency) {
        this.currency = currency;
    }

    RowErrors errors() {
        return errors;
    }

    /// Whether it has as many articles as there may be.
    boolean isFull() {
        return articles.size() >= MOST_ARTICLES;
    }

    void add(String where, Article article) {
        code(where, "sku", article.sku());
        text(where, "description", article.description(), LONGEST_DESCRIPTION);
        price(where, article);
        for (String barcode : article.barcodes()) {
            if (!barcode.equals(article.sku())) {
                code(where, "barcodes", barcode);
            }
            Gtin.wrongCheckDigit(barcode)
                    .ifPresent(digit -> errors.add(where, "barcodes", barcode, "check digit " + digit));
        }
        skus.add(article.sku());
        articles.add(new Article(article.sku(), article.barcodes(), article.description(),
                once(prices, article.unitPrice()), once(rates, article.taxRate()),
                once(classes, article.salesClass()), article.unit(), article.openPrice()));
    }

    private static <T> T once(Map<T, T> seen, T value) {
        T before = seen.putIfAbsent(value, value);
        return before == null ? value : before;
    }

    void add(String where, QuickKey key) {
        text(where, "quick-key", key.label(), LONGEST_KEY);
        if (key.group() != null) {
            text(where, "quick-key", key.group(), LONGEST_KEY);
        }
        keys.add(new Key(where, key));
    }

    private void code(String where, String column, String code) {
        if (!CODE.matcher(code).matches()) {
            errors.add(where, column, code, "1 to 64 characters without blanks");
            return;
        }
        String earlier = codes.putIfAbsent(code, where);
        if (earlier != null) {
            errors.add(where, column, code, "a code that no other article has, but " + earlier + " has it");
        }
    }

    private void text(String where, String column, String value, int longest) {
        if (value.isBlank() || value.length() > longest) {
            errors.add(where, column, value, "1 to " + longest + " characters");
        }
    }

    private void price(String where, Article article) {
        Money price = article.unitPrice();
        if (!price.currency().equals(currency)) {
            errors.add(where, "price", price.toString(), "an amount in " + currency);
        } else if (price.isNegative() || (price.isZero() && !article.openPrice())) {
            errors.add(where, "price", price.decimal(), "an amount above 0, or open-price yes");
        }
    }

    /// All of it; of use only without errors.
    CatalogContent content() {
        for (Key key : keys) {
            if (!skus.contains(key.key.sku())) {
                errors.add(key.where, "quick-key", key.key.sku(), "the sku of an article of this catalogue");
            }
        }
        return new CatalogContent(articles, keys.stream().map(Key::key).toList());
    }
}
