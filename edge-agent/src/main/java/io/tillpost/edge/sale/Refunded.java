package io.tillpost.edge.sale;

import io.tillpost.protocol.money.Money;
import java.util.List;

/// What of a sale came back so far, refunds that are not completed included.
///
/// @param refundable what could still go back
public record Refunded(List<Line> lines, Money refundable) {
    public Refunded {
        lines = List.copyOf(lines);
    }

    /// How much of a line came back, and what for.
    public record Line(int line, long quantityThousandths, Money gross) {}
}
