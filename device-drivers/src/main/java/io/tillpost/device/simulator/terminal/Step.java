package io.tillpost.device.simulator.terminal;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// Where in a transaction something can go wrong.
public enum Step {
    /// Before the next command of the till.
    IDLE,
    /// The till's command is here, nothing was answered yet.
    COMMAND,
    /// The terminal waits for a card.
    CARD,
    /// The customer types the PIN.
    PIN,
    /// The host is asked.
    HOST,
    /// The result is in the terminal's ledger; the status information has not been sent yet.
    APPROVED,
    /// The till has answered the status information; the end has not been sent yet.
    CONFIRMED,
    /// Everything was sent.
    DONE,
    /// The last receipt was asked for and has not been sent yet.
    RECEIPT;

    static Step named(String text) {
        return Arrays.stream(values())
                .filter(step -> step.name().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("step '" + text + "', expected one of "
                        + Arrays.stream(values())
                                .map(step -> step.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", "))));
    }
}
