package io.tillpost.device.printer.escpos;

import io.tillpost.device.printer.Document;
import io.tillpost.device.printer.Document.Alignment;
import io.tillpost.device.printer.Document.Size;
import io.tillpost.device.printer.Layout;
import io.tillpost.device.printer.PaperRow;
import java.io.ByteArrayOutputStream;

/// The bytes of a document for one printer model, complete but for the question that confirms it. Codes: Epson,
/// "ESC/POS Command Reference".
public final class EscPosEncoder {
    private static final int ESC = 0x1b;
    private static final int GS = 0x1d;
    private static final int LF = 0x0a;
    /// `GS k` m for CODE128, with the number of data bytes before them.
    private static final int CODE128 = 73;
    /// Lines between the print head and the tear bar of a printer without a knife.
    private static final int TEAR_LINES = 4;

    private final PrinterModel model;
    private final CodePageEncoder text;
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private CodePage page;
    private Alignment alignment = Alignment.LEFT;
    private Size size = Size.NORMAL;
    private boolean bold;

    private EscPosEncoder(PrinterModel model) {
        this.model = model;
        this.text = new CodePageEncoder(model.codePages());
        this.page = model.codePages().getFirst();
    }

    /// Encodes the whole document. It starts from the printer's defaults, whatever came before.
    public static byte[] encode(Document document, PrinterModel model) {
        var encoder = new EscPosEncoder(model);
        encoder.start();
        Layout.rows(document, model.paper()).forEach(encoder::row);
        return encoder.bytes.toByteArray();
    }

    /// `ESC p` on pin 2: 50 ms on, 500 ms off, in units of 2 ms, which opens the drawers we know of.
    static byte[] pulse() {
        return new byte[]{ESC, 'p', 0, 25, (byte) 250};
    }

    private void start() {
        put(ESC, '@');
        // International character set USA: others replace # $ @ [ \ ] { | } by letters.
        put(ESC, 'R', 0);
        put(ESC, 't', page.number());
    }

    private void row(PaperRow row) {
        switch (row) {
            case PaperRow.Line line -> line(line);
            case PaperRow.Barcode barcode -> barcode(barcode);
            case PaperRow.Cut() -> cut();
            case PaperRow.Pulse() -> bytes.writeBytes(pulse());
        }
    }

    private void line(PaperRow.Line line) {
        if (!line.text().isEmpty()) {
            style(line);
            for (var run : text.encode(line.text())) {
                select(run.page());
                bytes.writeBytes(run.bytes());
            }
        }
        put(LF);
    }

    /// The printer writes no letters below the bars (`GS H` 0): fonts and places differ from model to model, and what they would
    /// say is on the receipt.
    private void barcode(PaperRow.Barcode barcode) {
        byte[] data = EscPosBarcode.data(barcode.symbol());
        align(Alignment.CENTRE);
        put(GS, 'h', barcode.heightDots());
        put(GS, 'w', barcode.moduleDots());
        put(GS, 'H', 0);
        put(GS, 'k', CODE128, data.length);
        bytes.writeBytes(data);
    }

    private void align(Alignment wanted) {
        if (alignment != wanted) {
            alignment = wanted;
            put(ESC, 'a', switch (alignment) {
                case LEFT -> 0;
                case CENTRE -> 1;
                case RIGHT -> 2;
            });
        }
    }

    private void style(PaperRow.Line line) {
        align(line.alignment());
        if (size != line.size()) {
            size = line.size();
            put(GS, '!', switch (size) {
                case NORMAL -> 0x00;
                case DOUBLE_HEIGHT -> 0x01;
                case DOUBLE -> 0x11;
            });
        }
        if (bold != line.bold()) {
            bold = line.bold();
            put(ESC, 'E', bold ? 1 : 0);
        }
    }

    private void select(CodePage wanted) {
        if (!page.equals(wanted)) {
            page = wanted;
            put(ESC, 't', page.number());
        }
    }

    private void cut() {
        if (model.cuts()) {
            put(GS, 'V', 'B', 0);
        } else {
            put(ESC, 'd', TEAR_LINES);
        }
    }

    private void put(int... values) {
        for (int value : values) {
            bytes.write(value);
        }
    }
}
