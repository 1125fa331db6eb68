package io.tillpost.installer.evidence;

import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The `fin` lane of a store's journal, read from its SQLite file without the agent, which may be running.
///
/// @param entries in order
/// @param damage the first place where the hash chain, computed again from the bodies, does not agree
record JournalFile(List<Entry> entries, Optional<String> damage) {
    /// One event with its envelope.
    record Entry(long seq, Envelope envelope, Event event) {}

    JournalFile {
        entries = List.copyOf(entries);
    }

    static JournalFile read(Path database) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro")) {
            return read(connection);
        } catch (SQLException e) {
            throw new IOException("cannot read the journal " + database + ": " + e.getMessage(), e);
        }
    }

    private static JournalFile read(Connection connection) throws SQLException {
        JournalKey key;
        Hash head;
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select journal_id, epoch, genesis from journal where lane = 'fin'")) {
            if (!row.next()) {
                throw new SQLException("it has no lane fin");
            }
            key = new JournalKey(Lane.FIN, uuid(row.getBytes(1)), row.getLong(2));
            head = Hash.of(row.getBytes(3));
        }
        var chain = new Chain(key, head);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select seq, event_id, type, version, metadata, body, prev, hash from event_fin order by seq")) {
            while (rows.next()) {
                chain.next(rows);
            }
        }
        return new JournalFile(chain.entries, Optional.ofNullable(chain.damage));
    }

    private static UUID uuid(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    private static final class Chain {
        private final JournalKey key;
        private final List<Entry> entries = new ArrayList<>();
        private Hash head;
        private @Nullable String damage;

        Chain(JournalKey key, Hash genesis) {
            this.key = key;
            this.head = genesis;
        }

        void next(ResultSet row) throws SQLException {
            var event = new JournalRow(row.getLong(1), uuid(row.getBytes(2)), row.getString(3), row.getInt(4),
                    row.getBytes(5), row.getBytes(6));
            Hash prev = Hash.of(row.getBytes(7));
            Hash stored = Hash.of(row.getBytes(8));
            // The oldest rows may have been retired: then the chain is followed from the first that is kept.
            if (entries.isEmpty() && event.seq() > 1) {
                head = prev;
            }
            if (damage == null && !(prev.equals(head) && HashChain.next(head, key, event).equals(stored))) {
                damage = "its hash chain breaks at " + event;
            }
            head = stored;
            try {
                entries.add(new Entry(event.seq(), EventCodec.envelope(event), EventCodec.decode(event)));
            } catch (UnreadableEventException e) {
                damage = damage == null ? event + " cannot be read: " + e.getMessage() : damage;
            }
        }
    }
}
