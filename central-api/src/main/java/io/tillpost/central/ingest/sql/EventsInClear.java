package io.tillpost.central.ingest.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ingest.sql.Sealed.Content;
import io.tillpost.central.vault.InClear;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.Vault;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.UUID;

/// Events, and rows in quarantine, that were kept before there was a vault.
public final class EventsInClear implements InClear {
    private final Vault vault;

    /// @param vault seals them
    public EventsInClear(Vault vault) {
        this.vault = vault;
    }

    private record Event(String tenant, UUID event, Content content) {}

    private record SetAside(String tenant, UUID journal, long seq, Content content) {}

    @Override
    public int sealSome(Transaction transaction, int limit) {
        int events = sealEvents(transaction, limit);
        return events > 0 ? events : sealQuarantine(transaction, limit);
    }

    private int sealEvents(Transaction transaction, int limit) {
        List<Event> rows = Sql.all(transaction,
                "select tenant, event, metadata, body from event_content_in_clear(?)",
                row -> new Event(row.getString("tenant"), row.getObject("event", UUID.class), content(row)),
                limit);
        for (Event row : rows) {
            byte[] sealed = row.content.seal(vault, Sealed.ofEvent(row.tenant, row.event));
            call(transaction, "select 1 from seal_event_content(?, ?, ?, ?)", row.tenant, row.event, sealed,
                    KeyedVault.keyOf(sealed));
        }
        return rows.size();
    }

    private int sealQuarantine(Transaction transaction, int limit) {
        List<SetAside> rows = Sql.all(transaction,
                "select tenant, journal, seq, metadata, body from quarantine_in_clear(?)",
                row -> new SetAside(row.getString("tenant"), row.getObject("journal", UUID.class),
                        row.getLong("seq"), content(row)),
                limit);
        for (SetAside row : rows) {
            byte[] sealed = row.content.seal(vault, Sealed.ofQuarantine(row.tenant, row.journal, row.seq));
            call(transaction, "select 1 from seal_quarantine(?, ?, ?, ?, ?)", row.tenant, row.journal,
                    row.seq, sealed, KeyedVault.keyOf(sealed));
        }
        return rows.size();
    }

    private static Content content(ResultSet row) throws SQLException {
        return new Content(Objects.requireNonNullElse(row.getBytes("metadata"), new byte[0]),
                row.getBytes("body"));
    }

    private static void call(Transaction transaction, String sql, Object... parameters) {
        Sql.one(transaction, sql, row -> row.getInt(1), parameters);
    }
}
