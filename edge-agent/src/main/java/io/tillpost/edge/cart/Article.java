package io.tillpost.edge.cart;

import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;

/// What a cart needs to know of an article.
///
/// @param weighed sold by weight: 1000 thousandths are one kilogram
/// @param openPrice the till states the price, whatever `unitPrice` says
public record Article(String sku, String description, Money unitPrice, TaxRate taxRate, String salesClass,
        boolean weighed, boolean openPrice) {}
