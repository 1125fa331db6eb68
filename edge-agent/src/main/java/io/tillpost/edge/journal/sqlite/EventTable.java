package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.RowSeal;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.SealBrokenException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of one lane. Holds statements only, so it serves every connection.
final class EventTable {
    /// Of a row, beside what differs in length: ids, hashes and numbers, and its place in the index of ids.
    private static final int ROW_BYTES = 200;
    /// Rows seldom fill a page: about an eighth more (30,000 rows of 1,600 bytes took 62 MB).
    private static final int FREE_SHARE = 8;
    private static final String COLUMNS = "seq, event_id, type, version, metadata, body, prev, hash, body_key";

    private final JournalKey key;
    private final Seal seal;
    private final RowSeal rows;
    private final String insert;
    private final String selectRange;
    private final String selectLast;
    private final String selectHashes;
    private final String selectKnown;
    private final String selectById;
    private final String selectFirstSeq;
    private final String selectOccurred;
    private final String deleteRange;
    private final String selectSizes;
    private final String selectMeanSize;
    private final String selectLastById;
    private final String selectOlder;
    private final String update;

    /// The rows of this journal, in this table.
    EventTable(JournalKey key, Seal seal, String table) {
        this.key = key;
        this.seal = seal;
        this.rows = seal.rows(key);
        insert = "insert into " + table + " (" + COLUMNS
                + ", occurred_ms) values (?, ?, ?, ?, x'', ?, ?, ?, ?, ?)";
        selectRange = "select " + COLUMNS + " from " + table + " where seq between ? and ? order by seq";
        selectLast = "select seq, hash from " + table + " order by seq desc limit 1";
        selectHashes = "select prev, hash from " + table + " where seq = ?";
        selectKnown = "select 1 from " + table + " where event_id = ?";
        selectById = "select " + COLUMNS + " from " + table + " where event_id = ?";
        selectFirstSeq = "select seq from " + table + " order by seq limit 1";
        selectOccurred = "select occurred_ms from " + table + " where seq = ?";
        deleteRange = "delete from " + table + " where seq between ? and ?";
        selectSizes = "select length(metadata) + length(body) - iif(body_key is null, 0, "
                + RowSeal.OVERHEAD_BYTES + ") from " + table + " where seq between ? and ? order by seq";
        selectMeanSize = "select avg(length(metadata) + length(body) + length(type)) from " + table
                + " where seq between ? and ?";
        selectLastById = "select max(seq) from " + table + " indexed by sqlite_autoindex_" + table
                + "_1 where event_id >= x''";
        selectOlder = "select seq from " + table
                + " where seq between ? and ? and (body_key is null or body_key < ?) order by seq";
        update = "update " + table + " set metadata = x'', body = ?, body_key = ? where seq = ?";
    }

    /// Where the rows of a lane's present journal lie.
    static String table(Lane lane) {
        return "event_" + lane.wireName();
    }

    /// Where those of a sealed one lie.
    static String sealed(Lane lane, long epoch) {
        return table(lane) + "_" + epoch;
    }

    /// Where those of a journal lie that is being made.
    static String next(Lane lane) {
        return table(lane) + "_next";
    }

    JournalKey key() {
        return key;
    }

    /// Answers the row's sealed value.
    byte[] insert(Sql sql, JournalRow row, Hash prev, Hash hash, Instant occurredAt) {
        byte[] sealed = rows.seal(seal.vault(), row);
        var _ = sql.update(insert, row.seq(), Bytes.of(row.eventId()), row.type(), row.version(), sealed,
                prev.toBytes(), hash.toBytes(), KeyedVault.keyOf(sealed), occurredAt.toEpochMilli());
        return sealed;
    }

    /// Throws [JournalDamagedException] when one of them is not what was written.
    List<StoredEvent> range(Sql sql, long fromSeq, long toSeq) {
        return kept(sql, fromSeq, toSeq).stream().map(this::whole).toList();
    }

    /// The rows as they are kept.
    List<KeptRow> kept(Sql sql, long fromSeq, long toSeq) {
        return sql.list(selectRange, EventTable::kept, fromSeq, toSeq);
    }

    Optional<Head> last(Sql sql) {
        return sql.one(selectLast, row -> new Head(row.getLong(1), Bytes.hash(row.getBytes(2))));
    }

    Optional<Hash> hashAt(Sql sql, long seq) {
        return sql.one(selectHashes, row -> Bytes.hash(row.getBytes(2)), seq);
    }

    Optional<Hash> prevOf(Sql sql, long seq) {
        return sql.one(selectHashes, row -> Bytes.hash(row.getBytes(1)), seq);
    }

    Optional<StoredEvent> byId(Sql sql, UUID eventId) {
        return sql.one(selectById, EventTable::kept, (Object) Bytes.of(eventId)).map(this::whole);
    }

    boolean has(Sql sql, UUID eventId) {
        return sql.one(selectKnown, _ -> true, (Object) Bytes.of(eventId)).isPresent();
    }

