package io.tillpost.edge.sale;

/// What becomes, in a sale or refund, of what is proven of its money after a person had said otherwise.
public enum Late {
    /// It counts as any other: there was room for it; or, of what did not move, its tender is there to be taken off.
    COUNTS,
    /// Another attempt is under way, which decides first whether there is.
    WAITS,
    /// There is no room for it any more: people have to give it back, or to look for what is missing.
    TOO_LATE
}
