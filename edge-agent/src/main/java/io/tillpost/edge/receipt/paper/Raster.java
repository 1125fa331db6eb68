package io.tillpost.edge.receipt.paper;

import java.awt.geom.Path2D;
import java.awt.geom.PathIterator;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Fills an outline with dots by the non-zero winding rule, in 256ths of a dot. Plain arithmetic: Java's own graphics may
/// ask the machine for its fonts.
final class Raster {
    private static final int ONE = 256;
    /// Scan lines per row of dots.
    private static final int SCANS = 8;
    private static final int WHITE = 255;

    private final List<Edge> edges = new ArrayList<>();

    private Raster() {}

    /// From (x0, y0) down to (x1, y1); `winding` is -1 if it was drawn upwards.
    private record Edge(int x0, int y0, int x1, int y1, int winding) {
        boolean crosses(int y) {
            return y >= y0 && y < y1;
        }

        Crossing at(int y) {
            return new Crossing(x0 + (int) ((long) (x1 - x0) * (y - y0) / (y1 - y0)), winding);
        }
    }

    private record Crossing(int x, int winding) {}

    /// One byte per dot, row by row: 0 is black, 255 is white.
    static byte[] fill(Path2D outline, int width, int height) {
        var raster = new Raster();
        raster.collect(outline);
        var dots = new byte[width * height];
        for (int row = 0; row < height; row++) {
            int[] ink = raster.ink(row, width);
            for (int x = 0; x < width; x++) {
                dots[row * width + x] = (byte) (WHITE - ink[x] * WHITE / (ONE * SCANS));
            }
        }
        return dots;
    }

    /// How much of each dot of a row is inside, 0 to `ONE * SCANS`.
    private int[] ink(int row, int width) {
        var ink = new int[width];
        for (int scan = 0; scan < SCANS; scan++) {
            int y = row * ONE + (2 * scan + 1) * ONE / (2 * SCANS);
            List<Crossing> crossings = edges.stream()
                    .filter(edge -> edge.crosses(y))
                    .map(edge -> edge.at(y))
                    .sorted(Comparator.comparingInt(Crossing::x))
                    .toList();
            int winding = 0;
            for (int i = 0; i + 1 < crossings.size(); i++) {
                winding += crossings.get(i).winding;
                if (winding != 0) {
                    span(ink, crossings.get(i).x, crossings.get(i + 1).x);
                }
            }
        }
        return ink;
    }

    private static void span(int[] ink, int from, int to) {
        int last = Math.min(ink.length - 1, Math.floorDiv(to, ONE));
        for (int x = Math.max(0, Math.floorDiv(from, ONE)); x <= last; x++) {
            ink[x] += Math.max(0, Math.min(to, (x + 1) * ONE) - Math.max(from, x * ONE));
        }
    }

    private void collect(Path2D outline) {
        var at = new float[6];
        int startX = 0;
        int startY = 0;
        int x = 0;
        int y = 0;
        // Curves become lines that are off by less than a twentieth of a dot.
        for (PathIterator path = outline.getPathIterator(null, 0.05); !path.isDone(); path.next()) {
            int kind = path.currentSegment(at);
            if (kind == PathIterator.SEG_CLOSE) {
                edge(x, y, startX, startY);
                x = startX;
                y = startY;
                continue;
            }
            int nextX = Math.round(at[0] * ONE);
            int nextY = Math.round(at[1] * ONE);
            if (kind == PathIterator.SEG_MOVETO) {
                startX = nextX;
                startY = nextY;
            } else {
                edge(x, y, nextX, nextY);
            }
            x = nextX;
            y = nextY;
        }
    }

    private void edge(int x0, int y0, int x1, int y1) {
        if (y0 < y1) {
            edges.add(new Edge(x0, y0, x1, y1, 1));
        } else if (y1 < y0) {
            edges.add(new Edge(x1, y1, x0, y0, -1));
        }
    }
}
