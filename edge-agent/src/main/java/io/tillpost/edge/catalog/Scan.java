package io.tillpost.edge.catalog;

import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// What a code says: which article, and for a scale's label how much of it or at what price.
///
/// @param thousandths of a kilogram, if the code holds a weight
/// @param price of all that was weighed, if the code holds a price
public record Scan(Article article, @Nullable Long thousandths, @Nullable Money price) {}
