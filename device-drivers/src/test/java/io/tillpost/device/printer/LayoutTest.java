package io.tillpost.device.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class LayoutTest {
    private static String render(int columns, Element... elements) {
        return TextRenderer.render(new Document(List.of(elements)), columns);
    }

    @Test
    void aReceiptReadsAsItWillLookOnPaper() {
        assertEquals("""
                    Corner Shop
                --------------------
                2 x Coffee      5.00
                Sourdough
                bread, sliced
                very thin       3.40

                               TOTAL
                """,
                render(20,
                        new Element.Text("Corner Shop", Alignment.CENTRE, Size.NORMAL, true),
                        new Element.Rule(),
                        new Element.Columns("2 x Coffee", "5.00", false),
                        new Element.Columns("Sourdough bread, sliced very thin", "3.40", false),
                        new Element.Feed(1),
                        new Element.Text("TOTAL", Alignment.RIGHT, Size.DOUBLE, true),
                        new Element.DrawerPulse(),
                        new Element.Cut()));
    }

    @Test
    void aWordLongerThanThePaperIsBroken() {
        assertEquals("Donaudam\npfschiff\nfahrt\n", render(8, Element.Text.plain("Donaudampfschifffahrt")));
    }

    @Test
    void anIndentStays() {
        assertEquals("  one two\nthree\n", render(10, Element.Text.plain("  one two three")));
    }

    @Test
    void doubleTextHasHalfTheColumns() {
        var rows = Layout.rows(new Document(List.of(new Element.Text("12345678", Alignment.LEFT, Size.DOUBLE,
                false))), 8);
        assertEquals(List.of("1234", "5678"), rows.stream().map(r -> ((PaperRow.Line) r).text()).toList());
    }

    @Test
    void aRightPartAsWideAsThePaperGetsItsOwnLine() {
        assertEquals("item\n12345678\n", render(8, new Element.Columns("item", "12345678", false)));
    }

    @Test
    void aLineBreakInTextBreaksTheLine() {
        assertEquals("one\n\ntwo\n", render(8, Element.Text.plain("one\n\ntwo")));
    }

    @Test
    void controlCharactersNeverReachThePaper() {
        assertEquals("a p z\n", render(20, Element.Text.plain("a\u001bp\u0000z")));
        assertEquals("a b\n", render(20, new Element.Columns("a\u0010b", "", false)));
    }

    @Test
    void whatTakesNoColumnIsLeftOutAndWhatTakesTwoBecomesAQuestionMark() {
        assertEquals("é\n", render(20, Element.Text.plain("e\u0301\u200b")));
        assertEquals("a?b\n", render(20, Element.Text.plain("a\uD83D\uDE00b")));
    }

    @Test
    void noLineIsEverWiderThanThePaper() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new SplittableRandom(seed);
            int columns = random.nextInt(8, 60);
            var document = new Document(List.of(Element.Text.plain(words(random)),
                    new Element.Columns(words(random), words(random), false)));
            for (var row : Layout.rows(document, columns)) {
                assertTrue(((PaperRow.Line) row).text().length() <= columns, row + ", seed " + seed);
            }
        }
    }

    @Test
    void aBarCodeIsARowOfItsOwnAndItsContentWhereItDoesNotFit() {
        var document = new Document(List.of(new Element.Barcode("hamburg-1/12")));
        var symbol = Code128.of("hamburg-1/12").orElseThrow();
        assertEquals(List.of(new PaperRow.Barcode(symbol, 2, 80)), Layout.rows(document, 42));
        var text = List.of(new PaperRow.Line("hamburg-1/12", Alignment.CENTRE, Size.NORMAL, false));
        assertEquals(text, Layout.rows(document, new PaperWidth(42, 0)));
        assertEquals(text, Layout.rows(document, 27));
        assertEquals(List.of(new PaperRow.Line("käse/1", Alignment.CENTRE, Size.NORMAL, false)),
                Layout.rows(new Document(List.of(new Element.Barcode("käse/1"))), 42));
    }

    @Test
    void ofABarCodeTextShowsTheContentBetweenBars() {
        assertEquals("             ||| hamburg-1/12 |||\n", render(46, new Element.Barcode("hamburg-1/12")));
        assertEquals("1".repeat(20) + "\n", render(26, new Element.Barcode("1".repeat(20))).strip() + "\n");
    }

    private static String words(SplittableRandom random) {
        var words = new StringBuilder();
        for (int i = random.nextInt(80); i > 0; i--) {
            words.append(random.nextInt(4) == 0 ? ' ' : (char) random.nextInt('a', 'z'));
        }
        return words.toString();
    }

    @Test
    void paperTooNarrowIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> render(7, new Element.Rule()));
    }
}
