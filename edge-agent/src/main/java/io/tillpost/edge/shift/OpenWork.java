package io.tillpost.edge.shift;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.View;

/// Whether anything on a till still has to be brought to an end before its shift can be.
@FunctionalInterface
public interface OpenWork {
    /// Accepts, or refuses naming the sale or payment that is open.
    Decision<Boolean> ended(View view, String till);
}
