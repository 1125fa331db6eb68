package io.tillpost.device.simulator.printer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.Line;
import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Element;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.Layout;
import io.tillpost.device.printer.PaperRow;
import io.tillpost.device.printer.PrintResult;
import io.tillpost.device.printer.PrinterStatus;
import io.tillpost.device.printer.TextRenderer;
import io.tillpost.device.printer.escpos.EscPosPrinter;
import io.tillpost.device.printer.escpos.EscPosTimings;
import io.tillpost.device.printer.escpos.PrinterModel;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/// The driver against the virtual printer, over a line that loses what the test says.
class EscPosPrinterTest {
    private static final Document RECEIPT = receipt("Kaffee", "2,50 €");
    private static final PrintResult CONFIRMED = new PrintResult.Confirmed();
    private static final int NEVER = Integer.MAX_VALUE;

    private final List<String> receipts = new ArrayList<>();
    private int pulses;
    private PrinterModel model = PrinterModel.named("TM-T88V").orElseThrow();
    private VirtualPrinter device = device(false);
    private final MemoryLine.TurnedClock clock = new MemoryLine.TurnedClock();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private final List<MemoryLine> lines = new ArrayList<>();
    private int bytesUntilLost = NEVER;
    private boolean unplugged;
    private EscPosPrinter printer = driver();

    private static Document receipt(String item, String price) {
        return new Document(List.of(new Element.Text("Café Ångström", Alignment.CENTRE, Size.DOUBLE, true),
                new Element.Rule(), new Element.Columns(item, price, false), new Element.Feed(2),
                new Element.Text("Ευχαριστώ", Alignment.RIGHT, Size.NORMAL, false), new Element.Cut()));
    }

    private VirtualPrinter device(boolean ignoresCodePages) {
        return new VirtualPrinter(model, ignoresCodePages, new PaperOutput() {
            @Override
            public void receipt(List<PaperRow> rows) {
                receipts.add(TextRenderer.render(rows, model.columns()));
            }

            @Override
            public void pulse() {
                pulses++;
            }
        });
    }

    private EscPosPrinter driver() {
        return new EscPosPrinter(this::open, model, EscPosTimings.DEFAULT, clock::nanos);
    }

    private Line open() throws IOException {
        if (unplugged) {
            throw new IOException("no printer at the end of the cable");
        }
        var line = new MemoryLine(device, clock, answers, bytesUntilLost);
        bytesUntilLost = NEVER;
        lines.add(line);
        return line;
    }

    private void use(String modelName) {
        model = PrinterModel.named(modelName).orElseThrow();
        device = device(false);
        printer = driver();
    }

    @Test
    void theReceiptComesOutAsItRendersAndIsConfirmed() {
        assertEquals(CONFIRMED, printer.print(RECEIPT));
        assertEquals(List.of(TextRenderer.render(RECEIPT, 42)), receipts);
    }

    @Test
    void everyModelPrintsEveryReceiptAsItRenders() {
        for (String name : PrinterModel.names()) {
            use(name);
            receipts.clear();
            var plain = receipt("Tea", "1.20");
            var result = printer.print(new Document(plain.elements().stream().filter(
                    e -> !(e instanceof Element.Text text && text.text().startsWith("Ευ"))).toList()));
            assertEquals(model.answers(), result.equals(CONFIRMED), name);
            assertEquals(1, receipts.size(), name);
        }
    }

    @Test
    void everyModelPrintsABarCodeOrItsContent() {
        for (String name : PrinterModel.names()) {
            use(name);
            receipts.clear();
            var document = new Document(List.of(new Element.Barcode("hamburg-1/12"), new Element.Cut()));
            printer.print(document);
            assertEquals(TextRenderer.render(Layout.rows(document, model.paper()), model.columns()).strip(),
                    receipts.getFirst().strip(), name);
            assertEquals(model.barcodes(), receipts.getFirst().contains("|||"), name);
        }
    }

    @Test
    void aBarCodeThatIsTooWideOrBeginsNoLineIsNotPrinted() {
        device.receive(HexFormat.of().parseHex("1b40" + "1d7706" + "1d6b490a7b4231323334353637381d7702"));
        device.receive(
                HexFormat.of().parseHex("41" + "1d6b49047b423132" + "0a1d6b49047b423132" + "1d564200"));
        assertEquals(1, receipts.size());
        assertEquals("A\n" + " ".repeat(16) + "||| 12 |||\n", receipts.getFirst());
    }

    @Test
    void paperThatEndsAtTheBarCodeLeavesTheReceiptUnconfirmed() {
        device.press(new PrinterAction.PaperLeft(2));
        assertEquals(new PrintResult.Unconfirmed("the paper is out while printing"),
                printer.print(new Document(List.of(new Element.Barcode("s/1"), new Element.Cut()))));
    }

