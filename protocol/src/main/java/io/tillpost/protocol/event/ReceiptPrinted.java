package io.tillpost.protocol.event;

/// A receipt was sent to a printer. Only `confirmed` means that the printer said it came out; `detail` says why not.
public record ReceiptPrinted(SaleId sale, String printer, boolean confirmed, String detail) implements Event {
    public ReceiptPrinted {
        Names.check("printer", printer);
    }
}
