package io.tillpost.device.terminal.zvt;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/// The bitmaps of ZVT messages: how long each is, and which may never leave the codec (PA00P015, 13).
final class Bitmaps {
    static final int AMOUNT = 0x04;
    static final int TLV = 0x06;
    static final int TRACE = 0x0B;
    static final int TIME = 0x0C;
    static final int DATE = 0x0D;
    static final int STATUS_OR_PAYMENT_TYPE = 0x19;
    static final int PAN = 0x22;
    static final int RESULT = 0x27;
    static final int TERMINAL_ID = 0x29;
    static final int CONTRACT = 0x2A;
    static final int ORIGINAL_TRACE = 0x37;
    static final int AUTHORIZATION = 0x3B;
    static final int CURRENCY = 0x49;
    static final int TOTALS = 0x60;
    static final int RECEIPT = 0x87;
    static final int CARD_TYPE = 0x8A;
    static final int CARD_NAME = 0x8B;

    /// Lengths that stand in the field itself.
    static final int LLVAR = -2;
    static final int LLLVAR = -3;
    static final int BER = -1;

    /// Tracks, chip data, expiry date and card verification values are dropped where they are cut out.
    private static final Set<Integer> DROPPED = Set.of(0x0E, 0x23, 0x24, 0x2D, 0x2E, 0x3A, 0x9A, 0xA7, 0xAF);

    private static final Map<Integer, Integer> LENGTHS = lengths();

    private Bitmaps() {}

    /// Bytes of the field, or one of the three length kinds; `null` for a bitmap that this table does not know.
    static @org.jspecify.annotations.Nullable Integer length(int bitmap) {
        return LENGTHS.get(bitmap);
    }

    static boolean isDropped(int bitmap) {
        return DROPPED.contains(bitmap);
    }

    private static Map<Integer, Integer> lengths() {
        var lengths = new HashMap<Integer, Integer>();
        put(lengths, 1, 0x01, 0x02, 0x03, 0x05, 0x19, 0x27, 0x72, 0x73, 0x74, 0x75, 0x8A, 0x8C, 0xA0, 0xD0,
                0xD2, 0xD3,
                0xE0, 0xE9, 0xEA, 0xF0, 0xF9, 0xFA, 0xFB, 0xFC, 0xFD);
        put(lengths, 2, 0x0D, 0x0E, 0x17, 0x3A, 0x49, 0x87);
        put(lengths, 3, 0x0B, 0x0C, 0x37, 0x3D, 0x88, 0xAA);
        put(lengths, 4, 0x29, 0x70, 0x71);
        put(lengths, 5, 0xBA);
        put(lengths, 6, 0x04);
        put(lengths, 8, 0x3B, 0xEB);
        put(lengths, 15, 0x2A);
        put(lengths, LLVAR, 0x22, 0x23, 0x2D, 0x4C, 0x8B, 0xA7, 0xD1, 0xE1, 0xE2, 0xE3, 0xE4, 0xE5, 0xE6,
                0xE7, 0xE8,
                0xF1, 0xF2, 0xF3, 0xF4, 0xF5, 0xF6, 0xF7, 0xF8);
        put(lengths, LLLVAR, 0x24, 0x2E, 0x3C, 0x60, 0x9A, 0xAF);
        put(lengths, BER, TLV);
        return Map.copyOf(lengths);
    }

    private static void put(Map<Integer, Integer> lengths, int length, int... bitmaps) {
        for (int bitmap : bitmaps) {
            lengths.put(bitmap, length);
        }
    }
}
