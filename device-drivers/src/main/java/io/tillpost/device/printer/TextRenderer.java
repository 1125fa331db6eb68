package io.tillpost.device.printer;

import io.tillpost.device.printer.Document.Alignment;
import java.util.List;
import java.util.stream.Collectors;

/// Renders a receipt as plain text, e.g. for a screen, an e-mail or a file. Sizes, bold, cuts and drawer pulses do not
/// show.
public final class TextRenderer {
    private TextRenderer() {}

    /// The document as lines of at most `columns` characters, each ended by `\n`, without trailing spaces.
    public static String render(Document document, int columns) {
        return render(Layout.rows(document, columns), columns);
    }

    /// The same for rows that are already laid out.
    public static String render(List<PaperRow> rows, int columns) {
        return rows.stream()
                .filter(PaperRow.Line.class::isInstance)
                .map(row -> aligned((PaperRow.Line) row, columns) + "\n")
                .collect(Collectors.joining());
    }

    private static String aligned(PaperRow.Line line, int columns) {
        int room = Math.max(0, columns - line.text().length());
        int indent = switch (line.alignment()) {
            case Alignment.LEFT -> 0;
            case Alignment.CENTRE -> room / 2;
            case Alignment.RIGHT -> room;
        };
        return (" ".repeat(indent) + line.text()).stripTrailing();
    }
}
