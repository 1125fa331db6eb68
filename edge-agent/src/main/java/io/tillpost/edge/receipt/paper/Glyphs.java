package io.tillpost.edge.receipt.paper;

import java.awt.geom.AffineTransform;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/// The characters of one typeface as bitmaps of one cell, grey where an edge runs through a dot. For one thread.
final class Glyphs {
    private final Typeface typeface;
    private final int cellWidth;
    private final int cellHeight;
    private final int baseline;
    private final Map<Key, byte[]> bitmaps = new HashMap<>();

    /// @param baseline dots from the top of the cell
    Glyphs(Typeface typeface, int cellWidth, int cellHeight, int baseline) {
        this.typeface = typeface;
        this.cellWidth = cellWidth;
        this.cellHeight = cellHeight;
        this.baseline = baseline;
    }

    private record Key(char character, int across, int down) {}

    /// One byte per dot, row by row: 0 is black, 255 is white.
    byte[] bitmap(char character, int across, int down) throws IOException {
        var key = new Key(character, across, down);
        byte[] known = bitmaps.get(key);
        if (known != null) {
            return known;
        }
        double scale = (double) cellWidth / typeface.advance();
        var path = typeface.outline(character);
        path.transform(new AffineTransform(scale * across, 0, 0, -scale * down, 0, (double) baseline * down));
        byte[] drawn = Raster.fill(path, cellWidth * across, cellHeight * down);
        bitmaps.put(key, drawn);
        return drawn;
    }
}
