package io.tillpost.central.payment;

import io.tillpost.protocol.event.TerminalBatchClosed;
import java.time.LocalDate;
import java.util.UUID;

/// A terminal's end of day as its store reported it.
public record TerminalBatch(String tenant, String store, UUID event, LocalDate businessDate,
        TerminalBatchClosed closed) {
    /// Whether it is of the payment's terminal. One whose outcome is unknown states no id of its own, so the store's name of
    /// the terminal counts.
    public boolean isOf(CardPayment payment) {
        return closed.terminal().equals(payment.terminal())
                || closed.terminalId().equals(payment.facts().terminalId());
    }
}
