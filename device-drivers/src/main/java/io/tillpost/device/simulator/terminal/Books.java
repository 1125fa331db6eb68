package io.tillpost.device.simulator.terminal;

import io.tillpost.device.simulator.terminal.LedgerEntry.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Writes the terminal's ledger: gives numbers, dates and batches to what happens. One thread.
final class Books {
    private static final int TRACE_MAX = 999_999;
    private static final int RECEIPT_MAX = 9_999;
    private static final int ALREADY_REVERSED = 0xB4;
    private static final int REVERSAL_NOT_POSSIBLE = 0xB5;

    private final TerminalSimulatorConfig config;
    private final Script script;
    private final Ledger ledger;
    private long trace;
    private long receipt;

    Books(TerminalSimulatorConfig config, Script script, Ledger ledger) {
        this.config = config;
        this.script = script;
        this.ledger = ledger;
        this.trace = ledger.last("trace");
        this.receipt = ledger.last("receiptNumber");
    }

    /// By PIN. On disk when this returns.
    LedgerEntry charge(SimulatedCard card, long amountMinor) throws IOException {
        return charge(card, amountMinor, new Outcome.Approve());
    }

    /// On disk when this returns.
    LedgerEntry charge(SimulatedCard card, long amountMinor, Outcome outcome) throws IOException {
        Map<String, Object> values = transaction(card, amountMinor);
        if (outcome instanceof Outcome.ApproveVerified(int code)) {
            values.put("cardholderAuthentication", (long) code);
        }
        return append(new LedgerEntry(Kind.CHARGE, values));
    }

    /// On disk when this returns.
    LedgerEntry refund(SimulatedCard card, long amountMinor) throws IOException {
        return append(new LedgerEntry(Kind.REFUND, transaction(card, amountMinor)));
    }

    private Map<String, Object> transaction(SimulatedCard card, long amountMinor) {
        Map<String, Object> values = values(card, nextTrace());
        values.put("receiptNumber", nextReceipt());
        values.put("authorization", String.format(Locale.ROOT, "%06d", trace * 7_919 % 1_000_000));
        values.put("amountMinor", amountMinor);
        return values;
    }

    /// Takes back a charge or a refund of the open batch, whole. On disk when this returns.
    LedgerEntry reversal(LedgerEntry original) throws IOException {
        return append(unstoredReversal(original));
    }

    /// A reversal with numbers of its own that is nowhere written yet.
    LedgerEntry unstoredReversal(LedgerEntry original) {
        Map<String, Object> values = values(cardOf(original), nextTrace());
        values.put("receiptNumber", nextReceipt());
        values.put("authorization", original.text("authorization"));
        values.put("amountMinor", original.number("amountMinor"));
        values.put("originalKind", original.kind().written());
        values.put("originalTrace", original.number("trace"));
        values.put("originalReceiptNumber", original.number("receiptNumber"));
        return new LedgerEntry(Kind.REVERSAL, values);
    }

    /// What came of looking for a charge to reverse.
    sealed interface Lookup {
        record Found(LedgerEntry charge) implements Lookup {}

        /// With the result code that the till is told.
        record NotReversible(int code) implements Lookup {}
    }

    /// The charge with this receipt number, if it can be reversed: a payment in the turnover storage, which is the open
    /// batch, over this amount if one is given (PA00P015, 2.9; codes: 10).
    Lookup toReverse(long receiptNumber, long amountMinor) {
        return ledger.openBatch().stream()
                .filter(entry -> entry.kind() == Kind.CHARGE
                        && entry.number("receiptNumber") == receiptNumber)
                .reduce((_, latest) -> latest)
                .filter(charge -> amountMinor == 0 || charge.number("amountMinor") == amountMinor)
                .<Lookup>map(charge -> reversedTraces().contains(charge.number("trace"))
                        ? new Lookup.NotReversible(ALREADY_REVERSED)
                        : new Lookup.Found(charge))
                .orElse(new Lookup.NotReversible(REVERSAL_NOT_POSSIBLE));
    }

