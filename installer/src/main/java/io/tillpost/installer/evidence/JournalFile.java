package io.tillpost.installer.evidence;

import io.tillpost.installer.sealed.SealedJournal;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
            return read(connection, SealedJournal.open(connection, database, new SecureRandom()));
        } catch (SQLException | WrongMasterKeyException | SealBrokenException e) {
            throw new IOException("cannot read the journal " + database + ": " + e.getMessage(), e);
        }
    }

    private static JournalFile read(Connection connection, SealedJournal journal) throws SQLException {
        var chain = new Chain(journal);
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(
                        "select " + SealedJournal.COLUMNS + " from event_fin order by seq")) {
            while (rows.next()) {
                chain.next(rows);
            }
        }
        return new JournalFile(chain.entries, Optional.ofNullable(chain.damage));
    }

    private static final class Chain {
        private final SealedJournal journal;
        private final List<Entry> entries = new ArrayList<>();
        private boolean first = true;
        private Hash head;
        private @Nullable String damage;

        Chain(SealedJournal journal) {
            this.journal = journal;
            this.head = journal.genesis();
        }

        void next(ResultSet row) throws SQLException {
            long seq = row.getLong(1);
            Hash prev = Hash.of(row.getBytes(6));
            Hash stored = Hash.of(row.getBytes(7));
            // The oldest rows may have been retired: then the chain is followed from the first that is kept.
            if (first && seq > 1) {
                head = prev;
            }
            first = false;
            try {
                JournalRow event = journal.row(row);
                if (!(prev.equals(head) && HashChain.next(head, journal.key(), event).equals(stored))) {
                    damaged("its hash chain breaks at " + event);
                }
                entries.add(new Entry(seq, EventCodec.envelope(event), EventCodec.decode(event)));
            } catch (SealBrokenException e) {
                damaged("row " + seq + " cannot be opened: " + e.getMessage());
            } catch (UnreadableEventException e) {
                damaged("row " + seq + " cannot be read: " + e.getMessage());
            }
            head = stored;
        }

        private void damaged(String what) {
            damage = damage == null ? what : damage;
        }
    }
}
