package io.tillpost.edge.receipt.paper;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.PaperRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.ZonedDateTime;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Locale;
import org.apache.pdfbox.cos.COSDictionary;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.pdmodel.PDPage;
import org.apache.pdfbox.pdmodel.PDPageContentStream;
import org.apache.pdfbox.pdmodel.common.PDRectangle;
import org.apache.pdfbox.pdmodel.font.PDFont;
import org.apache.pdfbox.pdmodel.font.PDType0Font;
import org.apache.pdfbox.pdmodel.interactive.viewerpreferences.PDViewerPreferences;
import org.apache.pdfbox.util.Matrix;

/// Draws a document as PDF: one page, 80 mm wide and as long as the receipt, with text that can be selected and searched.
/// The same document gives the same bytes.
public final class PdfPaper {
    private static final int POINTS_PER_INCH = 72;
    /// Longest side of a page in its own units (ISO 32000-1, annex C.2).
    private static final int PAGE_MAX = 14_400;
    /// Height of a line in hundredths of the font's size.
    private static final int LINE_PERCENT = 125;
    /// The baseline, from the top of the line.
    private static final int BASELINE_PERCENT = 95;

    private final List<PaperRow> rows;
    private final Label label;

    private PdfPaper(List<PaperRow> rows, Label label) {
        this.rows = rows;
        this.label = label;
    }

    /// What a file says of itself.
    ///
    /// @param at when the receipt was made
    public record Label(String title, Locale language, ZonedDateTime at) {}

    /// Draws it.
    public static byte[] draw(Document document, Label label) {
        try {
            return new PdfPaper(Paper.rows(document), label).draw();
        } catch (IOException e) {
            throw new UncheckedIOException("PDF in memory", e);
        }
    }

    private byte[] draw() throws IOException {
        try (var pdf = new PDDocument(); var plain = Typeface.plain(); var bold = Typeface.bold()) {
            describe(pdf);
            float size = points(Paper.PRINTED_MM) / Paper.COLUMNS * plain.unitsPerEm() / plain.advance();
            float lineHeight = size * LINE_PERCENT / 100;
            float margin = points(Paper.WIDTH_MM - Paper.PRINTED_MM) / 2;
            float height = 2 * margin;
            for (PaperRow row : rows) {
                height += height(row, lineHeight);
            }
            float unit = (float) Math.ceil(height / PAGE_MAX);
            var page = new PDPage(new PDRectangle(points(Paper.WIDTH_MM) / unit, height / unit));
            page.setUserUnit(unit);
            pdf.addPage(page);
            var weights = new Weights(plain, PDType0Font.load(pdf, plain.font(), true), bold,
                    PDType0Font.load(pdf, bold.font(), true));
            try (var content = new PDPageContentStream(pdf, page)) {
                content.transform(Matrix.getScaleInstance(1 / unit, 1 / unit));
                write(content, weights, size, lineHeight, height - margin);
                bars(content, lineHeight, height - margin);
            }
            var bytes = new ByteArrayOutputStream();
            pdf.save(bytes);
            return bytes.toByteArray();
        }
    }

    private record Weights(Typeface plain, PDFont plainFont, Typeface bold, PDFont boldFont) {}

    private static float height(PaperRow row, float lineHeight) {
        return switch (row) {
            case PaperRow.Line line -> lineHeight * Paper.down(line);
            case PaperRow.Barcode barcode -> dots(barcode.heightDots());
            case PaperRow.Cut(),PaperRow.Pulse() -> 0;
        };
    }

    private void write(PDPageContentStream content, Weights weights, float size, float lineHeight, float top)
            throws IOException {
        float y = top;
        content.beginText();
        for (PaperRow row : rows) {
            if (row instanceof PaperRow.Line line) {
                write(content, line, weights, size, y);
            }
            y -= height(row, lineHeight);
        }
        content.endText();
    }

    private void bars(PDPageContentStream content, float lineHeight, float top) throws IOException {
        float y = top;
        for (PaperRow row : rows) {
            y -= height(row, lineHeight);
            if (row instanceof PaperRow.Barcode barcode) {
                bars(content, barcode, y);
            }
        }
    }

    private static void bars(PDPageContentStream content, PaperRow.Barcode barcode, float bottom)
            throws IOException {
        float module = dots(barcode.moduleDots());
        float left = (points(Paper.WIDTH_MM) - dots(barcode.widthDots())) / 2;
        for (var bar : barcode.symbol().bars()) {
            content.addRect(left + bar.left() * module, bottom, bar.width() * module,
                    dots(barcode.heightDots()));
        }
        content.fill();
    }

    private static void write(PDPageContentStream content, PaperRow.Line line, Weights weights, float size,
            float top) throws IOException {
        if (line.text().isEmpty()) {
            return;
        }
        float column = points(Paper.PRINTED_MM) / Paper.COLUMNS;
        float left = points(Paper.WIDTH_MM - Paper.PRINTED_MM) / 2 + column * Paper.indentHalves(line) / 2;
        float baseline = top - size * BASELINE_PERCENT / 100 * Paper.down(line);
        content.setFont(line.bold() ? weights.boldFont : weights.plainFont, size);
        content.setTextMatrix(new Matrix(Paper.across(line), 0, 0, Paper.down(line), left, baseline));
        content.showText((line.bold() ? weights.bold : weights.plain).drawable(line));
    }

    private void describe(PDDocument pdf) {
        var information = pdf.getDocumentInformation();
        information.setTitle(label.title);
        information.setCreator("Tillpost");
        information.setCreationDate(GregorianCalendar.from(label.at));
        var catalog = pdf.getDocumentCatalog();
        catalog.setLanguage(label.language.toLanguageTag());
        var preferences = new PDViewerPreferences(new COSDictionary());
        preferences.setDisplayDocTitle(true);
        catalog.setViewerPreferences(preferences);
        pdf.setDocumentId(label.at.toInstant().toEpochMilli());
    }

    private static float dots(int count) {
        return count * points(Paper.PRINTED_MM) / Paper.DOTS;
    }

    private static float points(int millimetres) {
        return millimetres * POINTS_PER_INCH / 25.4f;
    }
}