    @Test
    void aPrinterThatIgnoresCodePagesShowsInTheReceiptAndNotInTheAnswer() {
        device = device(true);
        assertEquals(CONFIRMED, printer.print(RECEIPT));
        assertFalse(receipts.getFirst().contains("€"), receipts.getFirst());
    }

    @Test
    void nothingIsSentWithoutALine() {
        unplugged = true;
        assertEquals(new PrintResult.NotStarted("no printer at the end of the cable"),
                printer.print(RECEIPT));
        assertEquals(PrinterStatus.UNREACHABLE, printer.status());
        assertFalse(printer.openDrawer());
    }

    @Test
    void nothingIsSentToAPrinterThatDoesNotAnswer() {
        device.press(new PrinterAction.PowerOff());
        assertEquals(new PrintResult.NotStarted("the printer does not answer"), printer.print(RECEIPT));
    }

    @Test
    void nothingIsSentWithoutPaperOrWithTheCoverOpenOrJammed() {
        device.press(new PrinterAction.PaperOut());
        assertEquals(new PrintResult.NotStarted("the paper is out"), printer.print(RECEIPT));
        device.press(new PrinterAction.PaperIn());
        device.press(new PrinterAction.OpenCover());
        assertEquals(new PrintResult.NotStarted("the cover is open"), printer.print(RECEIPT));
        device.press(new PrinterAction.CloseCover());
        device.press(new PrinterAction.Jam());
        assertEquals(new PrintResult.NotStarted("the printer reports a fault"), printer.print(RECEIPT));
        device.press(new PrinterAction.ClearJam());
        assertEquals(CONFIRMED, printer.print(RECEIPT));
        assertEquals(1, receipts.size());
    }

    @Test
    void theStatusSaysWhatIsWrong() {
        assertEquals(new PrinterStatus(true, false, false, false, false, false), printer.status());
        device.press(new PrinterAction.PaperLow());
        assertEquals(new PrinterStatus(true, false, false, true, false, false), printer.status());
        device.press(new PrinterAction.OpenCover());
        assertEquals(new PrinterStatus(true, true, false, true, false, false), printer.status());
        device.press(new PrinterAction.CloseCover());
        device.press(new PrinterAction.PaperOut());
        device.press(new PrinterAction.Jam());
        assertEquals(new PrinterStatus(true, false, true, true, false, true), printer.status());
    }

    @Test
    void paperThatRunsOutInTheMiddleLeavesTheReceiptUnconfirmed() {
        device.press(new PrinterAction.PaperLeft(3));
        assertEquals(new PrintResult.Unconfirmed("the paper is out while printing"), printer.print(RECEIPT));
        assertEquals(List.of(), receipts);
    }