    void declined(Kind attempted, SimulatedCard card, long amountMinor, int code) throws IOException {
        Map<String, Object> values = values(card, nextTrace());
        values.put("attempted", attempted.written());
        values.put("resultCode", (long) code);
        values.put("amountMinor", amountMinor);
        append(new LedgerEntry(Kind.DECLINED, values));
    }

    /// Closes the batch: one line per card and one for all, together on disk when this returns.
    LedgerEntry closeBatch(List<BatchTotal> totals) throws IOException {
        long batch = ledger.batch();
        List<LedgerEntry> receipts = ledger.openBatch();
        var lines = new ArrayList<LedgerEntry>();
        for (BatchTotal total : totals) {
            Map<String, Object> values = head();
            values.put("merchantId", config.contractOf(total.card()));
            values.put("cardType", (long) total.card().type());
            values.put("cardName", total.card().cardName());
            values.put("batch", batch);
            values.put("count", total.count());
            values.put("amountMinor", total.amountMinor());
            lines.add(new LedgerEntry(Kind.BATCH_TOTAL, values));
        }
        Map<String, Object> values = head();
        values.put("trace", nextTrace());
        values.put("batch", batch);
        values.put("count", totals.stream().mapToLong(BatchTotal::count).sum());
        values.put("amountMinor", totals.stream().mapToLong(BatchTotal::amountMinor).sum());
        values.put("firstReceipt", receipts.isEmpty() ? 0L : receipts.getFirst().number("receiptNumber"));
        values.put("lastReceipt", receipts.isEmpty() ? 0L : receipts.getLast().number("receiptNumber"));
        var closed = new LedgerEntry(Kind.BATCH_CLOSED, values);
        lines.add(closed);
        ledger.append(lines);
        return closed;
    }

    /// What is settled of the open batch by card; what was reversed is in neither count nor amount.
    List<BatchTotal> totals() {
        Set<Long> reversed = reversedTraces();
        var totals = new ArrayList<BatchTotal>();
        for (SimulatedCard card : SimulatedCard.values()) {
            List<LedgerEntry> settled = ledger.openBatch().stream()
                    .filter(entry -> entry.kind() != Kind.REVERSAL && cardOf(entry) == card)
                    .filter(entry -> !reversed.contains(entry.number("trace")))
                    .toList();
            if (!settled.isEmpty()) {
                totals.add(new BatchTotal(card, settled.size(),
                        settled.stream().mapToLong(LedgerEntry::netMinor).reduce(0, Math::addExact)));
            }
        }
        return totals;
    }

    private Set<Long> reversedTraces() {
        return ledger.openBatch().stream()
                .filter(entry -> entry.kind() == Kind.REVERSAL)
                .map(entry -> entry.number("originalTrace"))
                .collect(Collectors.toSet());
    }

    static SimulatedCard cardOf(LedgerEntry entry) {
        for (SimulatedCard card : SimulatedCard.values()) {
            if (card.type() == entry.number("cardType")) {
                return card;
            }
        }
        throw new IllegalArgumentException(
                "card type " + entry.number("cardType") + " in the terminal's ledger");
    }

    private Map<String, Object> values(SimulatedCard card, long newTrace) {
        Map<String, Object> values = head();
        values.put("merchantId", config.contractOf(card));
        values.put("cardType", (long) card.type());
        values.put("cardName", card.cardName());
        values.put("pan", card.maskedNumber());
        values.put("trace", newTrace);
        values.put("batch", ledger.batch());
        return values;
    }

    private Map<String, Object> head() {
        var values = new LinkedHashMap<String, Object>();
        values.put("terminalId", config.terminalId());
        values.put("date", script.date().toString());
        values.put("time",
                script.time().format(java.time.format.DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT)));
        values.put("currency", config.currency().getCurrencyCode());
        return values;
    }

    /// Writes what was unstored until now. On disk when this returns.
    LedgerEntry append(LedgerEntry entry) throws IOException {
        ledger.append(List.of(entry));
        return entry;
    }

    private long nextTrace() {
        trace = trace % TRACE_MAX + 1;
        return trace;
    }

    private long nextReceipt() {
        receipt = receipt % RECEIPT_MAX + 1;
        return receipt;
    }
}
