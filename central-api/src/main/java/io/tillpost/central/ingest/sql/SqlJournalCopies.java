package io.tillpost.central.ingest.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ingest.ChainedRow;
import io.tillpost.central.ingest.JournalCopies;
import io.tillpost.central.ingest.JournalState;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.seal.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [JournalCopies] in PostgreSQL.
public final class SqlJournalCopies implements JournalCopies {
    private static final String SELECT = """
            select journal, store, agent, lane, epoch, head_seq, head_hash, fenced, parent_journal, parent_seq,
                parent_hash from journal where tenant = ? and store = ? and\s""";

    private final KeptRows kept;

    /// @param vault opens what events say
    public SqlJournalCopies(Vault vault) {
        this.kept = new KeptRows(vault);
    }

    @Override
    public List<Copy> list(Transaction transaction, String tenant, String store, @Nullable String agent,
            @Nullable Place after, int limit) {
        var place = after == null ? new Place("", "", 0) : after;
        return Sql.all(transaction, SELECT + """
                (?::text is null or agent = ?) and (lane, agent, epoch) > (?, ?, ?)
                order by lane, agent, epoch limit ?""", SqlJournalCopies::copy, tenant, store, agent, agent,
                place.lane(), place.agent(), place.epoch(), limit);
    }

    @Override
    public Optional<Copy> find(Transaction transaction, String tenant, String store, UUID journal) {
        return Sql.maybe(transaction, SELECT + "journal = ?", SqlJournalCopies::copy, tenant, store, journal);
    }

    private static Copy copy(ResultSet row) throws SQLException {
        var key = new JournalKey(Lane.of(row.getString("lane")), row.getObject("journal", UUID.class),
                row.getLong("epoch"));
        UUID parent = row.getObject("parent_journal", UUID.class);
        return new Copy(
                new JournalState(key, row.getString("store"), row.getString("agent"), row.getLong("head_seq"),
                        Hash.of(row.getBytes("head_hash")), row.getBoolean("fenced")),
                parent == null
                        ? null
                        : new Parent(parent, row.getLong("parent_seq"),
                                Hash.of(row.getBytes("parent_hash"))));
    }

    @Override
    public List<ChainedRow> rows(Transaction transaction, String tenant, UUID journal, long after,
            int limit, long mostBytes) {
        return Sql.all(transaction, KeptRows.SELECT + "p.seq > ? and p.seq <= (" + KeptRows.LAST_WITHIN
                + ") order by p.seq", row -> kept.read(row, tenant, journal), tenant, journal, after,
                mostBytes, tenant, journal, after, after + limit);
    }
}
