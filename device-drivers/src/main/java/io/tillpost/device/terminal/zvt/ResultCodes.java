package io.tillpost.device.terminal.zvt;

import java.util.Map;

/// Result codes as readable text (PA00P015, 10) and what kind of end each one is.
final class ResultCodes {
    static final int NO_ERROR = 0x00;
    static final int NOT_REGISTERED = 0x6B;
    static final int ABORTED = 0x6C;
    static final int WRONG_CURRENCY = 0x6F;
    static final int PLEASE_WAIT = 0x9C;
    static final int NOT_READY = 0xA0;
    static final int ALREADY_REVERSED = 0xB4;
    static final int REVERSAL_NOT_POSSIBLE = 0xB5;
    /// The till's answer to a payment that it cannot keep: anything but 00, 9C and 9D (PA00P015, 2.2.6 c).
    static final int GOODS_NOT_ISSUED = 0x66;
    /// The till's answer to a command that it does not know (PA00P015, 13).
    static final int NOT_POSSIBLE = 0x83;

    private static final int LAST_HOST_CODE = 0x63;

    /// Codes where the payment broke off without anybody saying no to the card.
    private static final Map<Integer, String> BROKEN_OFF = Map.ofEntries(Map.entry(0x64, "card not readable"),
            Map.entry(0x65, "no card data"), Map.entry(0x66, "processing error"),
            Map.entry(0x6A, "turnover file full"),
            Map.entry(NOT_REGISTERED, "terminal not registered"),
            Map.entry(ABORTED, "stopped by key or time-out"),
            Map.entry(WRONG_CURRENCY, "wrong currency"), Map.entry(0x77, "end of day not possible"),
            Map.entry(0x7D, "communication error"), Map.entry(NOT_POSSIBLE, "function not possible"),
            Map.entry(0x9A, "protocol error"), Map.entry(0x9B, "no line to the host"),
            Map.entry(PLEASE_WAIT, "please wait"), Map.entry(NOT_READY, "terminal not ready"),
            Map.entry(0xA1, "host does not answer"), Map.entry(0xA3, "no connection to the host"),
            Map.entry(0xB1, "memory full"), Map.entry(0xB2, "merchant journal full"),
            Map.entry(0xC2, "diagnosis required"), Map.entry(0xCC, "printer not ready"),
            Map.entry(0xDC, "a card is inserted"), Map.entry(0xE4, "terminal activation required"),
            Map.entry(0xF0, "do the end of day first"), Map.entry(0xF6, "personalisation required"),
            Map.entry(0xFF, "system error"));

    /// Codes where the card, the amount or the kind of payment was refused.
    private static final Map<Integer, String> REFUSED = Map.ofEntries(
            Map.entry(0x67, "not permitted for this debit card"),
            Map.entry(0x68, "not permitted for this credit card"),
            Map.entry(0x6E, "card is blocked"), Map.entry(0x71, "credit not sufficient"),
            Map.entry(0x72, "chip error"), Map.entry(0x73, "card data incorrect"),
            Map.entry(0x76, "card not admitted"),
            Map.entry(0x78, "card expired"), Map.entry(0x79, "card not yet valid"),
            Map.entry(0x7A, "card unknown"),
            Map.entry(0x7B, "magnetic stripe not permitted"),
            Map.entry(0x7C, "magnetic stripe not permitted"),
            Map.entry(0x7E, "magnetic stripe not permitted"), Map.entry(ALREADY_REVERSED, "already reversed"),
            Map.entry(REVERSAL_NOT_POSSIBLE, "reversal not possible"), Map.entry(0xB7, "wrong amount"),
            Map.entry(0xC3, "amount too high"),
            Map.entry(0xC5, "payment method not supported"), Map.entry(0xC6, "currency not possible"),
            Map.entry(0xC8, "amount too small"), Map.entry(0xC9, "amount too high"),
            Map.entry(0xCB, "only in euro"));

    private ResultCodes() {}

    /// True if the issuer, or the terminal on behalf of the card's rules, said no.
    static boolean isDecline(int code) {
        return code <= LAST_HOST_CODE || REFUSED.containsKey(code);
    }

    /// For the cashier. Codes up to 63 come from the host and have its own meaning.
    static String text(int code) {
        if (code > NO_ERROR && code <= LAST_HOST_CODE) {
            return code == 55 ? "wrong PIN" : "declined by the host";
        }
        String known = REFUSED.getOrDefault(code, BROKEN_OFF.getOrDefault(code, "terminal error"));
        return code == NO_ERROR ? "no error" : known;
    }
}
