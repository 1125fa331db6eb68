package io.tillpost.edge.cart;

import io.tillpost.edge.sale.Markdown;
import io.tillpost.protocol.money.Money;
import org.jspecify.annotations.Nullable;

/// What is to be another way in a line; what is absent stays.
///
/// @param withoutDiscount true: the line's own discount goes
public record LineChange(@Nullable Long quantityThousandths, @Nullable Money unitPrice,
        @Nullable Markdown discount, boolean withoutDiscount) {}
