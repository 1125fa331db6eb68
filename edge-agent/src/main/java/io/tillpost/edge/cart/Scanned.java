package io.tillpost.edge.cart;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// What a code says: which article, and for a scale's label how much of it or at what price.
///
/// @param thousandths how much, if the code says so
/// @param price of all that the label is on, if the code says so: it is sold as one piece at that price
public record Scanned(Article article, @Nullable Long thousandths, @Nullable Money price) {
    /// A code that says nothing but the article.
    public static Scanned plain(Article article) {
        return new Scanned(article, null, null);
    }
}
