package io.tillpost.device.printer.escpos;

import io.tillpost.device.printer.Code128;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The data of `GS k` 73: each change of code set is `{` and the set's letter, a `{` of the text is `{{`, a byte of set C is the
/// number of its two digits. The printer adds check and stop character. Source: Epson, "ESC/POS Command Reference", GS k.
public final class EscPosBarcode {
    private static final char BRACE = '{';
    private static final int PAIRS = 100;
    private static final int LETTERS = 95;

    private EscPosBarcode() {}

    /// The bytes of a symbol.
    static byte[] data(Code128 symbol) {
        var bytes = new ByteArrayOutputStream();
        boolean paired = false;
        for (int value : symbol.values()) {
            boolean toPairs = value == Code128.START_C || (!paired && value == Code128.CODE_C);
            boolean toText = value == Code128.START_B || (paired && value == Code128.CODE_B);
            if (toPairs || toText) {
                paired = toPairs;
                bytes.write(BRACE);
                bytes.write(paired ? 'C' : 'B');
            } else if (paired) {
                bytes.write(value);
            } else {
                bytes.writeBytes(letter(value));
            }
        }
        return bytes.toByteArray();
    }

    /// The symbol that a printer makes of such bytes; empty if they are not of sets B and C alone, or wrong: printers print
    /// nothing then.
    public static Optional<Code128> symbol(byte[] data) {
        var values = new ArrayList<Integer>();
        boolean paired = false;
        for (int at = 0; at < data.length; at++) {
            if (data[at] != BRACE) {
                values.add(data(data[at], paired));
                continue;
            }
            char after = ++at < data.length ? (char) data[at] : 0;
            if (after == BRACE && !paired) {
                values.add(BRACE - ' ');
            } else if (after == 'B' || after == 'C') {
                paired = after == 'C';
                values.add(change(values, paired));
            } else {
                return Optional.empty();
            }
        }
        return valid(values);
    }

    /// No symbol has the value -1.
    private static int data(byte data, boolean paired) {
        int value = paired ? data : data - ' ';
        return value < (paired ? PAIRS : LETTERS) ? value : -1;
    }

    private static int change(List<Integer> values, boolean paired) {
        if (values.isEmpty()) {
            return paired ? Code128.START_C : Code128.START_B;
        }
        return paired ? Code128.CODE_C : Code128.CODE_B;
    }

    private static Optional<Code128> valid(List<Integer> values) {
        try {
            return Optional.of(new Code128(values));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static byte[] letter(int value) {
        byte letter = (byte) (' ' + value);
        return letter == BRACE ? new byte[]{BRACE, BRACE} : new byte[]{letter};
    }
}
