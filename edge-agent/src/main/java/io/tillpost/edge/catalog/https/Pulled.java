package io.tillpost.edge.catalog.https;

import io.tillpost.edge.catalog.AppliedCatalog;

/// What came of asking head office once.
public sealed interface Pulled {
    /// There was a new catalogue, and it counts now.
    record Applied(AppliedCatalog catalog) implements Pulled {}

    /// Head office has what was applied or refused already.
    record Unchanged() implements Pulled {}

    /// Head office has no catalogue for this store.
    record NothingYet() implements Pulled {}

    /// An answer that cannot be used; what counted before counts still.
    record Refused(String detail) implements Pulled {}

    /// No whole answer; the usual thing when a store is offline.
    record Unreachable(String detail) implements Pulled {}
}
