package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The journals of a lane that another one has replaced.
final class SealedTable {
    private static final String COLUMNS = """
            journal_id, epoch, parent_id, parent_seq, parent_hash, genesis, last_seq, last_hash, stands_seq,
            stands_hash, sealed_day""";

    private SealedTable() {}

    /// A sealed journal.
    ///
    /// @param last its newest row; 0 and the genesis hash if it had none
    /// @param stands up to this row its events stand in it alone, so head office must have them from it; those after it
    ///        stand in its successors again
    /// @param sealedDay the day when head office's clock was known first, absent before
    record Sealed(JournalKey key, @Nullable Parent parent, Hash genesis, Head last, Head stands,
            @Nullable Long sealedDay) {}

    /// Oldest first.
    static List<Sealed> of(Sql sql, Lane lane) {
        return sql.list("select " + COLUMNS + " from sealed_journal where lane = ? order by epoch",
                row -> sealed(lane, row), lane.wireName());
    }

    private static Sealed sealed(Lane lane, ResultSet row) throws SQLException {
        long day = row.getLong(11);
        boolean dayKnown = !row.wasNull();
        return new Sealed(new JournalKey(lane, Bytes.uuid(row.getBytes(1)), row.getLong(2)),
                JournalTable.parent(row, 3), Bytes.hash(row.getBytes(6)),
                new Head(row.getLong(7), Bytes.hash(row.getBytes(8))),
                new Head(row.getLong(9), Bytes.hash(row.getBytes(10))), dayKnown ? day : null);
    }

    static void add(Sql sql, Sealed sealed) {
        Parent parent = sealed.parent;
        var _ = sql.update("insert into sealed_journal (lane, " + COLUMNS
                + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sealed.key.lane().wireName(),
                Bytes.of(sealed.key.journalId()), sealed.key.epoch(), JournalTable.id(parent),
                JournalTable.seq(parent), JournalTable.hash(parent), sealed.genesis.toBytes(),
                sealed.last.seq(), sealed.last.hash().toBytes(), sealed.stands.seq(),
                sealed.stands.hash().toBytes(), sealed.sealedDay);
    }

    /// Less of it stands in it alone from now on.
    static void setStands(Sql sql, JournalKey key, Head stands) {
        var _ = sql.update(
                "update sealed_journal set stands_seq = ?, stands_hash = ? where lane = ? and epoch = ?",
                stands.seq(), stands.hash().toBytes(), key.lane().wireName(), key.epoch());
    }

    static void setDay(Sql sql, Lane lane, long day) {
        var _ = sql.update("update sealed_journal set sealed_day = ? where lane = ? and sealed_day is null",
                day, lane.wireName());
    }

    static void remove(Sql sql, JournalKey key) {
        var _ = sql.update("delete from sealed_journal where lane = ? and epoch = ?", key.lane().wireName(),
                key.epoch());
    }
}
