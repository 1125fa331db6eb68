package io.tillpost.edge.receipt.paper;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.printer.Code128;
import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Element;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.rendering.PDFRenderer;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The bars of picture and PDF, read back as a scanner reads them.
class BarcodePaperTest {
    private static final PdfPaper.Label LABEL = new PdfPaper.Label("Receipt", Locale.ENGLISH,
            ZonedDateTime.parse("2026-03-03T00:30:00+01:00[Europe/Berlin]"));

    @ParameterizedTest
    @ValueSource(strings = {"s-1/1", "hamburg-1/12", "hamburg-1/123456", "hamburg-1-refunds/12",
        "training-hamburg-1/123456",
        "hamburg-1-e2k7q-r/99", "0123456789"})
    void thePictureScans(String content) throws IOException {
        BufferedImage picture = ImageIO.read(new ByteArrayInputStream(PngPaper.draw(document(content))));
        int row = 28 + 29 + 40;
        assertEquals(content, scan(picture, row));
        for (int y = 28 + 29; y < 28 + 29 + 80; y++) {
            assertEquals(runs(picture, row), runs(picture, y), "row " + y);
        }
        assertEquals(28 + 29 + 80 + 29 + 28, picture.getHeight());
    }

    @ParameterizedTest
    @ValueSource(strings = {"s-1/1", "hamburg-1/123456", "hamburg-1-refunds/12"})
    void thePdfScansAtAnyResolution(String content) throws IOException {
        try (PDDocument pdf = Loader.loadPDF(PdfPaper.draw(document(content), LABEL))) {
            for (int dpi : List.of(300, 600, 1200)) {
                BufferedImage page = new PDFRenderer(pdf).renderImageWithDPI(0, dpi);
                assertEquals(content, scan(page, page.getHeight() / 2), dpi + " dpi");
            }
            assertEquals("above\nbelow", new PDFTextStripper().getText(pdf).strip());
        }
    }

    @Test
    void whatDoesNotFitIsText() throws IOException {
        String long40 = "a-series-as-long-as-can-be-refund/123456";
        try (PDDocument pdf = Loader.loadPDF(PdfPaper.draw(document(long40), LABEL))) {
            assertEquals("above\n" + long40 + "\nbelow", new PDFTextStripper().getText(pdf).strip());
        }
        assertEquals(28 + 3 * 29 + 28, ImageIO.read(new ByteArrayInputStream(PngPaper.draw(document(long40))))
                .getHeight());
    }

    private static Document document(String content) {
        return new Document(List.of(Element.Text.plain("above"), new Element.Barcode(content),
                Element.Text.plain("below"), new Element.Cut()));
    }

    /// What stands in the bars that cross a row of dots: widths in modules, six to a character, check and stop character last.
    private static String scan(BufferedImage picture, int row) {
        List<Integer> runs = runs(picture, row);
        double module = runs.subList(1, runs.size() - 1).stream().mapToInt(width -> width).sum()
                / (double) modules(runs.size() - 2);
        assertTrue(Math.min(runs.getFirst(), runs.getLast()) >= Code128.QUIET_MODULES * module - 1,
                "quiet zones");
        var widths = new StringBuilder();
        runs.subList(1, runs.size() - 1).forEach(run -> widths.append(Math.round(run / module)));
        int check = widths.length() - 13;
        var values = new ArrayList<Integer>();
        for (int at = 0; at < check; at += 6) {
            values.add(CHARACTERS.get(widths.substring(at, at + 6)));
        }
        var symbol = new Code128(values);
        assertEquals(widths(symbol), widths.toString(), "check and stop character");
        return symbol.text();
    }

    /// Six runs to a character of 11 modules, seven to the stop character of 13.
    private static int modules(int runs) {
        assertEquals(1, runs % 6, runs + " runs");
        return (runs - 7) / 6 * 11 + 13;
    }

    /// White, black, white … to the end of the row.
    private static List<Integer> runs(BufferedImage picture, int row) {
        var runs = new ArrayList<Integer>();
        boolean black = false;
        int from = 0;
        for (int x = 0; x <= picture.getWidth(); x++) {
            boolean here = x < picture.getWidth() && (picture.getRGB(x, row) & 0xff) < 128;
            if (here != black || x == picture.getWidth()) {
                runs.add(x - from);
                from = x;
                black = here;
            }
        }
        return runs;
    }

    private static final Map<String, Integer> CHARACTERS = characters();

    private static Map<String, Integer> characters() {
        var characters = new HashMap<String, Integer>();
        IntStream.range(0, 95)
                .forEach(value -> characters.put(widths(new Code128(List.of(Code128.START_B, value)))
                        .substring(6, 12), value));
        IntStream.range(95, 101)
                .forEach(value -> characters.put(widths(new Code128(List.of(Code128.START_C, value)))
                        .substring(6, 12), value));
        characters.put(widths(new Code128(List.of(Code128.START_B, 0))).substring(0, 6), Code128.START_B);
        characters.put(widths(new Code128(List.of(Code128.START_C, 0))).substring(0, 6), Code128.START_C);
        return characters;
    }

    private static String widths(Code128 symbol) {
        var widths = new StringBuilder();
        int end = 0;
        for (var bar : symbol.bars()) {
            widths.append(bar.left() == 0 ? "" : bar.left() - end).append(bar.width());
            end = bar.left() + bar.width();
        }
        return widths.toString();
    }
}
