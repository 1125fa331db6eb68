package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.ReversalRequest;
import io.tillpost.device.terminal.zvt.frame.Apdu;
import io.tillpost.protocol.money.Money;
import java.io.ByteArrayOutputStream;
import java.util.Currency;
import java.util.HexFormat;

/// Control fields, and the messages that the till sends (PA00P015, 14).
final class Commands {
    static final int REGISTRATION = 0x0600;
    static final int AUTHORIZATION = 0x0601;
    static final int REPEAT_RECEIPT = 0x0620;
    static final int REVERSAL = 0x0630;
    static final int REFUND = 0x0631;
    static final int END_OF_DAY = 0x0650;
    static final int ABORT_BY_TILL = 0x06B0;
    static final int STATUS_ENQUIRY = 0x0501;

    static final int STATUS_INFORMATION = 0x040F;
    static final int INTERMEDIATE_STATUS = 0x04FF;
    static final int COMPLETION = 0x060F;
    static final int ABORT_BY_TERMINAL = 0x061E;
    static final int PRINT_LINE = 0x06D1;
    static final int PRINT_TEXT_BLOCK = 0x06D3;

    static final int POSITIVE = 0x8000;
    private static final int NEGATIVE = 0x8400;

    private static final int SERVICE_BYTE = 0x03;
    /// Wants the status information again and no printing (PA00P015, 2.20.1, table 5).
    private static final byte STATUS_WITHOUT_PRINTING = 0x03;
    /// Leaves the software version out, so that the answer is the status code alone (2.56.1, table 12).
    private static final byte WITHOUT_VERSION = 0x02;
    /// The terminal decides how to pay (2.2.1, table 4).
    private static final byte TERMINAL_DECIDES = 0x40;
    /// Tag 26 with one permitted command, 06 D3: print text block (2.1, 9.4.2).
    private static final byte[] PERMITTED_COMMANDS = {0x26, 0x04, 0x0A, 0x02, 0x06, (byte) 0xD3};

    private Commands() {}

    static Apdu registration(ZvtConfig config) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(password(config));
        data.write(config.configByte());
        data.writeBytes(currency(config.currency()));
        data.write(Bitmaps.TLV);
        data.write(PERMITTED_COMMANDS.length);
        data.writeBytes(PERMITTED_COMMANDS);
        return Apdu.of(REGISTRATION, data.toByteArray());
    }

    static Apdu authorization(Money amount) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(amountAndCurrency(amount));
        data.write(Bitmaps.STATUS_OR_PAYMENT_TYPE);
        data.write(TERMINAL_DECIDES);
        return Apdu.of(AUTHORIZATION, data.toByteArray());
    }

    /// The terminal decides how to give it back, as it decides how to charge (2.15).
    static Apdu refund(Money amount, ZvtConfig config) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(password(config));
        data.writeBytes(amountAndCurrency(amount));
        return Apdu.of(REFUND, data.toByteArray());
    }

    /// The amount makes the terminal refuse when the receipt number is that of another charge (2.9).
    static Apdu reversal(ReversalRequest request, ZvtConfig config) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(password(config));
        data.write(Bitmaps.RECEIPT);
        data.writeBytes(Bcd.pack(request.receiptNumber(), 2));
        data.writeBytes(amountAndCurrency(request.amount()));
        return Apdu.of(REVERSAL, data.toByteArray());
    }

    private static byte[] amountAndCurrency(Money amount) {
        var data = new ByteArrayOutputStream();
        data.write(Bitmaps.AMOUNT);
        data.writeBytes(Bcd.pack(amount.minor(), 6));
        data.write(Bitmaps.CURRENCY);
        data.writeBytes(currency(amount.currency()));
        return data.toByteArray();
    }

    static Apdu statusEnquiry(ZvtConfig config) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(password(config));
        data.write(SERVICE_BYTE);
        data.write(WITHOUT_VERSION);
        return Apdu.of(STATUS_ENQUIRY, data.toByteArray());
    }

    static Apdu repeatReceipt(ZvtConfig config) {
        var data = new ByteArrayOutputStream();
        data.writeBytes(password(config));
        data.write(SERVICE_BYTE);
        data.write(STATUS_WITHOUT_PRINTING);
        return Apdu.of(REPEAT_RECEIPT, data.toByteArray());
    }

    static Apdu endOfDay(ZvtConfig config) {
        return Apdu.of(END_OF_DAY, password(config));
    }

    static Apdu abort() {
        return Apdu.of(ABORT_BY_TILL);
    }

    static Apdu positive() {
        return Apdu.of(POSITIVE);
    }

    static Apdu negative(int code) {
        return Apdu.of(NEGATIVE | code);
    }

    static boolean isResponse(Apdu apdu) {
        return isPositive(apdu) || isNegative(apdu);
    }

    static boolean isNegative(Apdu apdu) {
        return (apdu.control() & 0xFF00) == NEGATIVE;
    }

    /// `80 00`, or `84 00`, which means the same (PA00P016, 5.2.3).
    static boolean isPositive(Apdu apdu) {
        return apdu.control() == POSITIVE || apdu.control() == NEGATIVE;
    }

    /// Commands of these classes exist; others mean that something else than a ZVT terminal answered.
    static boolean isZvt(Apdu apdu) {
        int commandClass = apdu.control() >> 8;
        return isResponse(apdu) || commandClass == 0x04 || commandClass == 0x05 || commandClass == 0x06
                || commandClass == 0x08;
    }

    private static byte[] password(ZvtConfig config) {
        return HexFormat.of().parseHex(config.password());
    }

    private static byte[] currency(Currency currency) {
        return Bcd.pack(currency.getNumericCode(), 2);
    }
}
