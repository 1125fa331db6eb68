package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.CardNumberFilter;
import io.tillpost.device.terminal.TerminalProgress;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.Optional;

/// What a terminal shows: its own text if it sent one, else that of its code (PA00P015, 3.7).
final class Display {
    /// No code fits; the text is in tag 24.
    private static final int TEXT_ONLY = 0xFF;
    private static final int HEAD_BYTES = 2;
    private static final int INSERT_CARD = 0x0A;

    private Display() {}

    static boolean asksForCard(Apdu apdu) {
        byte[] data = apdu.data();
        return apdu.control() == Commands.INTERMEDIATE_STATUS && data.length > 0
                && (data[0] & 0xFF) == INSERT_CARD;
    }

    static void show(Apdu intermediateStatus, TerminalProgress progress) {
        byte[] data = intermediateStatus.data();
        if (data.length > 0) {
            int code = data[0] & 0xFF;
            progress.shows(code, ownText(code, data).orElse(IntermediateStatus.text(code)));
        }
    }

    private static Optional<String> ownText(int code, byte[] data) {
        if (code != TEXT_ONLY || data.length <= HEAD_BYTES) {
            return Optional.empty();
        }
        try {
            return Fields.parse(data, HEAD_BYTES)
                    .tag(Tlv.TEXT_LINE)
                    .map(Cp437::text)
                    .filter(text -> !text.isEmpty())
                    .map(CardNumberFilter::mask);
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