    @Test
    void theLateAnswerOfAnEarlierReceiptNeverConfirmsALaterOne() throws IOException {
        device.press(new PrinterAction.PaperLeft(3));
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(RECEIPT));
        // New paper: the rest comes out, and with it the answer to the first job's question.
        answers.writeBytes(device.press(new PrinterAction.PaperIn()));
        var line = lines.getLast();
        line.beforeWrite = () -> line.swallowsAnswers = receipts.size() > 1;
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(receipt("Tee", "1,20")));
        assertEquals(2, receipts.size());

        assertEquals(new PrintResult.NotStarted("the printer does not answer"), printer.print(RECEIPT));
        line.beforeWrite = () -> line.swallowsAnswers = false;
        assertEquals(CONFIRMED, printer.print(receipt("Saft", "3,00")));
        assertEquals(3, receipts.size());
    }

    /// 0x00 at switch-on looks like an answer to GS r: paper, and all is well.
    @Test
    void aStrayByteOfAPrinterThatWasSwitchedOnConfirmsNothing() {
        assertEquals(CONFIRMED, printer.print(RECEIPT));
        answers.write(0);
        var line = lines.getLast();
        line.beforeWrite = () -> line.swallowsAnswers = receipts.size() > 1;
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(receipt("Tee", "1,20")));
    }

    /// The receipt of before the agent's restart comes out, and with it its answer, when the paper is in.
    @Test
    void theAnswerToAQuestionOfAnEarlierProgramConfirmsNoReceipt() {
        device.press(new PrinterAction.PaperLeft(3));
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(RECEIPT));
        printer = driver();
        answers.writeBytes(device.press(new PrinterAction.PaperIn()));
        printer.status();
        var line = lines.getLast();
        line.beforeWrite = () -> line.swallowsAnswers = receipts.size() > 1;
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(receipt("Tee", "1,20")));
        assertEquals(2, receipts.size());
    }

    /// The answer of the restarted agent's own question comes right behind.
    @Test
    void anEarlierProgramsAnswerThatComesWhileTheNewOneAsksIsNotTakenForItsOwn() {
        device.press(new PrinterAction.PaperLeft(3));
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(RECEIPT));
        byte[] late = device.press(new PrinterAction.PaperIn());
        printer = driver();
        printer.status();
        var line = lines.getLast();
        int[] writes = {0};
        // Four questions for the state, then the one that settles.
        line.beforeWrite = () -> {
            if (++writes[0] == 5) {
                answers.writeBytes(late);
            }
            line.swallowsAnswers = receipts.size() > 1;
        };
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(receipt("Tee", "1,20")));
        assertEquals(2, receipts.size());
    }

    @Test
    void aPowerCutThatForgotTheQuestionDoesNotBlockTheNextReceipt() {
        device.press(new PrinterAction.PaperLeft(3));
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(RECEIPT));
        device.press(new PrinterAction.PowerOff());
        device.press(new PrinterAction.PaperIn());
        device.press(new PrinterAction.PowerOn());
        assertEquals(CONFIRMED, printer.print(RECEIPT));
    }

    @Test
    void aLineLostAtAnyByteIsNotStartedBeforeTheJobAndUnconfirmedAfterIt() {
        var seen = new ArrayList<Class<?>>();
        for (int bytes = 0;; bytes++) {
            receipts.clear();
            device = device(false);
            answers.reset();
            printer = driver();
            bytesUntilLost = bytes;
            var result = printer.print(RECEIPT);
            if (seen.isEmpty() || seen.getLast() != result.getClass()) {
                seen.add(result.getClass());
            }
            if (result instanceof PrintResult.NotStarted) {
                assertEquals(List.of(), receipts, "lost after " + bytes + " bytes");
            }
            if (result.equals(CONFIRMED)) {
                break;
            }
            assertEquals(CONFIRMED, printer.print(receipt("next", "1")), "after " + bytes + " bytes");
            String paper = String.join("", receipts);
            assertEquals(paper.indexOf("Kaffee"), paper.lastIndexOf("Kaffee"), "printed twice: " + paper);
            assertEquals(paper.indexOf("next"), paper.lastIndexOf("next"), "printed twice: " + paper);
        }
        assertEquals(List.of(PrintResult.NotStarted.class, PrintResult.Unconfirmed.class,
                PrintResult.Confirmed.class), seen);
    }

    @Test
    void noAnswerToTheQuestionIsUnconfirmed() {
        printer.status();
        var line = lines.getLast();
        int[] writes = {0};
        line.beforeWrite = () -> line.swallowsAnswers = ++writes[0] > 5;
        assertEquals(new PrintResult.Unconfirmed("no answer to GS r within PT15S"), printer.print(RECEIPT));
        assertEquals(1, receipts.size());
    }

    @Test
    void aModelThatCannotAnswerIsNeverConfirmed() {
        use("text-only-80mm");
        assertEquals(new PrintResult.Unconfirmed("a text-only-80mm cannot confirm what it printed"), printer
                .print(RECEIPT));
        assertFalse(printer.openDrawer());
        assertEquals(1, pulses);
    }

    @Test
    void theDrawerOpensOnceAndSaysSo() {
        assertTrue(printer.openDrawer());
        assertEquals(1, pulses);
        assertTrue(printer.status().drawerOpened());
        device.press(new PrinterAction.CloseDrawer());
        assertFalse(printer.status().drawerOpened());
    }

    @Test
    void theDrawerOpensWithoutPaper() {
        device.press(new PrinterAction.PaperOut());
        assertTrue(printer.openDrawer());
        assertEquals(1, pulses);
    }

    @Test
    void aPrinterWithAutomaticStatusOnDoesNotConfirmByIt() {
        device.press(new PrinterAction.PaperLeft(3));
        printer.status();
        // First byte of an automatic status and three more that look like answers to GS r.
        lines.getLast().beforeWrite = () -> answers.writeBytes(new byte[]{0x10, 0, 0, 0});
        assertInstanceOf(PrintResult.Unconfirmed.class, printer.print(RECEIPT));
    }

    @Test
    void anAnswerThatCameTooLateIsNotTakenForTheNextQuestion() {
        printer.status();
        // Late answers to DLE EOT 4 (paper out) and DLE EOT 2 (cover open).
        answers.writeBytes(new byte[]{0x72, 0x16});
        assertTrue(printer.status().canPrint());
        assertEquals(CONFIRMED, printer.print(RECEIPT));
    }
}
