package io.tillpost.device.printer;

import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.Stream;

/// Lays a document out on paper of a given width. The printer's own wrapping is never relied on, so text, paper and
/// picture break at the same places.
public final class Layout {
    /// 10 mm at 203 dots per inch: a scanner's line crosses all bars even when the receipt is held askew.
    private static final int BARCODE_DOTS = 80;

    private Layout() {}

    /// The rows of `document` on paper of `columns` characters of the normal font, at least 8.
    public static List<PaperRow> rows(Document document, int columns) {
        return rows(document, PaperWidth.ofColumns(columns));
    }

    /// The rows of `document` on that paper.
    public static List<PaperRow> rows(Document document, PaperWidth paper) {
        return document.elements().stream().flatMap(element -> rows(element, paper)).toList();
    }

    private static Stream<PaperRow> rows(Element element, PaperWidth paper) {
        int columns = paper.columns();
        return switch (element) {
            case Element.Text text -> text(text, columns);
            case Element.Columns pair -> columns(pair, columns);
            case Element.Cells(var cells) -> cells(cells.stream().map(Layout::printable).toList(), columns);
            case Element.Rule() -> Stream.of(plain("-".repeat(columns), false));
            case Element.Barcode(var content) -> barcode(content, paper);
            case Element.Feed(int lines) ->
                Stream.generate(() -> (PaperRow) PaperRow.Line.EMPTY).limit(lines);
            case Element.Cut() -> Stream.of(new PaperRow.Cut());
            case Element.DrawerPulse() -> Stream.of(new PaperRow.Pulse());
        };
    }

    private static Stream<PaperRow> text(Element.Text text, int columns) {
        int width = text.size() == Size.DOUBLE ? columns / 2 : columns;
        return text.text()
                .lines()
                .flatMap(line -> wrap(printable(line), width).stream())
                .map(line -> new PaperRow.Line(line, text.alignment(), text.size(), text.bold()));
    }

    /// The right part stands on the last line of the left part; one that is as wide as the paper gets its own lines.
    private static Stream<PaperRow> columns(Element.Columns pair, int columns) {
        String left = printable(pair.left());
        String right = printable(pair.right());
        int leftWidth = columns - right.length() - 1;
        if (leftWidth < 1) {
            return Stream.concat(wrap(left, columns).stream().map(line -> plain(line, pair.bold())),
                    wrap(right, columns).stream()
                            .map(line -> new PaperRow.Line(line, Alignment.RIGHT, Size.NORMAL, pair.bold())));
        }
        var lines = new ArrayList<>(wrap(left, leftWidth));
        String last = lines.removeLast();
        lines.add(last + " ".repeat(columns - last.length() - right.length()) + right);
        return lines.stream().map(line -> plain(line, pair.bold()));
    }

    private static Stream<PaperRow> cells(List<String> cells, int columns) {
        int width = columns / cells.size();
        if (cells.stream().anyMatch(cell -> cell.length() >= width)) {
            return wrap(String.join("  ", cells), columns).stream().map(line -> plain(line, false));
        }
        var row = new StringBuilder(cells.getFirst());
        for (int i = 1; i < cells.size(); i++) {
            int end = columns - width * (cells.size() - 1 - i);
            row.append(" ".repeat(end - row.length() - cells.get(i).length())).append(cells.get(i));
        }
        return Stream.of(plain(row.toString(), false));
    }

    private static Stream<PaperRow> barcode(String content, PaperWidth paper) {
        var symbol = Code128.of(content);
        var module = symbol.map(paper::moduleDots).orElse(OptionalInt.empty());
        return symbol.isPresent() && module.isPresent()
                ? Stream.of(new PaperRow.Barcode(symbol.get(), module.getAsInt(), BARCODE_DOTS))
                : text(new Element.Text(content, Alignment.CENTRE, Size.NORMAL, false), paper.columns());
    }

    private static PaperRow plain(String text, boolean bold) {
        return new PaperRow.Line(text, Alignment.LEFT, Size.NORMAL, bold);
    }

    /// Breaks at the last space that fits, or inside a word that alone is too long. An indent stays.
    private static List<String> wrap(String text, int width) {
        var lines = new ArrayList<String>();
        String rest = text.stripTrailing();
        while (rest.length() > width) {
            int indent = rest.length() - rest.stripLeading().length();
            int space = rest.lastIndexOf(' ', width);
            int end = space > indent ? space : width;
            lines.add(rest.substring(0, end).stripTrailing());
            rest = rest.substring(end).stripLeading();
        }
        lines.add(rest);
        return lines;
    }

    /// What can stand on paper: a control character in a product's name must never reach the printer as a command.
    private static String printable(String text) {
        var printable = new StringBuilder();
        Normalizer.normalize(text, Normalizer.Form.NFC).codePoints().forEach(point -> {
            switch (Character.getType(point)) {
                case Character.NON_SPACING_MARK, Character.ENCLOSING_MARK, Character.FORMAT -> {
                }
                case Character.CONTROL, Character.SPACE_SEPARATOR, Character.LINE_SEPARATOR,
                        Character.PARAGRAPH_SEPARATOR ->
                    printable.append(' ');
                default -> printable.append(Character.isBmpCodePoint(point) ? (char) point : '?');
            }
        });
        return printable.toString();
    }
}
