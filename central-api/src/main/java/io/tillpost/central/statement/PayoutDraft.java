package io.tillpost.central.statement;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A payout while its rows are being read, in whatever order they come.
final class PayoutDraft {
    private final int firstLine;
    private final String reference;
    private final String merchantId;
    private final LocalDate payoutDate;
    private final Currency currency;
    private final List<SettlementLine> lines = new ArrayList<>();
    private @Nullable SettlementRow closing;

    PayoutDraft(int firstLine, String reference, String merchantId, LocalDate payoutDate, Currency currency) {
        this.firstLine = firstLine;
        this.reference = reference;
        this.merchantId = merchantId;
        this.payoutDate = payoutDate;
        this.currency = currency;
    }

    void agree(SettlementRow row, String otherMerchant, LocalDate otherDate, Currency otherCurrency)
            throws UnreadableFileException {
        String where = " as on line " + firstLine + " of the same payout";
        if (!merchantId.equals(otherMerchant)) {
            throw row.refused(SettlementColumn.MID, merchantId + where);
        }
        if (!payoutDate.equals(otherDate)) {
            throw row.refused(SettlementColumn.PAYOUT_DATE, payoutDate + where);
        }
        if (!currency.equals(otherCurrency)) {
            throw row.refused(SettlementColumn.CURRENCY, currency + where);
        }
    }

    void add(SettlementLine line) {
        lines.add(line);
    }

    void close(SettlementRow row) throws UnreadableFileException {
        if (closing != null) {
            throw row.refused(SettlementColumn.RECORD, "one PAYOUT row of " + reference
                    + ", the other is on line " + closing.line());
        }
        closing = row;
    }

    Payout finish() throws UnreadableFileException {
        if (closing == null) {
            throw new UnreadableFileException(firstLine, SettlementColumn.PAYOUT_REFERENCE.number(),
                    "payout_reference '" + reference + "' has no PAYOUT row");
        }
        int count = closing.number(SettlementColumn.COUNT, 1, Integer.MAX_VALUE);
        if (count != lines.size()) {
            throw closing.refused(SettlementColumn.COUNT, lines.size() + ", the number of its TX rows");
        }
        var stated = closing.settled(currency);
        checkSums(closing, stated);
        var from = closing.date(SettlementColumn.PERIOD_FROM);
        var to = closing.date(SettlementColumn.PERIOD_TO);
        if (to.isBefore(from)) {
            throw closing.refused(SettlementColumn.PERIOD_TO, "not before period_from " + from);
        }
        return new Payout(reference, merchantId, payoutDate, from, to, stated, lines);
    }

    private void checkSums(SettlementRow row, Settled stated) throws UnreadableFileException {
        var sum = sum(row);
        checkSum(row, SettlementColumn.GROSS, stated.gross(), sum.gross());
        checkSum(row, SettlementColumn.FEE_COMMISSION, stated.fees().commission(), sum.fees().commission());
        checkSum(row, SettlementColumn.FEE_INTERCHANGE, stated.fees().interchange(),
                sum.fees().interchange());
        checkSum(row, SettlementColumn.FEE_SCHEME, stated.fees().scheme(), sum.fees().scheme());
        checkSum(row, SettlementColumn.NET, stated.net(), sum.net());
    }

    private Settled sum(SettlementRow row) throws UnreadableFileException {
        try {
            return lines.stream().map(SettlementLine::settled).reduce(Settled.zero(currency), Settled::plus);
        } catch (ArithmeticException e) {
            throw row.refused(SettlementColumn.GROSS, "TX rows that add up to what 64 bits hold");
        }
    }

    private static void checkSum(SettlementRow row, SettlementColumn column, Money stated, Money sum)
            throws UnreadableFileException {
        if (!stated.equals(sum)) {
            throw row.refused(column, sum.decimal() + ", the sum of its TX rows");
        }
    }
}
