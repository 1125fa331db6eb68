package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.sqlite.EventTable.KeptRow;
import io.tillpost.edge.journal.sqlite.JournalTable.Acked;
import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrappedKey;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Reads what can still be read of a file that was put aside, and leaves it as it is. Whatever it hands out opened with the
/// store's keys in its own place: nothing that was changed gets through, and what cannot be read is counted and left out.
final class Salvage implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Salvage.class.getName());
    private static final int ROWS_AT_ONCE = 200;
    /// Where nothing says how many rows there are, so many in a row that cannot be read are taken for the end.
    private static final long UNREADABLE_MOST = 10_000;

    private final @Nullable Sql sql;

    private Salvage(@Nullable Sql sql) {
        this.sql = sql;
    }

    /// Of the file in `aside`, if there is one that can be opened at all.
    static Salvage of(Path aside) {
        if (!Files.exists(aside.resolve(Folder.DATABASE))) {
            return new Salvage(null);
        }
        Path file = aside.resolve(Folder.DATABASE);
        return new Salvage(tolerant(() -> Optional.of(Sql.readOnly(file)), Optional.<Sql>empty())
                .orElse(null));
    }

    /// Its wrapped keys; empty if they are lost.
    List<WrappedKey> keys() {
        Sql from = sql;
        return from == null ? List.of() : tolerant(() -> KeyTable.wrapped(from), List.of());
    }

    /// Puts its records that are not there yet and the last numbers of its series into a new file, in the caller's
    /// transaction. How many records that were, or -1 if some are known to be lost.
    long copyRecords(Sql to, Seal seal) {
        Sql from = sql;
        if (from == null) {
            return -1;
        }
        var copy = new Copy(to, seal);
        boolean whole = copyShelves(from, copy);
        copySeries(to);
        return whole && copy.refused == 0 ? copy.taken : -1;
    }

    /// Puts the last numbers of its series into a new file that does not know them or higher ones.
    void copySeries(Sql to) {
        Sql from = sql;
        if (from == null) {
            return;
        }
        for (LastOf number : tolerant(() -> from.list("select name, last from series",
                row -> new LastOf(row.getString(1), row.getLong(2))), List.<LastOf>of())) {
            var _ = to.update("""
                    insert into series (name, last) values (?, ?)
                    on conflict (name) do update set last = max(last, excluded.last)""", number.series,
                    number.last);
        }
    }

    private static boolean copyShelves(Sql from, Copy copy) {
        try {
            String all = "select shelf, key, value, value_key from shelf order by ";
            boolean whole = copy.from(from, all + "shelf, key");
            if (!whole) {
                // From the other side up to where it breaks off.
                var _ = copy.from(from, all + "shelf desc, key desc");
            }
            return whole;
        } catch (NewFileFailure e) {
            throw e.getCause() instanceof SqliteFailure failure ? failure : e;
        }
    }

    private record LastOf(String series, long last) {}

    /// What a lane's journal was, and its rows that head office had not acknowledged.
    ///
    /// @param gaps rows that should be there and cannot be read
    record Left(JournalKey journal, Acked acked, List<FoundRow> rows, long gaps) {
        Left {
            rows = List.copyOf(rows);
        }
    }

    /// Hands over the lane's rows that head office has acknowledged, as far as the file keeps them and they can be read,
    /// oldest first, some at a time: those of sealed journals, too.
    void acknowledged(Lane lane, Origin origin, Seal seal, Consumer<List<StoredEvent>> reader) {
        Sql from = sql;
        if (from == null) {
            return;
        }
        for (Sealed old : tolerant(() -> SealedTable.of(from, lane), List.<Sealed>of())) {
            // What comes after that stands in its successors again.
            handOver(from, new EventTable(old.key(), seal, EventTable.sealed(lane, old.key().epoch())),
                    old.stands().seq(), reader);
        }
        table(from, lane, origin, seal)
                .ifPresent(found -> handOver(from, found.rows, found.acked.seq(), reader));
    }

    private static void handOver(Sql from, EventTable table, long last, Consumer<List<StoredEvent>> reader) {
        long first = tolerant(() -> table.firstSeq(from), Optional.of(1L)).orElse(last + 1);
        for (long seq = first; seq <= last; seq += ROWS_AT_ONCE) {
            var rows = new ArrayList<StoredEvent>();
            read(from, table, seq, Math.min(last, seq + ROWS_AT_ONCE - 1), rows);
            if (!rows.isEmpty()) {
                reader.accept(rows);
            }
        }
    }

    private record LaneTable(JournalKey key, Acked acked, EventTable rows) {}

    /// Empty if not even the lane's name can be read.
    private static Optional<LaneTable> table(Sql from, Lane lane, Origin origin, Seal seal) {
        return tolerant(() -> {
            JournalTable.open(from, lane, origin, () -> {
                throw new JournalDamagedException("the journal of " + lane.wireName() + " has no name");
            });
            JournalKey key = JournalTable.key(from, lane);
            return Optional.of(new LaneTable(key, JournalTable.acked(from, lane),
                    new EventTable(key, seal, EventTable.table(lane))));
        }, Optional.<LaneTable>empty());
    }

    /// Empty if not even the lane's name can be read.
    Optional<Left> left(Lane lane, Origin origin, Seal seal) {
        Sql from = sql;
        if (from == null) {
            return Optional.empty();
        }
        return table(from, lane, origin, seal).map(found -> {
            Acked acked = found.acked;
            EventTable table = found.rows;
            var rows = new ArrayList<FoundRow>();
            long last = last(from, table, acked);
            long end = Math.max(last, acked.seq());
            for (long seq = acked.seq() + 1; last < 0
                    ? seq <= end + UNREADABLE_MOST
                    : seq <= last; seq += ROWS_AT_ONCE) {
                var some = new ArrayList<StoredEvent>();
                read(from, table, seq, seq + ROWS_AT_ONCE - 1, some);
                some.forEach(event -> rows.add(row(from, table, event)));
                end = rows.isEmpty() ? end : Math.max(end, rows.getLast().seq());
            }
            return new Left(found.key, acked, rows, end - acked.seq() - rows.size());
        });
    }

    /// Where the lane ends; -1 where nothing says so.
    private static long last(Sql from, EventTable table, Acked acked) {
        long last = tolerant(() -> table.last(from).map(Head::seq).orElse(acked.seq()), -1L);
        return last >= 0 ? last : tolerant(() -> Math.max(acked.seq(), table.lastSeqById(from)), -1L);
    }

    private static FoundRow row(Sql from, EventTable table, StoredEvent event) {
        long seq = event.row().seq();
        return new FoundRow(table.key(), seq, event.row().eventId(), () -> {
            var rows = new ArrayList<StoredEvent>();
            read(from, table, seq, seq, rows);
            if (rows.isEmpty()) {
                throw new JournalDamagedException("row " + seq + " of lane " + table.key().lane().wireName()
                        + " could be read a moment ago and cannot any more");
            }
            return rows.getFirst();
        });
    }

    private static void read(Sql from, EventTable table, long first, long last, List<StoredEvent> into) {
        try {
            for (KeptRow row : table.kept(from, first, last)) {
                verified(table, row).ifPresent(into::add);
            }
        } catch (SqliteFailure | JournalDamagedException | IllegalArgumentException e) {
            if (first == last) {
                return;
            }
            long middle = first + (last - first) / 2;
            read(from, table, first, middle, into);
            read(from, table, middle + 1, last, into);
        }
    }

    private static Optional<StoredEvent> verified(EventTable table, KeptRow row) {
        try {
            StoredEvent event = table.open(row);
            return isItself(event) ? Optional.of(event) : Optional.empty();
        } catch (SealBrokenException e) {
            return Optional.empty();
        }
    }

    /// Whether it hashes to what it says.
    static boolean isItself(StoredEvent event) {
        return HashChain.next(event.prev(), event.journal(), event.row()).equals(event.hash());
    }

    private static <T> T tolerant(Supplier<T> question, T otherwise) {
        try {
            return question.get();
        } catch (SqliteFailure | JournalDamagedException | IllegalArgumentException e) {
            LOG.log(Level.WARNING, "the damaged journal: {0}", e.getMessage());
            return otherwise;
        }
    }

    @Override
    public void close() {
        if (sql != null) {
            try {
                sql.close();
            } catch (SqliteFailure e) {
                LOG.log(Level.DEBUG, "closing the damaged journal", e);
            }
        }
    }

    /// Records on their way from one file to the other.
    private static final class Copy {
        private final Sql to;
        private final Seal seal;
        private final TreeSet<String> seen = new TreeSet<>();
        private long taken;
        private long refused;

        Copy(Sql to, Seal seal) {
            this.to = to;
            this.seal = seal;
        }

        /// False if it broke off.
        boolean from(Sql from, String question) {
            var part = new ArrayList<Kept>();
            boolean whole = tolerant(() -> {
                from.each(question, row -> {
                    byte[] value = row.getBytes(3);
                    part.add(new Kept(row.getString(1), row.getString(2),
                            value == null ? new byte[0] : value, row.getInt(4)));
                    if (part.size() == ROWS_AT_ONCE) {
                        put(part);
                    }
                });
                return true;
            }, false);
            put(part);
            return whole;
        }

        private void put(List<Kept> part) {
            try {
                part.forEach(this::take);
            } catch (SqliteFailure e) {
                throw new NewFileFailure(e);
            }
            part.clear();
        }

        private void take(Kept record) {
            if (!seen.add(record.shelf + "/" + record.name)) {
                return;
            }
            if (!isFound(record)) {
                refused++;
                return;
            }
            taken += to.update("""
                    insert into shelf (shelf, key, value, value_key) values (?, ?, ?, ?)
                    on conflict do nothing""", record.shelf, record.name, record.value, record.key);
        }

        /// Whether whoever looks for it finds it: where the key of names was lost, nobody does.
        private boolean isFound(Kept record) {
            try {
                Seal.Entry entry = seal.open(record.shelf, record.name, record.value);
                return seal.name(record.shelf, entry.key()).equals(record.name);
            } catch (SealBrokenException e) {
                return false;
            }
        }
    }

    private record Kept(String shelf, String name, byte[] value, int key) {
        @Override
        public String toString() {
            return shelf + "/" + name;
        }
    }

    /// The new file failed, not the one that is read.
    private static final class NewFileFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NewFileFailure(SqliteFailure cause) {
            super(cause.getMessage(), cause);
        }
    }
}
