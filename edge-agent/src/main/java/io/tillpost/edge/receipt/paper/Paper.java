package io.tillpost.edge.receipt.paper;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.Layout;
import io.tillpost.device.printer.PaperRow;
import io.tillpost.device.printer.PaperWidth;
import java.util.List;

/// Paper of 80 mm as most receipt printers have it: 42 characters on 72 mm.
final class Paper {
    static final int COLUMNS = 42;
    static final int WIDTH_MM = 80;
    static final int PRINTED_MM = 72;
    /// Dots across the printed part, 14 to a column: 207 to the inch. A picture has them, in a PDF bars are as wide as so many of them.
    static final int DOTS = 588;
    private static final PaperWidth WIDTH = new PaperWidth(COLUMNS, DOTS);

    private Paper() {}

    /// All that happens to the paper.
    static List<PaperRow> rows(Document document) {
        return Layout.rows(document, WIDTH);
    }

    /// How many columns one character takes.
    static int across(PaperRow.Line line) {
        return line.size() == Size.DOUBLE ? 2 : 1;
    }

    /// How many lines it is high.
    static int down(PaperRow.Line line) {
        return line.size() == Size.NORMAL ? 1 : 2;
    }

    /// Free columns left of the text, in halves of a column.
    static int indentHalves(PaperRow.Line line) {
        int room = Math.max(0, COLUMNS - line.text().length() * across(line));
        return switch (line.alignment()) {
            case LEFT -> 0;
            case CENTRE -> room;
            case RIGHT -> 2 * room;
        };
    }
}
