package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.payment.TrailSource;
import io.tillpost.central.payment.TrailStep;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The entries that moved a payment. Those of a payout are of other stores' payments as well: their lines are left out, and who
/// is narrowed to stores sees none of such an entry.
public final class LedgerTrail implements TrailSource {
    private static final int ENTRIES_MAX = 100;

    private final Books books;

    public LedgerTrail(Books books) {
        this.books = books;
    }

    @Override
    public List<TrailStep> steps(Transaction transaction, String tenant, UUID attempt,
            boolean wholeTenant) {
        var ofThePayment = new Books.Filter(null, attempt, null, null);
        return books.entries(transaction, tenant, ofThePayment, null, ENTRIES_MAX)
                .stream()
                .filter(entry -> wholeTenant || entry.store() != null)
                .map(entry -> step(entry, attempt))
                .toList();
    }

    private static TrailStep step(Books.Entry entry, UUID attempt) {
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("role", entry.role());
        facts.put("source", entry.source().toString());
        facts.put("postingDate", entry.postingDate().toString());
        entry.lines()
                .stream()
                .filter(line -> line.payment() == null || line.payment().equals(attempt))
                .forEach(line -> facts.put(line.account().value(), line.amount().toString()));
        return new TrailStep(entry.knownAt(), "ledger", entry.description(),
                "/v1/ledger/entries/" + entry.entry(),
                facts);
    }
}
