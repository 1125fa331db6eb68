package io.tillpost.central.incident.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.incident.Incident;
import io.tillpost.central.incident.Incidents;
import io.tillpost.protocol.journal.IdSource;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Incidents] in PostgreSQL.
public final class SqlIncidents implements Incidents {
    private static final String SELECT = """
            select incident, kind, subject, store, evidence, since, last_seen, seen, state from incident
             where tenant = ? and\s""";
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final Clock clock;
    private final IdSource ids;

    public SqlIncidents(Clock clock, IdSource ids) {
        this.clock = clock;
        this.ids = ids;
    }

    @Override
    public void raise(Transaction transaction, String tenant, @Nullable String store, String kind,
            String subject, String evidence) {
        Instant now = clock.instant();
        Sql.run(transaction, """
                insert into incident (tenant, incident, kind, subject, store, evidence, since, last_seen)
                values (?, ?, ?, ?, ?, ?, ?, ?)
                on conflict (tenant, kind, subject) where state = 'open'
                do update set seen = incident.seen + 1, last_seen = excluded.last_seen,
                    evidence = excluded.evidence""", tenant, ids.next(), kind, subject, store, evidence, now,
                now);
    }

    @Override
    public void settle(Transaction transaction, String tenant, String kind, String subject) {
        Sql.run(transaction, """
                update incident set state = 'closed', last_seen = ?
                 where tenant = ? and kind = ? and subject = ? and state = 'open'""", clock.instant(), tenant,
                kind, subject);
    }

    @Override
    public Optional<Incident> find(Transaction transaction, String tenant, UUID incident) {
        return Sql.maybe(transaction, SELECT + "incident = ?", SqlIncidents::read, tenant, incident);
    }

    @Override
    public List<Incident> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable UUID after, int limit) {
        Column shown = stores == null ? null : Column.of("text", stores);
        return Sql.all(transaction, SELECT + """
                incident > ? and (?::text[] is null or store = any(?::text[])) order by incident limit ?""",
                SqlIncidents::read, tenant, after == null ? BEFORE_ALL : after, shown, shown, limit);
    }

    private static Incident read(ResultSet row) throws SQLException {
        return new Incident(row.getObject("incident", UUID.class), row.getString("kind"),
                row.getString("subject"), row.getString("store"), row.getString("evidence"),
                Sql.instant(row, "since"), Sql.instant(row, "last_seen"), row.getLong("seen"),
                row.getString("state"));
    }
}