    /// Rows in clear, or under a key before `key`.
    List<Long> older(Sql sql, long fromSeq, long toSeq, int olderThan) {
        return sql.list(selectOlder, row -> row.getLong(1), fromSeq, toSeq, olderThan);
    }

    /// Seals a row with the current key; returns how many bytes that is, 0 if the row is gone.
    int reseal(Sql sql, long seq) {
        for (KeptRow row : kept(sql, seq, seq)) {
            byte[] sealed = rows.seal(seal.vault(), whole(row).row());
            var _ = sql.update(update, sealed, KeyedVault.keyOf(sealed), seq);
            return sealed.length;
        }
        return 0;
    }

    /// The oldest row that is still kept.
    Optional<Long> firstSeq(Sql sql) {
        return sql.one(selectFirstSeq, row -> row.getLong(1));
    }

    Optional<Instant> occurredAt(Sql sql, long seq) {
        return sql.one(selectOccurred, row -> Instant.ofEpochMilli(row.getLong(1)), seq);
    }

    int delete(Sql sql, long fromSeq, long toSeq) {
        return sql.update(deleteRange, fromSeq, toSeq);
    }

    /// The last seq of a batch from `fromSeq`: within both limits, but always `fromSeq` itself.
    long lastWithin(Sql sql, long fromSeq, int maxEvents, int maxBytes) {
        long seq = fromSeq - 1;
        long bytes = 0;
        for (long size : sql.list(selectSizes, row -> row.getLong(1), fromSeq, fromSeq + maxEvents - 1)) {
            bytes += size;
            if (bytes > maxBytes && seq >= fromSeq) {
                break;
            }
            seq++;
        }
        return Math.max(seq, fromSeq);
    }

    /// How long a row after `seq` is on average, as it is kept; 0 if there is none.
    long meanBytesAfter(Sql sql, long seq) {
        return mean(sql, seq + 1, Long.MAX_VALUE);
    }

    /// How much room one of these rows takes on average in the file; the least a row can take if there is none.
    long meanBytes(Sql sql, long fromSeq, long toSeq) {
        long mean = mean(sql, fromSeq, toSeq);
        return mean + mean / FREE_SHARE + ROW_BYTES;
    }

    private long mean(Sql sql, long fromSeq, long toSeq) {
        return (long) Math.ceil(sql.one(selectMeanSize, row -> row.getDouble(1), fromSeq, toSeq).orElse(0.0));
    }

    /// The newest row's seq as the index of ids has it: for a table of which the end cannot be read.
    long lastSeqById(Sql sql) {
        return sql.one(selectLastById, row -> row.getLong(1)).orElse(0L);
    }

    private static KeptRow kept(ResultSet row) throws SQLException {
        int sealedWith = row.getInt(9);
        boolean inClear = row.wasNull();
        String type = row.getString(3);
        byte[] metadata = row.getBytes(5);
        byte[] body = row.getBytes(6);
        if (type == null || metadata == null || body == null) {
            throw new JournalDamagedException("row " + row.getLong(1) + " is empty");
        }
        return new KeptRow(row.getLong(1), Bytes.uuid(row.getBytes(2)), type, row.getInt(4), metadata, body,
                Bytes.hash(row.getBytes(7)), Bytes.hash(row.getBytes(8)), inClear, sealedWith);
    }

    /// The event. Throws [SealBrokenException] when it is not what was sealed there.
    StoredEvent open(KeptRow row) {
        if (!row.inClear) {
            if (row.metadata.length > 0 || KeyedVault.keyOf(row.body) != row.sealedWith) {
                throw new SealBrokenException("its columns are not as it was sealed");
            }
            JournalRow opened = rows.open(seal.vault(), row.seq, row.eventId, row.type, row.version,
                    row.body);
            return new StoredEvent(key, opened, row.prev, row.hash);
        }
        if (!seal.clearLeft()) {
            throw new SealBrokenException("in clear, though everything was sealed");
        }
        var plain = new JournalRow(row.seq, row.eventId, row.type, row.version, row.metadata, row.body);
        return new StoredEvent(key, plain, row.prev, row.hash);
    }

    /// A row of an earlier version as it will lie in the file: sealed with the current key.
    byte[] sealed(KeptRow row) {
        return rows.seal(seal.vault(), whole(row).row());
    }

    private StoredEvent whole(KeptRow row) {
        try {
            return open(row);
        } catch (SealBrokenException e) {
            throw new JournalDamagedException("journal " + key.lane().wireName() + " row " + row.seq + ": "
                    + e.getMessage(), e);
        }
    }

    /// A row as it lies in the file. Arrays are shared.
    record KeptRow(long seq, UUID eventId, String type, int version, byte[] metadata, byte[] body, Hash prev,
            Hash hash, boolean inClear, int sealedWith) {
        @Override
        public String toString() {
            return type + "#" + seq;
        }
    }
}
