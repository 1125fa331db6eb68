package io.tillpost.central.ingest.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.payment.PaymentChange;
import io.tillpost.central.payment.Payments;
import io.tillpost.central.payment.TrailSource;
import io.tillpost.central.payment.TrailStep;
import io.tillpost.protocol.journal.Hash;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/// The rows of a store's journal that tell of a payment.
public final class JournalTrail implements TrailSource {
    private final Payments payments;

    public JournalTrail(Payments payments) {
        this.payments = payments;
    }

    @Override
    public List<TrailStep> steps(Transaction transaction, String tenant, UUID attempt,
            boolean wholeTenant) {
        Map<UUID, PaymentChange> changes = payments.changes(transaction, tenant, attempt)
                .stream()
                .collect(Collectors.toMap(PaymentChange::event, Function.identity()));
        return Sql.all(transaction, """
                select p.journal, p.seq, p.hash, p.event, c.type, c.received_at, c.committed_at
                  from journal_position p join event_content c using (tenant, event)
                 where p.tenant = ? and p.event = any(?) order by c.committed_at, p.seq""",
                row -> step(row, changes), tenant, Column.of("uuid", changes.keySet()));
    }

    private static TrailStep step(ResultSet row, Map<UUID, PaymentChange> changes) throws SQLException {
        UUID event = row.getObject("event", UUID.class);
        PaymentChange change = changes.get(event);
        if (change == null) {
            throw new IllegalStateException("event " + event + " was not asked for");
        }
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put("event", event.toString());
        facts.put("journal", row.getString("journal"));
        facts.put("seq", Long.toString(row.getLong("seq")));
        facts.put("hash", Hash.of(row.getBytes("hash")).toString());
        facts.put("state", change.to().wireName());
        facts.put("receivedAt", Sql.instant(row, "received_at").toString());
        facts.put("committedAt", Sql.instant(row, "committed_at").toString());
        return new TrailStep(change.at(), "journal", row.getString("type"),
                "/v1/ledger/entries?source=" + event, facts);
    }
}
