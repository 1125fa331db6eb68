package io.tillpost.edge.sale;

/// What becomes, in a sale or refund, of money that is proven to have moved after a person had said that it had not.
public enum Late {
    /// It counts as any other: there was room for it.
    COUNTS,
    /// Another attempt is under way, which decides first whether there is.
    WAITS,
    /// There is no room for it any more: people have to give it back.
    TOO_LATE
}
