package io.tillpost.edge.receipt;

import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.RefundId;
import java.util.Optional;

/// Where completed refunds are looked up.
@FunctionalInterface
public interface RefundSlips {
    /// The refund, if it is completed.
    Optional<Slip.TakenBack> find(View view, RefundId id);
}
