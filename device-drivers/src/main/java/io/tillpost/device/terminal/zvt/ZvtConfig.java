package io.tillpost.device.terminal.zvt;

import java.util.Currency;

/// How to talk to one terminal.
///
/// @param transport frames of the serial protocol, or bare messages over TCP
/// @param password six digits, as set in the terminal
/// @param currency the only one in which it is asked to charge
/// @param configByte who prints and who starts functions (PA00P015, 2.1, table 1)
public record ZvtConfig(Transport transport, String password, Currency currency, int configByte,
        ZvtTimers timers) {
    /// The till composes receipts from the status information, wants intermediate states, and alone starts payments and
    /// administration: no print line stands between the till's answer and the end of a payment.
    public static final int TILL_COMPOSES_RECEIPTS = 0x3E;
    /// As above, but the terminal sends its own receipt line by line.
    public static final int TERMINAL_SENDS_RECEIPTS = 0xBE;

    /// What carries the messages.
    public enum Transport {
        SERIAL, TCP
    }

    public ZvtConfig {
        if (!password.matches("[0-9]{6}")) {
            throw new IllegalArgumentException("terminal password of " + password.length()
                    + " characters, expected 6 digits");
        }
        if (configByte < 0 || configByte > 0xFF) {
            throw new IllegalArgumentException("config byte " + configByte + ", expected 0 to 255");
        }
    }

    /// Usual settings: the till composes receipts, standard timers.
    public static ZvtConfig usual(Transport transport, Currency currency) {
        return new ZvtConfig(transport, "000000", currency, TILL_COMPOSES_RECEIPTS, ZvtTimers.standard());
    }

    /// The password is left out.
    @Override
    public String toString() {
        return String.format("ZvtConfig[%s, %s, config byte %02X, %s]", transport, currency, configByte,
                timers);
    }
}
