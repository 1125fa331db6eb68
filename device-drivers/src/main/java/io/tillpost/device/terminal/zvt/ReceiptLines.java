package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.CardNumberFilter;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gathers the lines that a terminal sends to be printed (PA00P015, 3.5 and 3.6) and hands them on when the receipt is
/// whole, so that a card number broken over two lines is masked as well.
final class ReceiptLines {
    private static final int LINE_FEEDS = 0xFF;
    private static final int RESERVED = 0x80;
    private static final int LAST_LINE = 0x80;

    private final TerminalProgress progress;
    private final List<String> lines = new ArrayList<>();

    ReceiptLines(TerminalProgress progress) {
        this.progress = progress;
    }

    /// Takes a `06 D1` or `06 D3`.
    void add(Apdu apdu) {
        byte[] data = apdu.data();
        if (apdu.control() == Commands.PRINT_TEXT_BLOCK) {
            Fields.parse(data, 0).container().forEach(this::addBlock);
        } else if (data.length > 0) {
            addLine(data[0] & 0xFF, Arrays.copyOfRange(data, 1, data.length));
        }
    }

    private void addBlock(Tlv.DataObject object) {
        switch (object.tag()) {
            case Tlv.TEXT_LINE -> lines.add(Cp437.line(object.value()));
            case Tlv.LINE_ATTRIBUTE -> {
                if (object.value().length > 0 && isLast(object.value()[0] & 0xFF)) {
                    flush();
                }
            }
            default -> object.children().forEach(this::addBlock);
        }
    }

    private void addLine(int attribute, byte[] text) {
        if (attribute == LINE_FEEDS) {
            int feeds = text.length == 0 ? 1 : text[0] & 0xFF;
            for (int i = 0; i < feeds; i++) {
                lines.add("");
            }
            return;
        }
        lines.add(Cp437.line(text));
        if (isLast(attribute)) {
            flush();
        }
    }

    private static boolean isLast(int attribute) {
        return (attribute & LAST_LINE) != 0 && attribute != RESERVED && attribute != LINE_FEEDS;
    }

    /// Hands on what has come so far; called at the end of the dialogue too.
    void flush() {
        CardNumberFilter.mask(lines).forEach(progress::prints);
        lines.clear();
    }
}
