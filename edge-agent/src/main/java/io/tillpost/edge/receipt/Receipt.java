package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.TextRenderer;
import io.tillpost.edge.receipt.paper.PdfPaper;
import io.tillpost.edge.receipt.paper.PngPaper;

/// One receipt, to be shown or sent: text, picture and PDF are of the same document, which is the one that is printed.
/// Immutable.
public final class Receipt {
    /// As on 80 mm paper.
    static final int TEXT_COLUMNS = 42;

    private final Slip slip;
    private final Document document;
    private final PdfPaper.Label label;

    Receipt(Slip slip, Document document, PdfPaper.Label label) {
        this.slip = slip;
        this.document = document;
        this.label = label;
    }

    /// What it is about.
    public Slip slip() {
        return slip;
    }

    /// E.g. `Receipt hamburg-1 12`.
    public String title() {
        return label.title();
    }

    /// For a screen or an e-mail.
    public String text() {
        return TextRenderer.render(document, TEXT_COLUMNS);
    }

    /// A picture of 80 mm paper.
    public byte[] png() {
        return PngPaper.draw(document);
    }

    /// One page, 80 mm wide, with text that can be selected.
    public byte[] pdf() {
        return PdfPaper.draw(document, label);
    }
}
