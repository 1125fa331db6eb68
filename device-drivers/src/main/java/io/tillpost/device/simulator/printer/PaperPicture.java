package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.PaperRow;
import java.awt.Color;
import java.awt.Font;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/// Draws paper as a PNG, one cell of 12 × 24 dots per character like font A, with its sizes and bold type.
final class PaperPicture {
    private static final int CELL_WIDTH = 12;
    private static final int CELL_HEIGHT = 24;
    private static final int LINE_GAP = 6;
    private static final int BASELINE = 19;
    private static final int MARGIN = 24;
    private static final int FONT_SIZE = 20;

    private PaperPicture() {}

    static void write(List<PaperRow> rows, int columns, Path png) throws IOException {
        int height = rows.stream().mapToInt(PaperPicture::height).sum();
        var image = new BufferedImage(columns * CELL_WIDTH + 2 * MARGIN, height + 2 * MARGIN,
                BufferedImage.TYPE_BYTE_GRAY);
        var graphics = image.createGraphics();
        graphics.setColor(Color.WHITE);
        graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
        graphics.setColor(Color.BLACK);
        int y = MARGIN;
        for (var row : rows) {
            switch (row) {
                case PaperRow.Line line -> draw(graphics, line, columns, y);
                case PaperRow.Barcode barcode -> draw(graphics, barcode, image.getWidth(), y);
                case PaperRow.Cut(),PaperRow.Pulse() -> {
                }
            }
            y += height(row);
        }
        graphics.dispose();
        ImageIO.write(image, "png", png.toFile());
    }

    private static int height(PaperRow row) {
        return switch (row) {
            case PaperRow.Line line ->
                (line.size() == Size.NORMAL ? CELL_HEIGHT : 2 * CELL_HEIGHT) + LINE_GAP;
            case PaperRow.Barcode barcode -> barcode.heightDots();
            case PaperRow.Cut(),PaperRow.Pulse() -> 0;
        };
    }

    private static void draw(Graphics2D graphics, PaperRow.Barcode barcode, int width, int y) {
        int left = (width - barcode.widthDots()) / 2;
        int module = barcode.moduleDots();
        for (var bar : barcode.symbol().bars()) {
            graphics.fillRect(left + bar.left() * module, y, bar.width() * module, barcode.heightDots());
        }
    }

    private static void draw(Graphics2D graphics, PaperRow.Line line, int columns, int y) {
        int across = line.size() == Size.DOUBLE ? 2 : 1;
        int down = line.size() == Size.NORMAL ? 1 : 2;
        int room = (columns - line.text().length() * across) * CELL_WIDTH;
        int x = MARGIN + switch (line.alignment()) {
            case LEFT -> 0;
            case CENTRE -> room / 2;
            case RIGHT -> room;
        };
        var scaled = (Graphics2D) graphics.create();
        scaled.translate(x, y);
        scaled.scale(across, down);
        scaled.setFont(new Font(Font.MONOSPACED, line.bold() ? Font.BOLD : Font.PLAIN, FONT_SIZE));
        for (int i = 0; i < line.text().length(); i++) {
            scaled.drawString(line.text().substring(i, i + 1), i * CELL_WIDTH, BASELINE);
        }
        scaled.dispose();
    }
}
