package io.tillpost.edge.till;

import java.util.Locale;

/// What a till's screen shows, by the parts that it reads again when they changed.
public enum Topic {
    CART, SALE, ATTEMPT, SHIFT, STATUS;

    /// As in the live stream: `cart`.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
