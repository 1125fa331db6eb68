package io.tillpost.device.printer.escpos;

import static java.util.stream.Collectors.joining;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;

class CodePageEncoderTest {
    private static final PrinterModel EPSON = PrinterModel.named("TM-T88V").orElseThrow();

    private static String pages(PrinterModel model, String text) {
        return new CodePageEncoder(model.codePages()).encode(text).stream()
                .map(run -> run.page().number() + ":" + new String(run.bytes(), run.page().charset()))
                .collect(joining("|"));
    }

    @Test
    void asciiAndGermanStayOnTheFirstPage() {
        assertEquals("0:Müller & Söhne", pages(EPSON, "Müller & Söhne"));
    }

    @Test
    void theEuroSignChangesToAPageThatCarriesTheRestAsWell() {
        assertEquals("0:Käse |19:€ 3, über", pages(EPSON, "Käse € 3, über"));
    }

    @Test
    void greekAndPolishGoToTheirOwnPages() {
        assertEquals("14:Καφές", pages(EPSON, "Καφές"));
        assertEquals("18:Żółć", pages(EPSON, "Żółć"));
    }

    @Test
    void thePageStaysForTheNextText() {
        var encoder = new CodePageEncoder(EPSON.codePages());
        encoder.encode("€");
        assertEquals(List.of(19), encoder.encode("abc").stream().map(r -> r.page().number()).toList());
    }

    @Test
    void whatNoPageHasLosesItsAccentsThenBecomesAQuestionMark() {
        var model = PrinterModel.named("text-only-80mm").orElseThrow();
        assertEquals("0:Zlosnik 3 E - \"x\" ?", pages(model, "Złośnik 3 € – „x“ 茶"));
    }

    @Test
    void oneCharacterIsAlwaysOneByte() {
        String text = "Ａ½€ß茶﷐ﬁ…ő";
        int bytes = new CodePageEncoder(EPSON.codePages()).encode(text).stream()
                .mapToInt(r -> r.bytes().length)
                .sum();
        assertEquals(text.length(), bytes);
    }

    @Test
    void everyModelEncodesAsciiOnItsFirstPage() {
        for (String name : PrinterModel.names()) {
            var model = PrinterModel.named(name).orElseThrow();
            String ascii = " !\"#$%&'()*+,-./0189:;<=>?@AZ[\\]^_`az{|}~";
            assertEquals(model.codePages().getFirst().number() + ":" + ascii, pages(model, ascii), name);
        }
    }
}
