package io.tillpost.device.printer;

import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Size;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Renders a receipt as plain text, e.g. for a screen, an e-mail or a file. Sizes, bold, cuts and drawer pulses do not
/// show; of a bar code its content does, between bars: `||| hamburg-1/12 |||`.
public final class TextRenderer {
    private TextRenderer() {}

    /// The document as lines of at most `columns` characters, each ended by `\n`, without trailing spaces.
    public static String render(Document document, int columns) {
        return render(Layout.rows(document, columns), columns);
    }

    /// The same for rows that are already laid out.
    public static String render(List<PaperRow> rows, int columns) {
        return rows.stream().flatMap(row -> switch (row) {
            case PaperRow.Line line -> Stream.of(line);
            case PaperRow.Barcode barcode -> Stream.of(bars(barcode.symbol().text(), columns));
            case PaperRow.Cut(),PaperRow.Pulse() -> Stream.<PaperRow.Line>empty();
        }).map(line -> aligned(line, columns) + "\n").collect(Collectors.joining());
    }

    private static PaperRow.Line bars(String content, int columns) {
        String between = "||| " + content + " |||";
        return new PaperRow.Line(between.length() > columns ? content : between, Alignment.CENTRE,
                Size.NORMAL,
                false);
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
