package io.tillpost.edge.cart;

import java.util.Optional;

/// Where carts look articles up. Must be quick, and safe for use by all threads.
@FunctionalInterface
public interface Articles {
    /// The article with this number or barcode.
    Optional<Article> find(String code);
}
