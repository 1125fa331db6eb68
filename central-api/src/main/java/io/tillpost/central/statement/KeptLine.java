package io.tillpost.central.statement;

import io.tillpost.central.payment.TerminalReference;
import java.util.UUID;

/// A settlement line as it is kept.
///
/// @param ordinal its place in the payout by content, from 1
public record KeptLine(UUID id, UUID payout, int ordinal, String merchantId, SettlementLine line) {
    /// How its terminal names the payment.
    public TerminalReference reference() {
        return new TerminalReference(line.terminalId(), line.trace(), line.receiptNumber());
    }
}
