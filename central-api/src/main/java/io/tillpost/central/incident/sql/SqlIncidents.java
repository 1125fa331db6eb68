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
            select incident, kind, subject, store, evidence, since, last_seen, seen, state, cleared_at
              from incident
             where tenant = ? and\s""";
    private static final int MAX_SUBJECT_CHARS = 200;
    private static final int MAX_EVIDENCE_CHARS = 10_000;
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
                    evidence = excluded.evidence, cleared_at = null""", tenant, ids.next(), kind,
                text(subject, MAX_SUBJECT_CHARS),
                store, text(evidence, MAX_EVIDENCE_CHARS), now, now);
    }

    /// What comes from a box may be of any length; no character is cut in two.
    private static String text(String value, int most) {
        int end = Math.min(most, value.length());
        boolean halved = end < value.length() && Character.isHighSurrogate(value.charAt(end - 1));
        return Sql.text(value.substring(0, halved ? end - 1 : end));
    }

    @Override
    public void settle(Transaction transaction, String tenant, String kind, String subject) {
        Sql.run(transaction, """
                update incident set state = 'closed', last_seen = ?
                 where tenant = ? and kind = ? and subject = ? and state = 'open'""", clock.instant(), tenant,
                kind, text(subject, MAX_SUBJECT_CHARS));
    }

    @Override
    public void clear(Transaction transaction, String tenant, String kind, String subject) {
        Sql.run(transaction, """
                update incident set cleared_at = coalesce(cleared_at, ?)
                 where tenant = ? and kind = ? and subject = ? and state = 'open'""", clock.instant(), tenant,
                kind, text(subject, MAX_SUBJECT_CHARS));
    }

    @Override
    public void close(Transaction transaction, String tenant, UUID incident) {
        Sql.run(transaction, """
                update incident set state = 'closed' where tenant = ? and incident = ? and state = 'open'""",
                tenant, incident);
    }

    @Override
    public Optional<Incident> find(Transaction transaction, String tenant, UUID incident) {
        return Sql.maybe(transaction, SELECT + "incident = ?", SqlIncidents::read, tenant, incident);
    }

    @Override
    public List<Incident> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable String state, @Nullable UUID after, int limit) {
        Column shown = stores == null ? null : Column.of("text", stores);
        return Sql.all(transaction, SELECT + """
                incident > ? and (?::text[] is null or store = any(?::text[]))
                and (?::text is null or state = ?) order by incident limit ?""", SqlIncidents::read, tenant,
                after == null ? BEFORE_ALL : after, shown, shown, state, state, limit);
    }

    private static Incident read(ResultSet row) throws SQLException {
        return new Incident(row.getObject("incident", UUID.class), row.getString("kind"),
                row.getString("subject"), row.getString("store"), row.getString("evidence"),
                Sql.instant(row, "since"), Sql.instant(row, "last_seen"), row.getLong("seen"),
                row.getString("state"), Sql.maybeInstant(row, "cleared_at"));
    }
}
