package io.tillpost.edge.receipt.paper;

import io.tillpost.device.printer.PaperRow;
import java.awt.geom.GeneralPath;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import org.apache.fontbox.ttf.CmapLookup;
import org.apache.fontbox.ttf.GlyphData;
import org.apache.fontbox.ttf.TTFParser;
import org.apache.fontbox.ttf.TrueTypeFont;
import org.apache.pdfbox.io.RandomAccessReadBuffer;

/// One weight of Liberation Mono, read from the class path: all characters are equally wide. The machine's own fonts are
/// never asked for, a bare one has none.
final class Typeface implements Closeable {
    private static final char MISSING = '?';

    private final TrueTypeFont font;
    private final CmapLookup glyphs;

    private Typeface(TrueTypeFont font) throws IOException {
        this.font = font;
        this.glyphs = font.getUnicodeCmapLookup();
    }

    static Typeface plain() throws IOException {
        return read("/liberation/LiberationMono-Regular.ttf");
    }

    static Typeface bold() throws IOException {
        return read("/liberation/LiberationMono-Bold.ttf");
    }

    private static Typeface read(String resource) throws IOException {
        try (InputStream stream = Typeface.class.getResourceAsStream(resource)) {
            if (stream == null) {
                throw new IOException("the class path has no " + resource);
            }
            return new Typeface(new TTFParser().parse(new RandomAccessReadBuffer(stream)));
        }
    }

    TrueTypeFont font() {
        return font;
    }

    /// Whether the character can be drawn.
    boolean has(char wanted) {
        return glyphs.getGlyphId(wanted) != 0;
    }

    /// The line's text as far as it can be drawn.
    String drawable(PaperRow.Line line) {
        var text = new StringBuilder(line.text());
        for (int i = 0; i < text.length(); i++) {
            if (!has(text.charAt(i))) {
                text.setCharAt(i, MISSING);
            }
        }
        return text.toString();
    }

    /// Width of every character in units of the font.
    int advance() throws IOException {
        return font.getAdvanceWidth(glyphs.getGlyphId('0'));
    }

    int unitsPerEm() throws IOException {
        return font.getUnitsPerEm();
    }

    /// The outline of a character in units of the font, upwards from the baseline; empty for a space.
    GeneralPath outline(char wanted) throws IOException {
        GlyphData glyph = font.getGlyph().getGlyph(glyphs.getGlyphId(has(wanted) ? wanted : MISSING));
        return glyph == null ? new GeneralPath() : glyph.getPath();
    }

    @Override
    public void close() throws IOException {
        font.close();
    }
}
