package io.tillpost.edge.cart;

import io.tillpost.edge.sale.Pricing.Priced;

/// A cart and what it costs.
public record PricedCart(Cart cart, Priced priced) {}
