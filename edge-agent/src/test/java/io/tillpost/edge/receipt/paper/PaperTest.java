package io.tillpost.edge.receipt.paper;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.TextRenderer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public class PaperTest {
    private static final PdfPaper.Label LABEL = new PdfPaper.Label("Receipt hamburg-1 12", Locale.GERMAN,
            ZonedDateTime.parse("2026-03-03T00:30:00+01:00[Europe/Berlin]"));

    /// Draws both on a machine that the caller chose, and says which native libraries that took.
    public static void main(String[] args) throws IOException {
        byte[] png = PngPaper.draw(receipt());
        byte[] pdf = PdfPaper.draw(receipt(), LABEL);
        System.out.println(png.length > 0 && pdf.length > 0 ? "drawn" : "empty");
        Files.readAllLines(Path.of("/proc/self/maps"))
                .stream()
                .filter(line -> line.contains("libfontmanager") || line.contains("libfreetype")
                        || line.contains("libfontconfig"))
                .forEach(System.out::println);
    }

    @Test
    void thePdfHasOnePageAsWideAsTheRollAndAsLongAsTheReceipt() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(PdfPaper.draw(receipt(), LABEL))) {
            assertEquals(1, pdf.getNumberOfPages());
            assertEquals(226.77, pdf.getPage(0).getMediaBox().getWidth(), 0.01);
            float oneLineMore = Loader
                    .loadPDF(PdfPaper.draw(longReceipt(receipt().elements().size() + 100), LABEL))
                    .getPage(0)
                    .getMediaBox()
                    .getHeight();
            assertTrue(oneLineMore > pdf.getPage(0).getMediaBox().getHeight());
            assertEquals("Receipt hamburg-1 12", pdf.getDocumentInformation().getTitle());
            assertEquals("de", pdf.getDocumentCatalog().getLanguage());
        }
    }

    @Test
    void theWordsOfThePdfAreThoseOfTheText() throws IOException {
        var document = new Document(receipt().elements()
                .stream()
                .filter(element -> !(element instanceof Element.Barcode))
                .toList());
        assertEquals(words(TextRenderer.render(document, 42)),
                words(extracted(PdfPaper.draw(document, LABEL))));
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÐÑÒÓÔÕÖØÙÚÛÜÝÞßàáâãäåæçèéêëìíîïðñòóôõöøùúûüýþÿ",
        "ĀāĂăĄąĆćĈĉĊċČčĎďĐđĒēĔĕĖėĘęĚěĜĝĞğĠġĢģĤĥĦħĨĩĪīĬĭĮįİıĲĳĴĵĶķĸĹĺĻļĽľĿŀŁłŃńŅņŇňŊŋŌōŎŏŐőŒœŔŕŖŗŘřŚśŜŝŞşŠšŢţŤťŦŧŨũŪūŬŭŮůŰűŲųŴŵŶŷŸŹźŻżŽžȘșȚț",
        "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩάέήίόύώϊϋΐΰαβγδεζηθικλμνξοπρςστυφχψω",
        "АБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯабвгдежзийклмнопрстуфхцчшщъыьэюяЂЃЄЅІЇЈЉЊЋЌЎЏёђѓєѕіїјљњћќўџҐґ",
        "€£$¢¥§%‰°±×÷½¼¾²³µ·«»‹›„“”‚‘’–—…•†™©®ªº¿¡"})
    void everyEuropeanLetterCanBeDrawn(String letters) throws IOException {
        try (var plain = Typeface.plain(); var bold = Typeface.bold()) {
            for (Typeface typeface : List.of(plain, bold)) {
                assertEquals("", letters.chars()
                        .filter(letter -> !typeface.has((char) letter))
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString());
            }
        }
    }

    @Test
    void whatTheFontLacksIsAQuestionMark() throws IOException {
        var document = new Document(List.of(Element.Text.plain("tea 茶 2.50")));
        assertEquals("tea ? 2.50", extracted(PdfPaper.draw(document, LABEL)).strip());
        assertTrue(PngPaper.draw(document).length > 0);
    }

    @Test
    void theSameReceiptGivesTheSameBytes() {
        assertArrayEquals(PdfPaper.draw(receipt(), LABEL), PdfPaper.draw(receipt(), LABEL));
        assertArrayEquals(PngPaper.draw(receipt()), PngPaper.draw(receipt()));
    }

    @Test
    void thePictureIsWhiteAtItsEdgesAndBlackWhereTextIs() throws IOException {
        var picture = ImageIO.read(new ByteArrayInputStream(PngPaper.draw(receipt())));
        assertEquals(42 * 14 + 56, picture.getWidth());
        long ink = 0;
        for (int y = 0; y < picture.getHeight(); y++) {
            assertEquals(0xffffff, picture.getRGB(0, y) & 0xffffff);
            assertEquals(0xffffff, picture.getRGB(picture.getWidth() - 1, y) & 0xffffff);
            for (int x = 0; x < picture.getWidth(); x++) {
                ink += (picture.getRGB(x, y) & 0xff) == 0 ? 1 : 0;
            }
        }
        long dots = (long) picture.getWidth() * picture.getHeight();
        assertTrue(ink > dots / 100 && ink < dots / 4, ink + " black dots of " + dots);
    }

    @Test
    void aReceiptOfThreeThousandLinesIsStillOnePage() throws IOException {
        try (PDDocument pdf = Loader.loadPDF(PdfPaper.draw(longReceipt(3000), LABEL))) {
            var page = pdf.getPage(0);
            assertTrue(page.getMediaBox().getHeight() <= 14_400);
            assertTrue(page.getMediaBox().getHeight() * page.getUserUnit() > 25_000);
        }
        assertTrue(PngPaper.draw(longReceipt(3000)).length > 0);
    }

    @Test
    void neitherTheMachinesFontsNorItsDisplayAreNeeded() throws IOException, InterruptedException {
        var java = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.awt.headless=true", "-cp", System.getProperty("java.class.path"),
                PaperTest.class.getName());
        java.environment().keySet().removeIf(name -> name.equals("DISPLAY") || name.startsWith("FONTCONFIG"));
        Process process = java.redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(1, TimeUnit.MINUTES), said);
        assertEquals("drawn", said.strip());
    }

    private static Document receipt() {
        return new Document(List.of(new Element.Text("*** COPY ***", Alignment.CENTRE, Size.DOUBLE, true),
                new Element.Text("Müller & Söhne", Alignment.CENTRE, Size.NORMAL, false),
                new Element.Feed(1), new Element.Columns("Käse, jung, offizieller Affe", "5,12", false),
                Element.Text.plain("  0,342 kg x 14,97 €"), new Element.Rule(),
                new Element.Columns("SUMME EUR", "5,12", true),
                new Element.Cells(List.of("19 %", "18,39", "3,49", "21,88")),
                new Element.Text("Zahlung folgt", Alignment.RIGHT, Size.DOUBLE_HEIGHT, false),
                new Element.Barcode("hamburg-1/12"), new Element.Cut()));
    }

    private static Document longReceipt(int lines) {
        var elements = new ArrayList<Element>();
        for (int i = 0; i < lines; i++) {
            elements.add(new Element.Columns("Article " + i, "1.00", false));
        }
        return new Document(elements);
    }

    private static String extracted(byte[] pdf) throws IOException {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            return new PDFTextStripper().getText(document);
        }
    }

    private static List<String> words(String text) {
        return List.of(text.strip().split("\\s+"));
    }
}
