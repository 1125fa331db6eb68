package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.LedgerEntry.Kind;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/// What a till asks for with 06 01, 06 30 or 06 31.
///
/// @param amountMinor 0 if the command has none
/// @param receiptNumber of the charge to reverse; 0 if the command has none
record Order(Kind kind, long amountMinor, long receiptNumber) {
    private static final int AMOUNT = 0x04;
    private static final int RECEIPT = 0x87;
    /// Lengths of the fields that a till sends here (PA00P015, 2.2.1, 2.9, 2.15); others end the reading.
    private static final Map<Integer, Integer> LENGTHS = Map.of(AMOUNT, 6, 0x49, 2, 0x19, 1, RECEIPT, 2);
    private static final int PASSWORD_BYTES = 3;

    static Order charge(Apdu command) {
        return read(Kind.CHARGE, command.data(), 0);
    }

    static Order refund(Apdu command) {
        return read(Kind.REFUND, command.data(), PASSWORD_BYTES);
    }

    static Order reversal(Apdu command) {
        return read(Kind.REVERSAL, command.data(), PASSWORD_BYTES);
    }

    /// True if the command says all that is needed: an amount, or the receipt number of a charge.
    boolean isComplete() {
        return kind == Kind.REVERSAL ? receiptNumber > 0 : amountMinor > 0;
    }

    private static Order read(Kind kind, byte[] data, int start) {
        var numbers = new HashMap<Integer, Long>();
        int at = start;
        while (at < data.length) {
            int field = data[at++] & 0xFF;
            int length = LENGTHS.getOrDefault(field, data.length);
            if (at + length > data.length) {
                break;
            }
            numbers.put(field, number(Arrays.copyOfRange(data, at, at + length)));
            at += length;
        }
        return new Order(kind, numbers.getOrDefault(AMOUNT, 0L), numbers.getOrDefault(RECEIPT, 0L));
    }

    private static long number(byte[] packed) {
        long number = 0;
        for (byte b : packed) {
            number = number * 100 + (b >> 4 & 0xF) * 10L + (b & 0xF);
        }
        return number;
    }
}
