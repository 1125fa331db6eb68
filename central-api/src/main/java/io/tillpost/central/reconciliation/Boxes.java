package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.SortedMap;

/// How far the stores' boxes have been heard. Plugged in by the composition root.
@FunctionalInterface
public interface Boxes {
    /// Of those of these agents that have spoken at least once: up to when all that each has done is at head office; empty
    /// where that was never so.
    SortedMap<String, Optional<Instant>> heardTo(Transaction transaction, String tenant,
            Collection<String> agents);
}
