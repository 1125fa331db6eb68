package io.tillpost.device.printer;

/// One receipt printer with the drawer that hangs on it. Blocking calls for one platform thread at a time. A lost line
/// is an answer, not an exception.
public interface ReceiptPrinter extends AutoCloseable {
    /// Prints a document and waits for the printer's own word that all of it came out.
    PrintResult print(Document document);

    /// Asks paper, cover, drawer and faults.
    PrinterStatus status();

    /// Pulses the drawer. True if the pulse was sent and the printer answered after it.
    boolean openDrawer();

    @Override
    void close();
}
