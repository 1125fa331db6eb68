package io.tillpost.edge.receipt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.TextRenderer;
import io.tillpost.edge.shift.Report;
import io.tillpost.protocol.card.CardholderVerification;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptLayoutTest {
    private static final int COLUMNS = 42;

    @Test
    void aSaleWithEverythingThatASaleCanHave() throws IOException {
        assertEquals(golden("sale-en.txt"), text(layout(Locale.ENGLISH, Mode.LIVE)
                .document(Slipped.everything(), Slipped.cards(), null)));
    }

    @Test
    void aRefundNamesTheReceiptItIsForAndSaysWhatItIs() throws IOException {
        assertEquals(golden("refund-training-duplicate-de.txt"), text(layout(Locale.GERMAN, Mode.TRAINING)
                .document(Slipped.refund(), Slipped.cards(), Marking.DUPLICATE)));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            SIGNATURE                 | Verified by signature
            ONLINE_PIN                | Verified by PIN
            OFFLINE_PIN               | Verified by PIN
            OFFLINE_PIN_AND_SIGNATURE | Verified by PIN and signature
            NONE                      | Without PIN or signature
            """)
    void aReceiptSaysHowTheCardholderWasVerified(CardholderVerification verification, String says) {
        String text = text(layout(Locale.ENGLISH, Mode.LIVE)
                .document(Slipped.everything(), Map.of(Slipped.VISA, Slipped.visa(verification)), null));
        assertTrue(text.contains("\n  " + says + "\n"), text);
    }

    @Test
    void whatIsNotKnownOfTheCardholderIsNotSaid() {
        String without = text(layout(Locale.ENGLISH, Mode.LIVE)
                .document(Slipped.everything(), Slipped.cards(), null));
        assertEquals(without, text(layout(Locale.ENGLISH, Mode.LIVE).document(Slipped.everything(),
                Map.of(Slipped.VISA, Slipped.visa(CardholderVerification.UNKNOWN)), null)));
    }

    @Test
    void theCopyForTheMerchantHasALineToSignOnAndNoBarCode() throws IOException {
        assertEquals(golden("merchant-copy-training-duplicate-de.txt"),
                text(new MerchantCopyLayout(Slipped.HEADER, Slipped.wording(Locale.GERMAN), Mode.TRAINING)
                        .document(Slipped.merchantCopy(), Marking.DUPLICATE)));
    }

    @Test
    void theLastThingOnAReceiptIsABarCodeByWhichTheTillFindsIt() {
        var layout = layout(Locale.ENGLISH, Mode.LIVE);
        for (Marking marking : Arrays.asList(null, Marking.COPY, Marking.DUPLICATE)) {
            assertEquals(List.of(new Element.Barcode("hamburg-1/12"), new Element.Cut()),
                    last(layout.document(Slipped.everything(), Slipped.cards(), marking)));
            assertEquals(List.of(new Element.Barcode("hamburg-1/13"), new Element.Cut()),
                    last(layout.document(Slipped.refund(), Slipped.cards(), marking)));
        }
    }

    @Test
    void aReportHasNoBarCode() {
        for (var kind : Report.Kind.values()) {
            assertTrue(new ReportLayout(Slipped.HEADER, Slipped.wording(Locale.ENGLISH), Mode.LIVE)
                    .document(Slipped.report(kind))
                    .elements()
                    .stream()
                    .noneMatch(Element.Barcode.class::isInstance));
        }
    }

    private static List<Element> last(Document document) {
        return document.elements().subList(document.elements().size() - 2, document.elements().size());
    }

    @Test
    void aZReportHasTheWholeDay() throws IOException {
        assertEquals(golden("z-report-de.txt"), text(report(Locale.GERMAN, Report.Kind.Z)));
    }

    @Test
    void anXReportSaysNothingOfACount() {
        String text = text(report(Locale.ENGLISH, Report.Kind.X));
        assertTrue(text.contains("X REPORT"), text);
        assertTrue(text.contains("Expected                            171.37"), text);
        assertFalse(text.contains("Counted"), text);
    }

    @Test
    void aBlindReportHasNoSumFromWhichTheCashCouldBeReckoned() {
        String text = text(new ReportLayout(Slipped.HEADER, Slipped.wording(Locale.ENGLISH), Mode.LIVE)
                .document(Slipped.report(Report.Kind.X).blind()));
        assertTrue(text.contains("10 x Card                           210.00"), text);
        assertTrue(text.contains("Opening float                       100.00"), text);
        for (String said : List.of("171.37", "485.40", "276.37", "VAT", "Tips", "Expected", "Grand")) {
            assertFalse(text.contains(said), said + " in " + text);
        }
    }

    @Test
    void whatWasMissingOfAnUncountedDrawerStandsOnTheReport() {
        String text = text(new ReportLayout(Slipped.HEADER, Slipped.wording(Locale.ENGLISH), Mode.LIVE)
                .document(Slipped.carrying(Slipped.eur(12_050))));
        assertTrue(text.contains("Left uncounted before               120.50"), text);
        assertTrue(text.contains("Short at opening                    -20.50"), text);
    }

    @Test
    void theMarksStandAtTheTopAndAtTheBottom() {
        String text = text(layout(Locale.ENGLISH, Mode.TRAINING)
                .document(Slipped.everything(), Slipped.cards(), Marking.COPY));
        assertEquals(List.of("*** TRAINING ***", "*** COPY ***", "*** TRAINING ***", "*** COPY ***"),
                text.lines().map(String::strip).filter(line -> line.startsWith("***")).toList());
    }

    @Test
    void aCardWhoseFactsAreNotKnownIsStillACard() {
        String text = text(layout(Locale.ENGLISH, Mode.LIVE).document(Slipped.everything(), Map.of(), null));
        assertTrue(text.contains("Card                                 21.00"), text);
    }

    @Test
    void aNarrowRollTakesAllOfItToo() {
        Document document = layout(Locale.GERMAN, Mode.LIVE)
                .document(Slipped.everything(), Slipped.cards(), null);
        String text = TextRenderer.render(document, 32);
        assertTrue(text.lines().allMatch(line -> line.length() <= 32), text);
        assertTrue(text.contains("19 %       18,39    3,49   21,88"), text);
    }

    private static Document report(Locale language, Report.Kind kind) {
        return new ReportLayout(Slipped.HEADER, Slipped.wording(language), Mode.LIVE)
                .document(Slipped.report(kind));
    }

    private static ReceiptLayout layout(Locale language, Mode mode) {
        return new ReceiptLayout(Slipped.HEADER, Slipped.FOOTER, Slipped.wording(language), mode);
    }

    private static String text(Document document) {
        return TextRenderer.render(document, COLUMNS);
    }

    private static String golden(String name) throws IOException {
        try (InputStream stream = Objects
                .requireNonNull(ReceiptLayoutTest.class.getResourceAsStream(name), name)) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
