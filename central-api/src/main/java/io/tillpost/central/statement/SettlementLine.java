package io.tillpost.central.statement;

import io.tillpost.protocol.card.MaskedPan;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/// One card payment as an acquirer's file names it. The merchant id stands in its [Payout].
///
/// @param terminalId TID
/// @param terminalBatch number of the terminal's batch, if stated
/// @param terminalDate the terminal's date with the year that the acquirer knows
public record SettlementLine(String terminalId, @Nullable Integer terminalBatch, LocalDate terminalDate,
        LocalTime terminalTime, int trace, int receiptNumber, @Nullable String authorization, String cardName,
        @Nullable MaskedPan pan, Settled settled, @Nullable String acquirerReference) {

    /// An order that depends on content alone, so that the order of rows in a file means nothing.
    static final Comparator<SettlementLine> BY_CONTENT = Comparator
            .comparing(SettlementLine::terminalDate)
            .thenComparing(SettlementLine::terminalTime)
            .thenComparing(SettlementLine::content);

    String content() {
        return String.join("|", terminalId, String.valueOf(terminalBatch), terminalDate.toString(),
                terminalTime.toString(), Integer.toString(trace), Integer.toString(receiptNumber),
                String.valueOf(authorization), cardName, String.valueOf(pan), settled.gross().decimal(),
                settled.fees().commission().decimal(), settled.fees().interchange().decimal(),
                settled.fees().scheme().decimal(), settled.currency().getCurrencyCode(),
                String.valueOf(acquirerReference));
    }
}
