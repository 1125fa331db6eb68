package io.tillpost.installer.evidence;

import io.tillpost.installer.bridge.Evidence.OfTerminal;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.installer.world.RecordedLedger;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.Map;

/// What a terminal's recorded ledger says of the batches that it closed on one of its days.
public final class TerminalEvidence {
    private TerminalEvidence() {}

    /// Reads the recorded file.
    public static OfTerminal read(Path ledger, LocalDate day, Currency currency) throws IOException {
        var recorded = RecordedLedger.read(ledger);
        Map<PaymentKey, Money> charges = new HashMap<>();
        Money total = Money.zero(currency);
        for (RecordedLedger.Closing closing : recorded.closings()) {
            if (closing.date().equals(day)) {
                total = total.plus(closing.total());
                recorded.of(closing)
                        .forEach(booking -> charges.merge(
                                new PaymentKey(booking.terminalId(), booking.trace(),
                                        booking.receiptNumber()),
                                booking.amount(), Money::plus));
            }
        }
        return new OfTerminal(charges, total);
    }
}
