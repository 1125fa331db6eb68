package io.tillpost.device.simulator.printer;

import io.tillpost.device.printer.Code128;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.PaperRow;
import io.tillpost.device.printer.PrinterStatus;
import io.tillpost.device.printer.escpos.CodePage;
import io.tillpost.device.printer.escpos.EscPosBarcode;
import io.tillpost.device.printer.escpos.EscPosCommand;
import io.tillpost.device.printer.escpos.EscPosDecoder;
import io.tillpost.device.printer.escpos.PrinterModel;
import io.tillpost.device.printer.escpos.StatusBits;
import java.io.ByteArrayOutputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/// The inside of a printer, in plain Java for one thread: bytes and hands go in, answers, paper and pulses come out. As
/// in a real one, what cannot be printed now waits in the buffer, while real-time commands are served at once.
final class VirtualPrinter {
    /// Where a real printer would raise its busy line.
    private static final int BUFFER_COMMANDS = 4096;
    /// What `ESC @` sets (Epson, "ESC/POS Command Reference", GS h and GS w).
    private static final int BARCODE_HEIGHT = 162;
    private static final int BARCODE_MODULE = 3;
    /// Paper that a line takes.
    private static final int LINE_DOTS = 30;

    private final PrinterModel model;
    private final boolean ignoresCodePages;
    private final PaperOutput output;
    private final Deque<EscPosCommand> buffer = new ArrayDeque<>();
    private final List<PaperRow> paper = new ArrayList<>();
    private final StringBuilder line = new StringBuilder();
    private final ByteArrayOutputStream answers = new ByteArrayOutputStream();
    private EscPosDecoder decoder = new EscPosDecoder();

    private CodePage page;
    private Alignment alignment = Alignment.LEFT;
    private Size size = Size.NORMAL;
    private boolean bold;
    private int barcodeHeight = BARCODE_HEIGHT;
    private int barcodeModule = BARCODE_MODULE;

    private boolean powered = true;
    private boolean coverOpen;
    private boolean jammed;
    private boolean nearEnd;
    private boolean drawerOpened;
    private int linesLeft = Integer.MAX_VALUE;

    /// `ignoresCodePages`: like cheap clones that print everything by their first table.
    VirtualPrinter(PrinterModel model, boolean ignoresCodePages, PaperOutput output) {
        this.model = model;
        this.ignoresCodePages = ignoresCodePages;
        this.output = output;
        this.page = model.codePages().getFirst();
    }

    /// Takes bytes from the line and gives back what the printer answers to them.
    byte[] receive(byte[] bytes) {
        if (!powered) {
            return new byte[0];
        }
        for (var command : decoder.feed(bytes)) {
            if (command.realTime()) {
                serve(command);
            } else {
                buffer.add(command);
                work();
            }
        }
        return takeAnswers();
    }

    /// Does something to the printer and gives back the answers that this set free.
    byte[] press(PrinterAction action) {
        switch (action) {
            case PrinterAction.PaperOut() -> linesLeft = 0;
            case PrinterAction.PaperLeft(int lines) -> linesLeft = lines;
            case PrinterAction.PaperLow() -> nearEnd = true;
            case PrinterAction.PaperIn() -> newRoll();
            case PrinterAction.OpenCover() -> coverOpen = true;
            case PrinterAction.CloseCover() -> coverOpen = false;
            case PrinterAction.Jam() -> jammed = true;
            case PrinterAction.ClearJam() -> jammed = false;
            case PrinterAction.PowerOff() -> powerOff();
            case PrinterAction.PowerOn() -> powered = true;
            case PrinterAction.CloseDrawer() -> drawerOpened = false;
        }
        work();
        return takeAnswers();
    }

    /// What the printer would say of itself.
    PrinterStatus status() {
        return powered
                ? new PrinterStatus(true, coverOpen, linesLeft == 0, nearEnd, drawerOpened, jammed)
                : PrinterStatus.UNREACHABLE;
    }

    /// Whether the buffer takes no more now.
    boolean full() {
        return buffer.size() >= BUFFER_COMMANDS;
    }

    private void newRoll() {
        linesLeft = Integer.MAX_VALUE;
        nearEnd = false;
    }

    /// The paper stays where it is; all that was only in memory is gone.
    private void powerOff() {
        powered = false;
        buffer.clear();
        line.setLength(0);
        decoder = new EscPosDecoder();
        defaults();
    }

