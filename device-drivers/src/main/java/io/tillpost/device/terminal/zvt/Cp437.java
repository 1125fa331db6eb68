package io.tillpost.device.terminal.zvt;

import java.nio.charset.Charset;

/// Text as terminals send it unless another character set was agreed (PA00P015, 15.2).
final class Cp437 {
    private static final Charset CHARSET = Charset.forName("IBM437");

    private Cp437() {}

    /// Text without control characters, blanks at its ends, or what follows a zero byte.
    static String text(byte[] bytes) {
        var text = new StringBuilder();
        for (char c : new String(bytes, CHARSET).toCharArray()) {
            if (c == 0) {
                break;
            }
            text.append(Character.isISOControl(c) ? ' ' : c);
        }
        return text.toString().strip();
    }

    /// A receipt line: its leading blanks are layout and stay.
    static String line(byte[] bytes) {
        var line = new StringBuilder();
        for (char c : new String(bytes, CHARSET).toCharArray()) {
            line.append(Character.isISOControl(c) ? ' ' : c);
        }
        return line.toString().stripTrailing();
    }
}
