package io.tillpost.installer.evidence;

import io.tillpost.installer.bridge.Evidence.OfSettlement;
import io.tillpost.installer.bridge.Evidence.Payout;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;

/// What settlement files say of a day's payments, and of payouts that a bank statement has to show or that are open.
public final class SettlementEvidence {
    private static final CSVFormat FORMAT = CSVFormat.RFC4180.builder()
            .setHeader()
            .setSkipHeaderRecord(true)
            .get();

    private final Currency currency;
    private final Map<PaymentKey, Money> charges = new HashMap<>();
    private final List<Payout> payouts = new ArrayList<>();

    private SettlementEvidence(Currency currency) {
        this.currency = currency;
    }

    /// Reads the file of a day and those before it.
    ///
    /// @param earlier files of the days before; of them only payouts count whose day is not before `statementDay`
    /// @param statementDay the day of the bank statement they are held against
    public static OfSettlement read(Path ofTheDay, List<Path> earlier, LocalDate statementDay,
            Currency currency) throws IOException {
        var evidence = new SettlementEvidence(currency);
        evidence.add(ofTheDay, true, LocalDate.MIN);
        for (Path file : earlier) {
            evidence.add(file, false, statementDay);
        }
        return new OfSettlement(evidence.charges, evidence.payouts);
    }

    private void add(Path file, boolean ofThisDay, LocalDate payDateMin) throws IOException {
        List<CSVRecord> rows;
        try (var reader = Files.newBufferedReader(file); var csv = FORMAT.parse(reader)) {
            rows = csv.getRecords();
        }
        for (CSVRecord row : rows) {
            if (row.get("record").equals("TX") && ofThisDay) {
                charges.merge(key(row), amount(row, "gross"), Money::plus);
            }
            if (row.get("record").equals("PAYOUT")
                    && !LocalDate.parse(row.get("payout_date")).isBefore(payDateMin)) {
                payouts.add(payout(row, rows, ofThisDay));
            }
        }
    }

    private Payout payout(CSVRecord row, List<CSVRecord> rows, boolean ofThisDay) {
        String reference = row.get("payout_reference");
        List<CSVRecord> payments = rows.stream()
                .filter(each -> each.get("record").equals("TX")
                        && each.get("payout_reference").equals(reference))
                .toList();
        Money fees = amount(row, "fee_commission").plus(amount(row, "fee_interchange"))
                .plus(amount(row, "fee_scheme"));
        Money lines = Money.sum(payments.stream().map(each -> amount(each, "net")).toList(), currency);
        return new Payout(reference, LocalDate.parse(row.get("payout_date")), ofThisDay,
                payments.stream().map(SettlementEvidence::key).toList(), amount(row, "gross"), fees, lines,
                amount(row, "net"));
    }

    private Money amount(CSVRecord row, String column) {
        return Money.parse(row.get(column), currency);
    }

    private static PaymentKey key(CSVRecord row) {
        return new PaymentKey(row.get("tid"), Integer.parseInt(row.get("trace")),
                Integer.parseInt(row.get("receipt_number")));
    }
}
