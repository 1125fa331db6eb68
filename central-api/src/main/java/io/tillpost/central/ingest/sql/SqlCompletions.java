package io.tillpost.central.ingest.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ingest.Completions;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/// Completions in PostgreSQL. Stateless.
public final class SqlCompletions implements Completions {
    @Override
    public Map<UUID, UUID> of(Transaction transaction, String tenant, Collection<UUID> subjects) {
        if (subjects.isEmpty()) {
            return Map.of();
        }
        return Sql.all(transaction,
                "select subject, event from completion where tenant = ? and subject = any(?)",
                row -> Map.entry(row.getObject(1, UUID.class), row.getObject(2, UUID.class)), tenant,
                Column.of("uuid", subjects)).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    @Override
    public void keep(Transaction transaction, String tenant, Map<UUID, UUID> events) {
        if (!events.isEmpty()) {
            Sql.run(transaction,
                    "insert into completion (tenant, subject, event) select ?, r.* from unnest(?, ?) as r",
                    tenant, Column.of("uuid", events.keySet()), Column.of("uuid", events.values()));
        }
    }
}
