package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// The rows of one lane. Holds statements only, so it serves every connection.
final class EventTable {
    private static final String COLUMNS = "seq, event_id, type, version, metadata, body, prev, hash";

    private final JournalKey key;
    private final String insert;
    private final String selectRange;
    private final String selectLast;
    private final String selectById;
    private final String selectFirstSeq;
    private final String selectOccurred;
    private final String deleteRange;
    private final String selectSizes;

    EventTable(JournalKey key) {
        this.key = key;
        String table = table(key.lane());
        insert = "insert into " + table + " (" + COLUMNS
                + ", occurred_ms) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";
        selectRange = "select " + COLUMNS + " from " + table + " where seq between ? and ? order by seq";
        selectLast = "select " + COLUMNS + " from " + table + " order by seq desc limit 1";
        selectById = "select " + COLUMNS + " from " + table + " where event_id = ?";
        selectFirstSeq = "select seq from " + table + " order by seq limit 1";
        selectOccurred = "select occurred_ms from " + table + " where seq = ?";
        deleteRange = "delete from " + table + " where seq between ? and ?";
        selectSizes = "select length(metadata) + length(body) from " + table
                + " where seq between ? and ? order by seq";
    }

    static String table(Lane lane) {
        return "event_" + lane.wireName();
    }

    JournalKey key() {
        return key;
    }

    void insert(Sql sql, JournalRow row, Hash prev, Hash hash, Instant occurredAt) {
        var _ = sql.update(insert, row.seq(), Bytes.of(row.eventId()), row.type(), row.version(),
                row.metadata(), row.body(), prev.toBytes(), hash.toBytes(), occurredAt.toEpochMilli());
    }

    List<StoredEvent> range(Sql sql, long fromSeq, long toSeq) {
        return sql.list(selectRange, this::stored, fromSeq, toSeq);
    }

    Optional<StoredEvent> at(Sql sql, long seq) {
        return range(sql, seq, seq).stream().findFirst();
    }

    Optional<StoredEvent> last(Sql sql) {
        return sql.one(selectLast, this::stored);
    }

    Optional<StoredEvent> byId(Sql sql, UUID eventId) {
        return sql.one(selectById, this::stored, (Object) Bytes.of(eventId));
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

    private StoredEvent stored(ResultSet row) throws SQLException {
        var journalRow = new JournalRow(row.getLong(1), Bytes.uuid(row.getBytes(2)), row.getString(3),
                row.getInt(4), row.getBytes(5), row.getBytes(6));
        return new StoredEvent(key, journalRow, Hash.of(row.getBytes(7)), Hash.of(row.getBytes(8)));
    }
}
