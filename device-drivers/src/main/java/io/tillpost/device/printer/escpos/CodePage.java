package io.tillpost.device.printer.escpos;

import java.nio.charset.Charset;

/// One character table of a printer: the number that `ESC t` selects it by, and what its bytes 80 to FF mean. Bytes
/// 20 to 7E are ASCII in all of them.
public record CodePage(int number, Charset charset) {
    public CodePage {
        if (number < 0 || number > 255) {
            throw new IllegalArgumentException("code page number " + number + ", expected 0 to 255");
        }
    }

    static CodePage of(int number, String charset) {
        return new CodePage(number, Charset.forName(charset));
    }
}
