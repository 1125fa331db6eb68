package io.tillpost.installer.world;

import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/// Writes payouts as docs/reference/settlement-csv.md says. Payments are named as card protocols name them: MID, TID,
/// trace and receipt number; nothing of the merchant's own ids has reached the acquirer.
final class SettlementFile {
    private static final List<String> COLUMNS = List.of("record", "payout_reference", "payout_date",
            "period_from",
            "period_to", "mid", "tid", "terminal_batch", "terminal_date", "terminal_time", "trace",
            "receipt_number",
            "authorization", "card_name", "card_number", "count", "gross", "fee_commission",
            "fee_interchange",
            "fee_scheme", "net", "currency", "acquirer_reference");

    private SettlementFile() {}

    static String text(List<Payout> payouts) {
        var rows = new ArrayList<List<String>>();
        for (Payout payout : payouts) {
            payout.payments().forEach(payment -> rows.add(transaction(payout, payment)));
            rows.add(total(payout));
        }
        rows.add(end(rows.size()));
        var out = new StringBuilder(String.join(",", COLUMNS)).append('\n');
        rows.forEach(row -> out.append(line(row)).append('\n'));
        return out.toString();
    }

    // Nothing that a terminal records needs RFC 4180's quotes; if it did, it is refused rather than written wrongly.
    private static String line(List<String> row) {
        String line = String.join(",", row);
        if (row.size() != COLUMNS.size()
                || row.stream().anyMatch(field -> field.matches("(?s).*[,\"\r\n].*"))) {
            throw new IllegalArgumentException("settlement row '" + line + "', expected " + COLUMNS.size()
                    + " fields without commas, quotes and line ends");
        }
        return line;
    }

    private static List<String> transaction(Payout payout, Payout.Settled payment) {
        var booking = payment.booking();
        var row = new ArrayList<>(List.of("TX", payout.reference(), payout.payDate().toString(), "", "",
                booking.merchantId(),
                booking.terminalId(), Integer.toString(booking.batch()), booking.date().toString(),
                booking.time().toString().length() == 5 ? booking.time() + ":00" : booking.time().toString(),
                String.format(Locale.ROOT, "%06d", booking.trace()),
                String.format(Locale.ROOT, "%04d", booking.receiptNumber()), booking.authorization(),
                booking.cardName(),
                booking.pan(), ""));
        row.addAll(amounts(booking.amount(), payment.fees(), payment.net()));
        row.add(String.format(Locale.ROOT, "74%06d%06d", booking.batch(), booking.trace()));
        return row;
    }

    private static List<String> total(Payout payout) {
        var row = new ArrayList<>(List.of("PAYOUT", payout.reference(), payout.payDate().toString(),
                day(payout, Collections::min),
                day(payout, Collections::max), payout.merchantId(), "", "", "", "", "", "", "", "", "",
                Integer.toString(payout.payments().size())));
        var fees = new FeeSchedule.Fees(payout.sum(each -> each.fees().commission()),
                payout.sum(each -> each.fees().interchange()), payout.sum(each -> each.fees().scheme()));
        row.addAll(amounts(payout.gross(), fees, payout.net()));
        row.add("");
        return row;
    }

    private static String day(Payout payout, Function<List<LocalDate>, LocalDate> pick) {
        return pick.apply(payout.payments().stream().map(each -> each.booking().date()).toList()).toString();
    }

    private static List<String> amounts(Money gross, FeeSchedule.Fees fees, Money net) {
        return List.of(gross.decimal(), fees.commission().decimal(), fees.interchange().decimal(),
                fees.scheme().decimal(), net.decimal(), gross.currency().getCurrencyCode());
    }

    private static List<String> end(int rows) {
        var row = new ArrayList<>(Collections.nCopies(COLUMNS.size(), ""));
        row.set(0, "END");
        row.set(COLUMNS.indexOf("count"), Integer.toString(rows));
        return row;
    }
}
