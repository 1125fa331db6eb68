package io.tillpost.edge.receipt.paper;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.PaperRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;

/// Draws a document as a picture, black on white, sharp on any screen. Line by line, so that the longest receipt takes no
/// more memory than a short one, and without the machine's graphics: a bare one may have none.
public final class PngPaper {
    private static final int CELL_WIDTH = Paper.DOTS / Paper.COLUMNS;
    private static final int CELL_HEIGHT = 29;
    private static final int BASELINE = 22;
    private static final int MARGIN = 28;
    private static final byte BLACK = 0;
    private static final int WIDTH = Paper.DOTS + 2 * MARGIN;

    private PngPaper() {}

    /// Draws it.
    public static byte[] draw(Document document) {
        List<PaperRow> rows = Paper.rows(document);
        int height = rows.stream().mapToInt(PngPaper::height).sum() + 2 * MARGIN;
        var bytes = new ByteArrayOutputStream();
        try (var plain = Typeface.plain();
                var bold = Typeface.bold();
                var png = new PngStream(bytes, WIDTH, height)) {
            var plainGlyphs = new Glyphs(plain, CELL_WIDTH, CELL_HEIGHT, BASELINE);
            var boldGlyphs = new Glyphs(bold, CELL_WIDTH, CELL_HEIGHT, BASELINE);
            png.rows(white(MARGIN));
            for (PaperRow row : rows) {
                switch (row) {
                    case PaperRow.Line line -> png.rows(band(line, line.bold() ? boldGlyphs : plainGlyphs));
                    case PaperRow.Barcode barcode -> bars(png, barcode);
                    case PaperRow.Cut(),PaperRow.Pulse() -> {
                    }
                }
            }
            png.rows(white(MARGIN));
        } catch (IOException e) {
            throw new UncheckedIOException("picture in memory", e);
        }
        return bytes.toByteArray();
    }

    private static int height(PaperRow row) {
        return switch (row) {
            case PaperRow.Line line -> Paper.down(line) * CELL_HEIGHT;
            case PaperRow.Barcode barcode -> barcode.heightDots();
            case PaperRow.Cut(),PaperRow.Pulse() -> 0;
        };
    }

    private static void bars(PngStream png, PaperRow.Barcode barcode) throws IOException {
        byte[] row = white(1);
        int left = (WIDTH - barcode.widthDots()) / 2;
        for (var bar : barcode.symbol().bars()) {
            int from = left + bar.left() * barcode.moduleDots();
            Arrays.fill(row, from, from + bar.width() * barcode.moduleDots(), BLACK);
        }
        for (int y = 0; y < barcode.heightDots(); y++) {
            png.rows(row);
        }
    }

    private static byte[] band(PaperRow.Line line, Glyphs glyphs) throws IOException {
        byte[] band = white(CELL_HEIGHT * Paper.down(line));
        int left = MARGIN + CELL_WIDTH * Paper.indentHalves(line) / 2;
        int step = CELL_WIDTH * Paper.across(line);
        for (int i = 0; i < line.text().length() && left + step <= WIDTH; i++) {
            byte[] glyph = glyphs.bitmap(line.text().charAt(i), Paper.across(line), Paper.down(line));
            for (int row = 0; row < glyph.length / step; row++) {
                System.arraycopy(glyph, row * step, band, row * WIDTH + left, step);
            }
            left += step;
        }
        return band;
    }

    private static byte[] white(int rows) {
        var band = new byte[rows * WIDTH];
        Arrays.fill(band, (byte) 0xff);
        return band;
    }
}
