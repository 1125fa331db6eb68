package io.tillpost.installer.evidence;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.bridge.Evidence.Cash;
import io.tillpost.installer.bridge.Evidence.OfLedger;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;

/// What head office's ledger says of a day, by its REST API (`/openapi.json`): every amount is summed up here from
/// posting lines, none is taken from a running balance.
public final class LedgerEvidence {
    private static final String ENTRIES = "/v1/ledger/entries?limit=200";

    private static final String CLEARING = "assets:card-clearing:";
    private static final String DRAWERS = "assets:cash:";
    private static final String TENDER_RECEIVED = "assets:tender-received";
    /// Roles of what cards moved all begin so, those of what was taken back too.
    private static final String CARD = "card-";
    private static final Set<String> TENDERED = Set.of("cash", "cash-refund");

    private final Function<String, JsonNode> get;
    private final Currency currency;

    /// @param get answers a path of the API
    public LedgerEvidence(Function<String, JsonNode> get, Currency currency) {
        this.get = get;
        this.currency = currency;
    }

    /// Reads it.
    ///
    /// @param payments attempts of the day with the names that the other sources know
    public OfLedger read(LocalDate day, Map<AttemptId, PaymentKey> payments) {
        List<Line> lines = linesOf(ENTRIES + "&businessDate=" + day);
        Map<PaymentKey, Money> charges = new HashMap<>();
        for (Line line : lines) {
            if (line.account().startsWith(CLEARING) && line.role().startsWith(CARD)) {
                charges.merge(keyOf(line, payments), line.amount(), Money::plus);
            }
        }
        // A charge that was taken back stands at zero: the other sources do not name it at all.
        charges.values().removeIf(Money::isZero);
        Money sales = sum(lines, line -> (line.role().equals("sale") || line.role().equals("refund"))
                && !line.account().startsWith("assets:")).negated();
        Money vouchers = sum(lines,
                line -> line.role().equals("voucher") && line.account().equals(TENDER_RECEIVED)).negated();
        List<Line> all = linesOf(ENTRIES);
        return new OfLedger(sales, vouchers, cash(lines), charges,
                balance(lines, "assets:card-clearing-unconfirmed:"), balance(all, TENDER_RECEIVED),
                sum(all, _ -> true), balance(all, "assets:bank:"), balance(all, "assets:bank-in-transit:"));
    }

    private Cash cash(List<Line> lines) {
        Money over = drawers(lines, "cash-over-short"::equals);
        Money lifted = drawers(lines, "cash-lift"::equals).negated();
        Money tendered = drawers(lines, TENDERED::contains);
        Money floats = drawers(lines, "float"::equals);
        Money others = drawers(lines, _ -> true).minus(tendered).minus(floats).minus(over).plus(lifted);
        return new Cash(tendered, floats, others, over, lifted);
    }

    private Money drawers(List<Line> lines, Predicate<String> role) {
        return sum(lines, line -> role.test(line.role()) && line.account().startsWith(DRAWERS));
    }

    /// A posting line with the role of its entry.
    private record Line(String role, String account, String payment, Money amount) {}

    private static PaymentKey keyOf(Line line, Map<AttemptId, PaymentKey> payments) {
        // A payment that the journal does not know stands by its own id, so that it is seen as odd.
        return payments.getOrDefault(AttemptId.parse(line.payment()), new PaymentKey(line.payment(), 0, 0));
    }

    private Money balance(List<Line> lines, String account) {
        return sum(lines, line -> line.account().equals(account)
                || (account.endsWith(":") && line.account().startsWith(account)));
    }

    private Money sum(List<Line> lines, Predicate<Line> which) {
        return Money.sum(lines.stream().filter(which).map(Line::amount).toList(), currency);
    }

    private List<Line> linesOf(String path) {
        var lines = new ArrayList<Line>();
        String cursor = "";
        do {
            JsonNode page = get.apply(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            for (JsonNode entry : page.required("items")) {
                for (JsonNode line : entry.required("lines")) {
                    lines.add(new Line(entry.required("role").asText(), line.required("account").asText(),
                            line.path("payment").asText(""), money(line.required("amount"))));
                }
            }
            cursor = page.path("nextCursor").asText("");
        } while (!cursor.isEmpty());
        return lines;
    }

    private static Money money(JsonNode node) {
        return Money.of(node.required("minor").longValue(), node.required("currency").asText());
    }
}
