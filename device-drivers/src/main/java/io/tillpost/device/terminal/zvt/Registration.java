package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.TerminalIdentity;
import java.util.ArrayList;
import java.util.Currency;

/// Reads who answered a registration (PA00P015, 2.1, table 3).
final class Registration {
    private static final int INITIALISATION_NECESSARY = 0x01;
    private static final int DIAGNOSIS_NECESSARY = 0x02;
    private static final int OPT_ACTION_NECESSARY = 0x04;

    private Registration() {}

    static TerminalIdentity identity(byte[] data, Currency usualCurrency) {
        Fields fields = Fields.parse(data, 0);
        String terminalId = fields.bytes(Bitmaps.TERMINAL_ID).map(Bcd::digits).orElse("");
        Currency currency = fields.number(Bitmaps.CURRENCY).map(StatusInformation::currency)
                .orElse(usualCurrency);
        return new TerminalIdentity(terminalId, currency,
                needs(fields.one(Bitmaps.STATUS_OR_PAYMENT_TYPE).orElse(0)));
    }

    private static String needs(int status) {
        var needs = new ArrayList<String>();
        if ((status & INITIALISATION_NECESSARY) != 0) {
            needs.add("initialisation necessary");
        }
        if ((status & DIAGNOSIS_NECESSARY) != 0) {
            needs.add("diagnosis necessary");
        }
        if ((status & OPT_ACTION_NECESSARY) != 0) {
            needs.add("personalisation necessary");
        }
        return String.join(", ", needs);
    }
}
