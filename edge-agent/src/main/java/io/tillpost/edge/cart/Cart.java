package io.tillpost.edge.cart;

import io.tillpost.edge.sale.Markdown;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A cart as it stands; it has one line at least.
///
/// @param cart the id of the sale that it becomes
/// @param lastLine the highest line number given
/// @param discount on all of it
/// @param label why it is parked, in words; and `parkedAt` when, absent while it is open
public record Cart(SaleId cart, String till, ShiftId shift, String operator, Instant startedAt,
        List<CartLine> lines, int lastLine, @Nullable Markdown discount, @Nullable String label,
        @Nullable Instant parkedAt) {
    public Cart {
        lines = List.copyOf(lines);
    }

    /// Items in it: pieces, and one for each weighing.
    public long items() {
        return lines.stream().mapToLong(line -> line.weighed() ? 1 : line.quantityThousandths() / 1000).sum();
    }

    /// The lines that are sold by weight.
    public Set<Integer> weighed() {
        return lines.stream().filter(CartLine::weighed).map(CartLine::line).collect(Collectors.toSet());
    }

    Optional<CartLine> line(int number) {
        return lines.stream().filter(line -> line.line() == number).findFirst();
    }

    Cart withMore(CartLine added) {
        var more = new ArrayList<>(lines);
        more.add(added);
        return with(more, added.line(), discount, null, null);
    }

    Cart withInstead(CartLine changed) {
        return with(lines.stream().map(line -> line.line() == changed.line() ? changed : line).toList(),
                lastLine, discount, null, null);
    }

    Cart without(int number) {
        return with(lines.stream().filter(line -> line.line() != number).toList(), lastLine, discount, null,
                null);
    }

    Cart withDiscount(@Nullable Markdown markdown) {
        return with(lines, lastLine, markdown, null, null);
    }

    Cart parked(@Nullable String why, Instant at) {
        return with(lines, lastLine, discount, why, at);
    }

    Cart recalled() {
        return with(lines, lastLine, discount, null, null);
    }

    /// The same lines for another sale.
    Cart of(SaleId sale) {
        return new Cart(sale, till, shift, operator, startedAt, lines, lastLine, discount, label, parkedAt);
    }

    private Cart with(List<CartLine> nextLines, int last, @Nullable Markdown markdown, @Nullable String why,
            @Nullable Instant at) {
        return new Cart(cart, till, shift, operator, startedAt, nextLines, last, markdown, why, at);
    }
}
