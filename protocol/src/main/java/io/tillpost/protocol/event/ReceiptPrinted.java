package io.tillpost.protocol.event;

import org.jspecify.annotations.Nullable;

/// A receipt was sent to a printer. Only `confirmed` means that the printer said it came out; `detail` says why not.
///
/// @param refund the refund whose receipt it is; absent: the sale's
public record ReceiptPrinted(SaleId sale, String printer, boolean confirmed, String detail,
        @Nullable RefundId refund) implements Event {
    public ReceiptPrinted {
        Names.check("printer", printer);
    }
}
