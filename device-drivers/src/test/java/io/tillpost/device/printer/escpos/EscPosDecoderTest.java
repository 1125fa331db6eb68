package io.tillpost.device.printer.escpos;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.device.printer.Code128;
import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EscPosDecoderTest {
    private static final byte[] RECEIPT = EscPosEncoder.encode(new Document(List.of(
            new Element.Text("Café €", Alignment.CENTRE, Size.DOUBLE, true),
            new Element.Columns("Tee", "1,20", false), new Element.DrawerPulse(),
            new Element.Barcode("s-1/12"), new Element.Cut())),
            PrinterModel.named("TM-T88V").orElseThrow());

    @Test
    void theBytesOfAReceiptAreTheseCommands() {
        String text = HexFormat.of().formatHex(("Tee" + " ".repeat(35) + "1,20").getBytes(US_ASCII));
        assertEquals(String.join("",
                "1b40 1b5200 1b7400", // initialise, USA, first page
                "1b6101 1d2111 1b4501 43616682 20 1b7413 d5 0a", // centred, double, bold: Café, page 19, euro
                "1b6100 1d2100 1b4500", text, "0a", // plain
                "1b700019fa", // pulse
                "1b6101 1d6850 1d7703 1d4800 1d6b49 08 7b42 732d312f3132", // centred, 80 dots, 3 to a module, no letters
                "1d564200").replace(" ", ""), // cut
                HexFormat.of().formatHex(RECEIPT));
    }

    @Test
    void aStreamCutAnywhereIsTheSameCommands() {
        String whole = describe(new EscPosDecoder().feed(RECEIPT));
        for (int cut = 1; cut < RECEIPT.length; cut++) {
            var decoder = new EscPosDecoder();
            var commands = new ArrayList<>(decoder.feed(Arrays.copyOf(RECEIPT, cut)));
            commands.addAll(decoder.feed(Arrays.copyOfRange(RECEIPT, cut, RECEIPT.length)));
            assertEquals(whole, describe(commands), "cut at " + cut);
        }
    }

    @Test
    void realTimeCommandsAndStatusQuestionsAreKnown() {
        assertEquals(
                List.of(new EscPosCommand.RealTimeStatus(4), new EscPosCommand.RealTimePulse(),
                        new EscPosCommand.Recover(2), new EscPosCommand.TransmitStatus(1),
                        new EscPosCommand.AutomaticStatus(0)),
                decode("100404 1014010001 100502 1d7201 1d6100"));
    }

    @Test
    void aPictureOrCodeIsSkippedWholeSoThatItsBytesAreNotTakenForCommands() {
        assertEquals("Other LineFeed", kinds("1d763000 0100 0200 1d0a 0a"));
    }

    @Test
    void qrCodeDataIsSkippedWhole() {
        assertEquals("Other Cut", kinds("1d286b 0500 3150301004 1d5600"));
    }

    @Test
    void aBarCodeIsCentredAndWithoutLetters() {
        assertEquals(
                "1b40 1b5200 1b7400 1b6101 1d6850 1d7702 1d4800 1d6b49 10 7b42 68616d627572672d312f 7b43 0c22"
                        .replace(" ", ""),
                hex("TM-T88V", "hamburg-1/1234"));
    }

    @Test
    void aBraceInABarCodeIsWrittenTwice() {
        assertEquals("1d6b49 06 7b42 61 7b7b 7d".replace(" ", ""), hex("TM-T88V", "a{}").substring(40));
    }

    @Test
    void aModelWithoutBarCodesPrintsTheContent() {
        for (String model : List.of("text-only-80mm", "POS-5890")) {
            assertEquals("1b40 1b5200 1b7400 1b6101 732f31 0a".replace(" ", ""), hex(model, "s/1"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"hamburg-1/12", "12345678", "hamburg-1/1234567890123", "{{12345{", "1234ab123456",
        "a"})
    void thePrinterReadsTheSymbolThatWasMeant(String content) {
        var symbol = Code128.of(content).orElseThrow();
        assertEquals(Optional.of(symbol), EscPosBarcode.symbol(EscPosBarcode.data(symbol)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "7b42", "6162", "7b41 41", "7b42 61 7b", "7b42 61 7b31", "7b43 64",
        "7b43 7b7b", "7b42 7f", "7b42 e4"})
    void dataThatIsNoSymbolIsNone(String hex) {
        assertEquals(Optional.empty(), EscPosBarcode.symbol(HexFormat.of().parseHex(hex.replace(" ", ""))));
    }

    @Test
    void barCodesOfOtherKindsAreSkippedWhole() {
        assertEquals("Other LineFeed", kinds("1d6b04 414243 00 0a"));
        assertEquals("Other LineFeed", kinds("1d6b45 03 410a43 0a"));
    }

    private static String hex(String model, String barcode) {
        return HexFormat.of()
                .formatHex(EscPosEncoder.encode(new Document(List.of(new Element.Barcode(barcode))),
                        PrinterModel.named(model).orElseThrow()));
    }

    private static List<EscPosCommand> decode(String hex) {
        return new EscPosDecoder().feed(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    private static String kinds(String hex) {
        return String.join(" ", decode(hex).stream().map(c -> c.getClass().getSimpleName()).toList());
    }

    private static String describe(List<EscPosCommand> commands) {
        var text = new StringBuilder();
        for (var command : commands) {
            text.append(switch (command) {
                case EscPosCommand.Text(byte[] bytes) -> HexFormat.of().formatHex(bytes);
                case EscPosCommand.Barcode(byte[] data) -> " bars " + HexFormat.of().formatHex(data) + ' ';
                case EscPosCommand.Other(byte[] bytes) -> " other " + HexFormat.of().formatHex(bytes) + ' ';
                default -> command.toString();
            });
        }
        return text.toString();
    }
}
