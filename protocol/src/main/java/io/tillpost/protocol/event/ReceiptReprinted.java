package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// A receipt was printed once more. Only `confirmed` means that the printer said it came out; `detail` says why not.
///
/// @param refund the refund whose receipt it is; absent: the sale's
/// @param marking what stands on it
/// @param attempt the payment by signature whose copy for the merchant it is; absent: a receipt
public record ReceiptReprinted(SaleId sale, @Nullable RefundId refund, String printer, Marking marking,
        boolean confirmed, String detail, @Nullable AttemptId attempt) implements Event {
    /// A receipt.
    public ReceiptReprinted(SaleId sale, @Nullable RefundId refund, String printer, Marking marking,
            boolean confirmed, String detail) {
        this(sale, refund, printer, marking, confirmed, detail, null);
    }

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
