package io.tillpost.edge.cart;

import java.util.Optional;

/// Where carts look articles up. Must be quick, and safe for use by all threads.
@FunctionalInterface
public interface Articles {
    /// What this number, barcode or scale's label says.
    Optional<Scanned> find(String code);
}
