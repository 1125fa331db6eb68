package io.tillpost.central.payment;

import io.tillpost.central.database.Transaction;
import java.util.List;
import java.util.UUID;

/// A room that has seen a payment pass. The composition root plugs in one for each.
@FunctionalInterface
public interface TrailSource {
    /// Its steps for this attempt, oldest first; empty if it has seen nothing.
    ///
    /// @param wholeTenant whether what concerns other stores as well is shown: payouts and bank lines
    List<TrailStep> steps(Transaction transaction, String tenant, UUID attempt, boolean wholeTenant);
}
