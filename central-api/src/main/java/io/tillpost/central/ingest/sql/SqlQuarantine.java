package io.tillpost.central.ingest.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ingest.ChainedRow;
import io.tillpost.central.ingest.Quarantine;
import io.tillpost.central.ingest.Quarantined;
import io.tillpost.central.ingest.SetAside;
import io.tillpost.protocol.seal.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Quarantine] in PostgreSQL.
public final class SqlQuarantine implements Quarantine {
    private static final String SELECT = """
            select journal, seq, event, store, sale, business_date, reason, detail, since, state, resolved_at,
                resolved_by, resolution from quarantine where tenant = ? and\s""";
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final KeptRows kept;

    /// @param vault opens what events say
    public SqlQuarantine(Vault vault) {
        this.kept = new KeptRows(vault);
    }

    @Override
    public List<SetAside> list(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable String state, @Nullable After after, int limit) {
        Column shown = stores == null ? null : Column.of("text", stores);
        return Sql.all(transaction, SELECT + """
                (journal, seq) > (?, ?) and (?::text[] is null or store = any(?::text[]))
                and (?::text is null or state = ?) order by journal, seq limit ?""", SqlQuarantine::read,
                tenant, after == null ? BEFORE_ALL : after.journal(), after == null ? 0L : after.seq(), shown,
                shown, state, state, limit);
    }

    @Override
    public Optional<SetAside> locked(Transaction transaction, String tenant, UUID journal, long seq) {
        return Sql.maybe(transaction, SELECT + "journal = ? and seq = ? for update", SqlQuarantine::read,
                tenant, journal, seq);
    }

    private static SetAside read(ResultSet row) throws SQLException {
        return new SetAside(row.getObject("journal", UUID.class), row.getLong("seq"),
                row.getObject("event", UUID.class), row.getString("store"),
                row.getObject("sale", UUID.class), row.getObject("business_date", LocalDate.class),
                row.getString("reason"), row.getString("detail"), Sql.instant(row, "since"),
                row.getString("state"),
                Sql.maybeInstant(row, "resolved_at"),
                row.getString("resolved_by"), row.getString("resolution"));
    }

    @Override
    public ChainedRow row(Transaction transaction, String tenant, SetAside one) {
        return Sql.one(transaction, KeptRows.SELECT + "p.seq = ?",
                row -> kept.read(row, tenant, one.journal()), tenant, one.journal(), one.seq());
    }

    @Override
    public List<ChainedRow> counted(Transaction transaction, String tenant, Collection<UUID> events) {
        return Sql.all(transaction,
                """
                        select distinct on (p.event) p.journal, p.seq, p.event, p.hash, c.type, c.version, c.metadata, c.body,
                            c.body_key, null::bytea as own_body
                          from journal_position p join event_content c on c.tenant = p.tenant and c.event = p.event
                         where p.tenant = ? and p.event = any(?) order by p.event""",
                row -> kept.read(row, tenant, row.getObject("journal", UUID.class)), tenant,
                Column.of("uuid", events));
    }

    @Override
    public void lockStore(Transaction transaction, String tenant, String store) {
        Sql.lock(transaction, "quarantine " + tenant + " " + store);
    }

    @Override
    public boolean heldBack(Transaction transaction, String tenant, SetAside one) {
        return one.sale() != null && Sql.one(transaction,
                """
                        select exists (select from quarantine where tenant = ? and store = ? and sale = ? and state = 'open'
                            and (journal <> ? and since < ? or journal = ? and seq < ?))""",
                row -> row.getBoolean(1), tenant, one.store(), one.sale(), one.journal(), one.since(),
                one.journal(),
                one.seq());
    }

    @Override
    public void resolve(Transaction transaction, String tenant, SetAside one, String state, String by,
            @Nullable String resolution, Instant at) {
        Sql.run(transaction, """
                update quarantine set state = ?, resolved_by = ?, resolution = ?, resolved_at = ?
                 where tenant = ? and journal = ? and seq = ?""", state, by, resolution, at, tenant,
                one.journal(), one.seq());
    }

    @Override
    public void stays(Transaction transaction, String tenant, SetAside one, Quarantined.Reason reason,
            String detail) {
        Sql.run(transaction, """
                update quarantine set reason = ?, detail = ? where tenant = ? and journal = ? and seq = ?""",
                reason.wireName(), detail, tenant, one.journal(), one.seq());
    }
}
