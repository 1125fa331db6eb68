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
    private static final int CELL_WIDTH = 14;
    private static final int CELL_HEIGHT = 29;
    private static final int BASELINE = 22;
    private static final int MARGIN = 28;
    private static final int WIDTH = Paper.COLUMNS * CELL_WIDTH + 2 * MARGIN;

    private PngPaper() {}

    /// Draws it.
    public static byte[] draw(Document document) {
        List<PaperRow.Line> lines = Paper.lines(document);
        int height = lines.stream().mapToInt(Paper::down).sum() * CELL_HEIGHT + 2 * MARGIN;
        var bytes = new ByteArrayOutputStream();
        try (var plain = Typeface.plain();
                var bold = Typeface.bold();
                var png = new PngStream(bytes, WIDTH, height)) {
            var plainGlyphs = new Glyphs(plain, CELL_WIDTH, CELL_HEIGHT, BASELINE);
            var boldGlyphs = new Glyphs(bold, CELL_WIDTH, CELL_HEIGHT, BASELINE);
            png.rows(white(MARGIN));
            for (PaperRow.Line line : lines) {
                png.rows(band(line, line.bold() ? boldGlyphs : plainGlyphs));
            }
            png.rows(white(MARGIN));
        } catch (IOException e) {
            throw new UncheckedIOException("picture in memory", e);
        }
        return bytes.toByteArray();
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
