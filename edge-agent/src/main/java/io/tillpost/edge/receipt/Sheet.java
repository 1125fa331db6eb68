package io.tillpost.edge.receipt;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.money.Money;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Paper that is being written on, top down. For one thread.
final class Sheet {
    private final List<Element> paper = new ArrayList<>();
    private final Wording wording;
    private final Mode mode;
    private final @Nullable Marking marking;

    /// @param marking what stands at the top and at the bottom; absent for an original
    Sheet(Wording wording, Mode mode, @Nullable Marking marking) {
        this.wording = wording;
        this.mode = mode;
        this.marking = marking;
    }

    /// The top: what marks it, and the store's own lines.
    void open(List<String> header) {
        marks();
        header.forEach(this::centre);
        blank();
    }

    /// The bottom: the store's own lines, what marks it, the cut.
    Document close(List<String> footer) {
        foot(footer);
        return cut();
    }

    /// The same with a bar code below.
    Document close(List<String> footer, String barcode) {
        foot(footer);
        blank();
        paper.add(new Element.Barcode(barcode));
        return cut();
    }

    private void foot(List<String> footer) {
        if (!footer.isEmpty()) {
            blank();
            footer.forEach(this::centre);
        }
        if (marked()) {
            blank();
            marks();
        }
    }

    private Document cut() {
        paper.add(new Element.Cut());
        return new Document(paper);
    }

    private boolean marked() {
        return mode == Mode.TRAINING || marking != null;
    }

    private void marks() {
        if (mode == Mode.TRAINING) {
            big(wording.of(Word.TRAINING));
            centre(wording.of(Word.NOT_A_RECEIPT));
        }
        if (marking != null) {
            big(wording.of(switch (marking) {
                case COPY -> Word.COPY;
                case DUPLICATE -> Word.DUPLICATE;
            }));
        }
    }

    void big(String text) {
        paper.add(new Element.Text("*** " + text + " ***", Alignment.CENTRE, Size.DOUBLE, true));
    }

    void title(String text) {
        paper.add(new Element.Text(text, Alignment.CENTRE, Size.DOUBLE, true));
    }

    void centre(String text) {
        paper.add(new Element.Text(text, Alignment.CENTRE, Size.NORMAL, false));
    }

    void line(String text) {
        paper.add(Element.Text.plain(text));
    }

    void heading(String text) {
        paper.add(new Element.Text(text, Alignment.LEFT, Size.NORMAL, true));
    }

    void pair(String left, String right) {
        paper.add(new Element.Columns(left, right, false));
    }

    void pair(String left, Money right) {
        pair(left, wording.of(right));
    }

    void strong(String left, Money right) {
        paper.add(new Element.Columns(left, wording.of(right), true));
    }

    void rule() {
        paper.add(new Element.Rule());
    }

    void blank() {
        paper.add(new Element.Feed(1));
    }

    /// Net, tax and gross of each rate, and their sums if there is more than one.
    void taxes(List<TaxTotal> taxes) {
        cells(wording.of(Word.VAT), wording.of(Word.NET), wording.of(Word.VAT), wording.of(Word.GROSS));
        taxes.forEach(tax -> cells(wording.decimal(tax.rate().toString()), wording.of(tax.net()),
                wording.of(tax.tax()), wording.of(tax.gross())));
        if (taxes.size() > 1) {
            var currency = taxes.getFirst().gross().currency();
            cells(wording.of(Word.SUM),
                    wording.of(Money.sum(taxes.stream().map(TaxTotal::net).toList(), currency)),
                    wording.of(Money.sum(taxes.stream().map(TaxTotal::tax).toList(), currency)),
                    wording.of(Money.sum(taxes.stream().map(TaxTotal::gross).toList(), currency)));
        }
    }

    void cells(String... cells) {
        paper.add(new Element.Cells(List.of(cells)));
    }
}
