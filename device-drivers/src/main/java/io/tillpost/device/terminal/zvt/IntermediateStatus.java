package io.tillpost.device.terminal.zvt;

import java.util.Map;

/// What a terminal shows while it works, by its code (PA00P015, 3.7, table 17; later revisions add codes, which read as
/// "working").
final class IntermediateStatus {
    /// Codes from here to 0x6F repeat the lower ones and add "please remove the card".
    private static final int REMOVE_CARD = 0x40;
    private static final int REMOVE_CARD_LAST = 0x6F;

    private static final Map<Integer, String> TEXTS = Map.ofEntries(Map.entry(0x00, "confirm the amount"),
            Map.entry(0x01, "watch the PIN pad"), Map.entry(0x02, "watch the PIN pad"),
            Map.entry(0x03, "not accepted"),
            Map.entry(0x04, "waiting for the host"), Map.entry(0x05, "reversing"),
            Map.entry(0x06, "sending late bookings"), Map.entry(0x07, "card not admitted"),
            Map.entry(0x08, "card unknown"), Map.entry(0x09, "card expired"), Map.entry(0x0A, "insert card"),
            Map.entry(0x0B, "remove the card"), Map.entry(0x0C, "card not readable"),
            Map.entry(0x0D, "processing error"), Map.entry(0x0E, "please wait"),
            Map.entry(0x0F, "automatic end of day"), Map.entry(0x10, "invalid card"),
            Map.entry(0x11, "balance display"), Map.entry(0x12, "system malfunction"),
            Map.entry(0x13, "payment not possible"), Map.entry(0x14, "credit not sufficient"),
            Map.entry(0x15, "wrong PIN"), Map.entry(0x16, "limit not sufficient"),
            Map.entry(0x17, "please wait"),
            Map.entry(0x18, "PIN wrong too often"), Map.entry(0x19, "card data incorrect"),
            Map.entry(0x1A, "service mode"), Map.entry(0x1B, "approved"), Map.entry(0x1C, "approved"),
            Map.entry(0x1D, "declined"), Map.entry(0x28, "currency selection"),
            Map.entry(0x29, "language selection"),
            Map.entry(0x2B, "offline emergency transaction"), Map.entry(0x2C, "application selection"),
            Map.entry(0xC8, "waiting for the cashier"), Map.entry(0xC9, "automatic diagnosis"),
            Map.entry(0xCA, "automatic initialisation"), Map.entry(0xCB, "merchant journal full"),
            Map.entry(0xD2, "connecting to the host"), Map.entry(0xD3, "connected to the host"),
            Map.entry(0xE0, "application selection"), Map.entry(0xE1, "language selection"),
            Map.entry(0xF1, "offline"), Map.entry(0xF2, "online"), Map.entry(0xF3, "offline transaction"));

    private IntermediateStatus() {}

    static String text(int code) {
        if (code >= REMOVE_CARD && code <= REMOVE_CARD_LAST && code != 0x68 && code != 0x69) {
            String first = TEXTS.get(code - REMOVE_CARD);
            return first == null || first.equals("remove the card")
                    ? "remove the card"
                    : first + ", remove the card";
        }
        return TEXTS.getOrDefault(code, "working");
    }
}
