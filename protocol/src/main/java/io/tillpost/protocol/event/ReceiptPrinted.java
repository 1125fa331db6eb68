package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// A receipt was sent to a printer. Only `confirmed` means that the printer said it came out; `detail` says why not.
///
/// @param refund the refund whose receipt it is; absent: the sale's
/// @param attempt the payment by signature whose copy for the merchant it is; absent: a receipt
public record ReceiptPrinted(SaleId sale, String printer, boolean confirmed, String detail,
        @Nullable RefundId refund, @Nullable AttemptId attempt) implements Event {
    /// A receipt.
    public ReceiptPrinted(SaleId sale, String printer, boolean confirmed, String detail,
            @Nullable RefundId refund) {
        this(sale, printer, confirmed, detail, refund, null);
    }

    public ReceiptPrinted {
        Names.check("printer", printer);
    }
}