    private void defaults() {
        page = model.codePages().getFirst();
        alignment = Alignment.LEFT;
        size = Size.NORMAL;
        bold = false;
        barcodeHeight = BARCODE_HEIGHT;
        barcodeModule = BARCODE_MODULE;
    }

    private void work() {
        while (!buffer.isEmpty() && status().canPrint()) {
            print(buffer.remove());
        }
    }

    private void serve(EscPosCommand command) {
        switch (command) {
            case EscPosCommand.RealTimeStatus(int kind) when kind >= 1 && kind <= 4 && model.answers() ->
                answers.write(StatusBits.answer(kind, status()));
            case EscPosCommand.RealTimePulse() -> pulse();
            case EscPosCommand.Recover(int how) when how == 2 -> buffer.clear();
            default -> {
            }
        }
    }

    private void print(EscPosCommand command) {
        switch (command) {
            case EscPosCommand.Text(byte[] bytes) -> text(new String(bytes, page.charset()));
            case EscPosCommand.LineFeed() -> endLine();
            case EscPosCommand.FeedLines(int lines) -> feed(lines);
            case EscPosCommand.Initialise() -> initialise();
            case EscPosCommand.SelectCodePage(int number) -> select(number);
            case EscPosCommand.Bold(boolean on) -> bold = on;
            case EscPosCommand.CharacterSize(int width, int height) -> size = width > 1
                    ? Size.DOUBLE
                    : height > 1 ? Size.DOUBLE_HEIGHT : Size.NORMAL;
            case EscPosCommand.Justify(int where) -> alignment = switch (where) {
                case 1 -> Alignment.CENTRE;
                case 2 -> Alignment.RIGHT;
                default -> Alignment.LEFT;
            };
            case EscPosCommand.BarcodeHeight(int dots) -> barcodeHeight = dots;
            case EscPosCommand.BarcodeModule(int dots) -> barcodeModule = dots;
            case EscPosCommand.Barcode(byte[] data) -> EscPosBarcode.symbol(data).ifPresent(this::barcode);
            case EscPosCommand.Cut() -> cut();
            case EscPosCommand.Pulse() -> pulse();
            case EscPosCommand.TransmitStatus(int kind) -> answer(kind);
            case EscPosCommand.AutomaticStatus _,EscPosCommand.Other _,EscPosCommand.RealTimeStatus _,EscPosCommand.RealTimePulse _,EscPosCommand.Recover _ ->
                {
                }
        }
    }

    private void text(String text) {
        int width = size == Size.DOUBLE ? model.columns() / 2 : model.columns();
        for (int i = 0; i < text.length(); i++) {
            if (line.length() == width) {
                endLine();
            }
            line.append(text.charAt(i));
        }
    }

    private void endLine() {
        paper.add(line.isEmpty()
                ? PaperRow.Line.EMPTY
                : new PaperRow.Line(line.toString(), alignment, size, bold));
        line.setLength(0);
        used(1);
    }

    /// Nothing is printed of one that is too wide or does not begin a line, as with a real one.
    private void barcode(Code128 symbol) {
        var row = new PaperRow.Barcode(symbol, barcodeModule, barcodeHeight);
        if (model.barcodes() && line.isEmpty() && row.widthDots() <= model.dots()) {
            paper.add(row);
            used(Math.ceilDiv(barcodeHeight, LINE_DOTS));
        }
    }

    private void used(int lines) {
        if (linesLeft != Integer.MAX_VALUE) {
            linesLeft = Math.max(0, linesLeft - lines);
        }
    }

    private void feed(int lines) {
        for (int i = 0; i < lines; i++) {
            endLine();
        }
        if (!model.cuts()) {
            tear();
        }
    }

    private void initialise() {
        line.setLength(0);
        defaults();
    }

    private void select(int number) {
        if (!ignoresCodePages) {
            model.codePages().stream().filter(p -> p.number() == number).findFirst().ifPresent(p -> page = p);
        }
    }

    private void cut() {
        if (model.cuts()) {
            tear();
        }
    }

    private void tear() {
        if (!line.isEmpty()) {
            endLine();
        }
        if (!paper.isEmpty()) {
            output.receipt(List.copyOf(paper));
            paper.clear();
        }
    }

    private void pulse() {
        drawerOpened = true;
        output.pulse();
    }

    private void answer(int kind) {
        if (model.answers()) {
            answers.write(StatusBits.inBandAnswer(kind, status()));
        }
    }

    private byte[] takeAnswers() {
        byte[] taken = answers.toByteArray();
        answers.reset();
        return taken;
    }
}
