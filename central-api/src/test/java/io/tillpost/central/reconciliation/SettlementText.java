package io.tillpost.central.reconciliation;

import io.tillpost.protocol.money.Money;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/// Writes settlement files for tests, with sums that are right whatever the lines say.
final class SettlementText {
    private static final String HEADER = "record,payout_reference,payout_date,period_from,period_to,mid,tid,"
            + "terminal_batch,terminal_date,terminal_time,trace,receipt_number,authorization,card_name,card_number,count,"
            + "gross,fee_commission,fee_interchange,fee_scheme,net,currency,acquirer_reference";

    private final List<String> rows = new ArrayList<>();

    /// A line: terminal `65001122`, fees 1 % commission and one cent of interchange.
    record Line(String date, String time, int trace, int receipt, long grossMinor) {
        long commission() {
            return grossMinor / 100;
        }

        long net() {
            return grossMinor - commission() - 1;
        }
    }

    SettlementText payout(String reference, String payoutDate, String day, String merchantId,
            List<Line> lines) {
        for (Line line : lines) {
            rows.add(String.join(",", "TX", reference, payoutDate, "", "", merchantId, "65001122", "",
                    line.date(),
                    line.time(), Integer.toString(line.trace()), Integer.toString(line.receipt()), "",
                    "girocard", "",
                    "", eur(line.grossMinor()), eur(line.commission()), "0.01", "0.00", eur(line.net()),
                    "EUR", ""));
        }
        rows.add(String.join(",", "PAYOUT", reference, payoutDate, day, day, merchantId, "", "", "", "", "",
                "", "", "",
                "", Integer.toString(lines.size()), eur(lines.stream().mapToLong(Line::grossMinor).sum()),
                eur(lines.stream().mapToLong(Line::commission).sum()), eur(lines.size()), "0.00",
                eur(lines.stream().mapToLong(Line::net).sum()), "EUR", ""));
        return this;
    }

    SettlementText shuffled(Random random) {
        Collections.shuffle(rows, random);
        return this;
    }

    byte[] bytes() {
        var all = new ArrayList<>(List.of(HEADER));
        all.addAll(rows);
        all.add("END,,,,,,,,,,,,,,," + rows.size() + ",,,,,,,");
        return (String.join("\n", all) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private static String eur(long minor) {
        return Money.of(minor, "EUR").decimal();
    }
}
