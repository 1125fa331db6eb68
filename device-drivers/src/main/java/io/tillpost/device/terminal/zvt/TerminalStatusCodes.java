package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.TerminalState;
import io.tillpost.device.terminal.TerminalState.Condition;
import java.util.Locale;
import java.util.Map;

/// The answer to a status enquiry as a condition (PA00P015, 11 and 11.1). A code that is not listed means out of order.
final class TerminalStatusCodes {
    private record Meaning(Condition condition, String text) {}

    private static final Map<Integer, Meaning> MEANINGS = Map.ofEntries(entry(0x00, Condition.IDLE, "ready"),
            entry(0xDC, Condition.IDLE, "ready, a card is inserted"),
            entry(0xE1, Condition.IDLE, "ready, a card is not completely removed"),
            entry(0x9C, Condition.BUSY, "please wait"), entry(0xA0, Condition.BUSY, "not ready"),
            entry(0x51, Condition.NEEDS_INITIALISATION, "initialisation required"),
            entry(0x62, Condition.NEEDS_INITIALISATION, "date or time incorrect"),
            entry(0xC2, Condition.NEEDS_INITIALISATION, "diagnosis required"),
            entry(0xC4, Condition.NEEDS_INITIALISATION, "card profiles must be loaded"),
            entry(0xE4, Condition.NEEDS_INITIALISATION, "activation required"),
            entry(0xF6, Condition.NEEDS_INITIALISATION, "personalisation required"),
            entry(0xB1, Condition.NEEDS_END_OF_DAY, "memory full"),
            entry(0xF0, Condition.NEEDS_END_OF_DAY, "end of day required"),
            entry(0xCC, Condition.OUT_OF_ORDER, "printer not ready"),
            entry(0xDF, Condition.OUT_OF_ORDER, "out of order"),
            entry(0xE2, Condition.OUT_OF_ORDER, "card reader defective"));

    private TerminalStatusCodes() {}

    static TerminalState state(int code) {
        Meaning meaning = MEANINGS.getOrDefault(code, new Meaning(Condition.OUT_OF_ORDER, "not ready"));
        return new TerminalState(meaning.condition(),
                meaning.text() + String.format(Locale.ROOT, " (%02X)", code));
    }

    private static Map.Entry<Integer, Meaning> entry(int code, Condition condition, String text) {
        return Map.entry(code, new Meaning(condition, text));
    }
}
