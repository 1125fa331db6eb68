package io.tillpost.installer.evidence;

import io.tillpost.installer.sealed.SealedJournal;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Parent;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The `fin` lane of a store's journal, read from its SQLite file without the agent, which may be running. Where the lane
/// has several journals, one after another, an event that stands in more than one of them counts once.
///
/// @param entries in order
/// @param damage the first place where a hash chain, computed again from the bodies, does not agree or a journal does not
///        follow from the one that it names
/// @param unreadable the first event that can be opened and not read
record JournalFile(List<Entry> entries, Optional<String> damage, Optional<String> unreadable) {
    /// One event with its envelope.
    record Entry(long seq, Envelope envelope, Event event) {}

    JournalFile {
        entries = List.copyOf(entries);
    }

    static JournalFile read(Path database) throws IOException {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:file:" + database + "?mode=ro")) {
            connection.setAutoCommit(false);
            return read(connection, SealedJournal.all(connection, database, new SecureRandom()));
        } catch (SQLException | WrongMasterKeyException | SealBrokenException e) {
            throw new IOException("cannot read the journal " + database + ": " + e.getMessage(), e);
        }
    }

    private static JournalFile read(Connection connection, List<SealedJournal> journals) throws SQLException {
        var walk = new Walk(journals.getFirst().genesis());
        for (SealedJournal journal : journals) {
            walk.begin(journal);
            try (var statement = connection.createStatement();
                    var rows = statement.executeQuery("select " + SealedJournal.COLUMNS + " from "
                            + journal.table() + " order by seq")) {
                while (rows.next()) {
                    walk.next(journal, rows);
                }
            }
        }
        return new JournalFile(List.copyOf(walk.entries.values()), Optional.ofNullable(walk.damage),
                Optional.ofNullable(walk.unreadable));
    }

    /// Goes through one journal after the other.
    private static final class Walk {
        private final Map<UUID, Entry> entries = new LinkedHashMap<>();
        private final Map<Place, Hash> hashes = new HashMap<>();
        private final Set<UUID> journals = new HashSet<>();
        private boolean first = true;
        private Hash head;
        private @Nullable String damage;
        private @Nullable String unreadable;

        private record Place(UUID journal, long seq) {}

        Walk(Hash genesis) {
            this.head = genesis;
        }

        void begin(SealedJournal journal) {
            first = true;
            head = journal.genesis();
            UUID id = journal.key().journalId();
            if (!journal.begins()) {
                damaged("journal " + id + " does not begin with the hash of what it says it follows");
            }
            Parent parent = journal.parent();
            if (parent != null && journals.contains(parent.journalId())) {
                Hash there = hashes.get(new Place(parent.journalId(), parent.seq()));
                // A row that head office alone has, or that is retired, is not here.
                if (there != null && !there.equals(parent.hash())) {
                    damaged("journal " + id + " follows another row " + parent.seq() + " of "
                            + parent.journalId());
                }
            }
            journals.add(id);
            hashes.put(new Place(id, 0), head);
        }

        void next(SealedJournal journal, ResultSet row) throws SQLException {
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
                entries.putIfAbsent(event.eventId(),
                        new Entry(seq, EventCodec.envelope(event), EventCodec.decode(event)));
            } catch (SealBrokenException e) {
                damaged("row " + seq + " cannot be opened: " + e.getMessage());
            } catch (UnreadableEventException e) {
                String what = "row " + seq + " cannot be read: " + e.getMessage();
                unreadable = unreadable == null ? what : unreadable;
            }
            head = stored;
            hashes.put(new Place(journal.key().journalId(), seq), stored);
        }

        private void damaged(String what) {
            damage = damage == null ? what : damage;
        }
    }
}
