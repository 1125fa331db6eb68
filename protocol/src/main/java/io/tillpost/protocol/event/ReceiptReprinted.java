package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// A receipt was printed once more. Only `confirmed` means that the printer said it came out; `detail` says why not.
///
/// @param refund the refund whose receipt it is; absent: the sale's
/// @param marking what stands on it
public record ReceiptReprinted(SaleId sale, @Nullable RefundId refund, String printer, Marking marking,
        boolean confirmed, String detail) implements Event {
    public ReceiptReprinted {
        Names.check("printer", printer);
    }

    /// How it differs from the first print.
    public enum Marking {
        /// The first print was confirmed.
        COPY,
        /// It is not known whether the first print came out.
        DUPLICATE
    }
}
