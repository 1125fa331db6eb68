package io.tillpost.device.simulator.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.LineOpener;
import io.tillpost.device.line.address.LineAddress;
import io.tillpost.device.printer.Code128;
import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.PaperRow;
import io.tillpost.device.printer.PrintResult;
import io.tillpost.device.printer.TextRenderer;
import io.tillpost.device.printer.escpos.EscPosPrinter;
import io.tillpost.device.printer.escpos.EscPosTimings;
import io.tillpost.device.printer.escpos.PrinterModel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.BitSet;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole simulator through its real lines.
class PrinterSimulatorTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-01T09:00:00Z"), ZoneOffset.UTC);
    private static final PrinterModel MODEL = PrinterModel.named("TM-T88V").orElseThrow();
    private static final Document RECEIPT = new Document(List.of(
            new Element.Text("Corner Shop", Alignment.CENTRE, Size.DOUBLE, true), new Element.Rule(),
            new Element.Columns("Käse", "2,50 €", false), new Element.DrawerPulse(), new Element.Cut()));
    private static final PrintResult CONFIRMED = new PrintResult.Confirmed();

    @TempDir
    Path folder;

    private PrinterSimulatorConfig tcp() {
        return new PrinterSimulatorConfig(new PrinterSimulatorConfig.Port.Tcp(0), MODEL, false, folder, folder
                .resolve("capture.txt"), 0, false);
    }

    private static EscPosPrinter driver(PrinterSimulator simulator) {
        LineOpener opener = LineAddress.parse(simulator.address());
        return new EscPosPrinter(opener, MODEL, EscPosTimings.DEFAULT, System::nanoTime);
    }

    @Test
    void aReceiptOverASerialPortIsConfirmedAndLiesInTheFolder() throws IOException {
        var port = new PrinterSimulatorConfig.Port.Pty(folder.resolve("printer"));
        try (var simulator = PrinterSimulator.start(PrinterSimulatorConfig.of(port, folder), CLOCK);
                var printer = driver(simulator)) {
            assertEquals(CONFIRMED, printer.print(RECEIPT));
            assertEquals(CONFIRMED, printer.print(RECEIPT));
            assertEquals(new PrinterState(printer.status(), 2, 2), simulator.state());
        }
        assertEquals(TextRenderer.render(RECEIPT, 42), Files.readString(folder.resolve("receipt-0002.txt")));
        assertEquals("2\n", Files.readString(folder.resolve("drawer-pulses.txt")));
    }

    @Test
    void numbersContinueAfterARestart() throws IOException {
        for (int run = 1; run <= 2; run++) {
            try (var simulator = PrinterSimulator.start(tcp(), CLOCK); var printer = driver(simulator)) {
                assertEquals(CONFIRMED, printer.print(RECEIPT));
                assertEquals(run, simulator.state().receipts());
                assertEquals(run, simulator.state().pulses());
            }
        }
        assertTrue(Files.exists(folder.resolve("receipt-0002.txt")));
    }

    @Test
    void theDriverComesBackWhenThePrinterDoes() throws IOException {
        var first = PrinterSimulator.start(tcp(), CLOCK);
        int port = Integer.parseInt(first.address().substring(first.address().lastIndexOf(':') + 1));
        try (var printer = driver(first)) {
            assertEquals(CONFIRMED, printer.print(RECEIPT));
            first.close();
            assertInstanceOf(PrintResult.NotStarted.class, printer.print(RECEIPT));
            assertFalse(printer.status().reachable());
            var again = new PrinterSimulatorConfig(new PrinterSimulatorConfig.Port.Tcp(port), MODEL, false,
                    folder, null, null, false);
            try (var _ = PrinterSimulator.start(again, CLOCK)) {
                assertEquals(CONFIRMED, printer.print(RECEIPT));
            }
        }
    }

    @Test
    void everyByteIsRecordedWithItsTimeAndDirection() throws IOException {
        try (var simulator = PrinterSimulator.start(tcp(), CLOCK); var printer = driver(simulator)) {
            assertTrue(printer.status().canPrint());
        }
        assertEquals(List.of("2026-01-01T09:00:00Z > 100401", "2026-01-01T09:00:00Z < 12",
                "2026-01-01T09:00:00Z > 100402", "2026-01-01T09:00:00Z < 12",
                "2026-01-01T09:00:00Z > 100403", "2026-01-01T09:00:00Z < 12",
                "2026-01-01T09:00:00Z > 100404", "2026-01-01T09:00:00Z < 12"),
                Files.readAllLines(folder.resolve("capture.txt")));
    }

    @Test
    void theControlPageOpensTheCoverAndTellsTheState() throws Exception {
        try (var simulator = PrinterSimulator.start(tcp(), CLOCK); var printer = driver(simulator)) {
            assertTrue(http(simulator, "POST", "/open-cover").body().contains("coverOpen: true"));
            assertEquals(new PrintResult.NotStarted("the cover is open"), printer.print(RECEIPT));
            http(simulator, "POST", "/close-cover");
            http(simulator, "POST", "/paper-left/2");
            assertEquals(new PrintResult.Unconfirmed("the paper is out while printing"),
                    printer.print(RECEIPT));
            assertTrue(http(simulator, "GET", "/").body().contains("recEmpty: true"));
            assertEquals(404, http(simulator, "POST", "/burn").statusCode());
        }
    }

    private static HttpResponse<String> http(PrinterSimulator simulator, String method, String path)
            throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            var request = HttpRequest
                    .newBuilder(URI.create("http://127.0.0.1:" + simulator.controlPort() + path))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build();
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        }
    }

    @Test
    void aPictureLiesBesideTheTextIfWanted() throws IOException {
        var config = new PrinterSimulatorConfig(new PrinterSimulatorConfig.Port.Tcp(0), MODEL, false, folder,
                null,
                null, true);
        try (var simulator = PrinterSimulator.start(config, CLOCK); var printer = driver(simulator)) {
            assertEquals(CONFIRMED, printer.print(RECEIPT));
        }
        var picture = ImageIO.read(folder.resolve("receipt-0001.png").toFile());
        assertEquals(42 * 12 + 48, picture.getWidth());
    }

    @Test
    void theBarsOfThePictureAreThoseOfTheSymbol() throws IOException {
        Path png = folder.resolve("bars.png");
        var row = new PaperRow.Barcode(Code128.of("hamburg-1/12").orElseThrow(), 2, 80);
        PaperPicture.write(List.of(row), MODEL.columns(), png);
        var picture = ImageIO.read(png.toFile());
        int left = (picture.getWidth() - row.widthDots()) / 2;
        var black = new BitSet();
        for (var bar : row.symbol().bars()) {
            black.set(left + 2 * bar.left(), left + 2 * (bar.left() + bar.width()));
        }
        for (int y = 24; y < 24 + 80; y++) {
            for (int x = 0; x < picture.getWidth(); x++) {
                assertEquals(black.get(x) ? 0 : 0xff, picture.getRGB(x, y) & 0xff, x + "," + y);
            }
        }
    }

    @Test
    void aTakenPortIsSaidInOneLine() throws IOException {
        try (var first = PrinterSimulator.start(tcp(), CLOCK)) {
            int taken = Integer.parseInt(first.address().substring(first.address().lastIndexOf(':') + 1));
            var config = PrinterSimulatorConfig.of(new PrinterSimulatorConfig.Port.Tcp(taken), folder);
            var refusal = assertThrows(IOException.class, () -> PrinterSimulator.start(config, CLOCK));
            assertEquals("TCP port " + taken + " cannot be opened: Address already in use",
                    refusal.getMessage());
        }
    }

    @Test
    void theCommandLineSaysWhatIsMissingOrWrong() {
        assertEquals("--pty or --tcp is missing", refusal("--out", "x"));
        assertEquals("--out is missing", refusal("--tcp", "9100"));
        assertEquals("--tcp needs a value", refusal("--tcp"));
        assertEquals("--tcp 70000, expected a port from 0 to 65535", refusal("--tcp", "70000"));
        assertEquals("unknown option --fax", refusal("--fax"));
        assertTrue(refusal("--tcp", "1", "--out", "x", "--model", "y").startsWith(
                "model 'y', expected one of ITPP047"));
    }

    private static String refusal(String... args) {
        return String.valueOf(assertThrows(IllegalArgumentException.class, () -> PrinterSimulatorMain.parse(
                List.of(args))).getMessage());
    }
}
