package io.tillpost.installer.demo;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.random.RandomGenerator;

/// What the demo's store sells: food at the reduced rate, the rest at the full one; prices contain the tax.
final class Catalogue {
    private static final TaxRate REDUCED = new TaxRate(700);
    private static final TaxRate FULL = new TaxRate(1900);

    private final List<Article> articles;

    private Catalogue(List<Article> articles) {
        this.articles = articles;
    }

    /// One article.
    ///
    /// @param salesClass merchandise class, which has a sales account of its own
    record Article(String sku, String description, Money price, TaxRate taxRate, String salesClass) {}

    /// Some pieces of an article.
    record Item(Article article, int pieces) {
        Money gross() {
            Money price = article.price();
            return new Money(Math.multiplyExact(price.minor(), pieces), price.currency());
        }
    }

    /// What a customer brings to the till.
    record Basket(List<Item> items, Money total) {
        Basket {
            items = List.copyOf(items);
        }

        /// `2 Rye bread, 1 Notebook`; a basket without articles is a voucher's.
        @Override
        public String toString() {
            return items.isEmpty()
                    ? "1 voucher"
                    : String.join(", ",
                            items.stream().map(item -> item.pieces() + " " + item.article().description())
                                    .toList());
        }
    }

    static Catalogue of(Currency currency) {
        return new Catalogue(List.of(
                article("4001", "Rye bread", 420, REDUCED, "food", currency),
                article("4002", "Butter", 289, REDUCED, "food", currency),
                article("4003", "Apples 1 kg", 349, REDUCED, "food", currency),
                article("4004", "Coffee beans", 1295, REDUCED, "food", currency),
                article("4005", "Honey", 675, REDUCED, "food", currency),
                article("5001", "Notebook", 399, FULL, "paper", currency),
                article("5002", "Fountain pen", 2450, FULL, "paper", currency),
                article("5003", "Umbrella", 1999, FULL, "household", currency),
                article("5004", "Candles", 749, FULL, "household", currency),
                article("5005", "Sparkling wine", 1149, FULL, "drinks", currency)));
    }

    /// All of it as a file that the agent imports (docs/reference/catalog.md). Every article is a quick key of its class.
    byte[] csv() {
        var csv = new StringBuilder(
                "sku,barcodes,description,price,tax-rate,sales-class,unit,open-price,quick-key\n");
        for (Article article : articles) {
            csv.append(article.sku()).append(",,").append(article.description()).append(',')
                    .append(article.price().decimal()).append(',')
                    .append(BigDecimal.valueOf(article.taxRate().basisPoints(), 2).stripTrailingZeros()
                            .toPlainString())
                    .append(',').append(article.salesClass()).append(",piece,no,")
                    .append(article.salesClass())
                    .append('/').append(article.description()).append('\n');
        }
        return csv.toString().getBytes(StandardCharsets.UTF_8);
    }

    /// Two to four kinds of article, of both tax rates.
    Basket basket(RandomGenerator random) {
        List<Article> left = new ArrayList<>(articles);
        var items = new ArrayList<Item>();
        items.add(new Item(take(left, random, REDUCED), random.nextInt(1, 3)));
        items.add(new Item(take(left, random, FULL), random.nextInt(1, 3)));
        for (int more = random.nextInt(3); more > 0; more--) {
            items.add(new Item(left.remove(random.nextInt(left.size())), 1));
        }
        Currency currency = articles.getFirst().price().currency();
        return new Basket(items, Money.sum(items.stream().map(Item::gross).toList(), currency));
    }

    private static Article take(List<Article> left, RandomGenerator random, TaxRate rate) {
        var fitting = left.stream().filter(article -> article.taxRate().equals(rate)).toList();
        Article chosen = fitting.get(random.nextInt(fitting.size()));
        left.remove(chosen);
        return chosen;
    }

    private static Article article(String sku, String description, long priceMinor, TaxRate rate,
            String salesClass,
            Currency currency) {
        return new Article(sku, description, new Money(priceMinor, currency), rate, salesClass);
    }
}
