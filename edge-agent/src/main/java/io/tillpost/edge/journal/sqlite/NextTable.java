package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Journals that are being made, one per lane at most: rows are copied into them in many small commits before they become
/// the lane's present journal in a last one.
final class NextTable {
    private NextTable() {}

    /// A journal that is being made, and how far.
    ///
    /// @param oldEpoch of the journal that it will replace
    /// @param repeatAfter rows of that one after this seq are copied
    /// @param copied the last row that was looked at
    record Next(JournalKey key, @Nullable Parent parent, Hash genesis, long oldEpoch, long repeatAfter,
            Copied copied) {
        /// A journal to begin with.
        static Next fresh(JournalKey key, @Nullable Parent parent, Hash genesis, long oldEpoch,
                long repeatAfter) {
            return new Next(key, parent, genesis, oldEpoch, repeatAfter, new Copied(0, 0));
        }
    }

    /// A row of an earlier journal of the lane.
    record Copied(long epoch, long seq) {}

    static Optional<Next> of(Sql sql, Lane lane) {
        return sql.one("""
                select journal_id, epoch, parent_id, parent_seq, parent_hash, genesis, old_epoch,
                    repeat_after, copied_epoch, copied_seq from next_journal where lane = ?""",
                row -> new Next(new JournalKey(lane, Bytes.uuid(row.getBytes(1)), row.getLong(2)),
                        JournalTable.parent(row, 3), Bytes.hash(row.getBytes(6)), row.getLong(7),
                        row.getLong(8),
                        new Copied(row.getLong(9), row.getLong(10))),
                lane.wireName());
    }

    static void begin(Sql sql, Next next) {
        Lane lane = next.key.lane();
        Parent parent = next.parent;
        var _ = sql.update(
                """
                        insert into next_journal (lane, journal_id, epoch, parent_id, parent_seq, parent_hash, genesis,
                            old_epoch, repeat_after, copied_epoch, copied_seq)
                        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
                lane.wireName(),
                Bytes.of(next.key.journalId()), next.key.epoch(), JournalTable.id(parent),
                JournalTable.seq(parent), JournalTable.hash(parent), next.genesis.toBytes(), next.oldEpoch,
                next.repeatAfter, next.copied.epoch, next.copied.seq);
        Schema.addNext(sql, lane);
    }

    static void copied(Sql sql, Lane lane, Copied copied) {
        var _ = sql.update("update next_journal set copied_epoch = ?, copied_seq = ? where lane = ?",
                copied.epoch, copied.seq, lane.wireName());
    }

    /// It is the lane's present journal now.
    static void done(Sql sql, Lane lane) {
        var _ = sql.update("delete from next_journal where lane = ?", lane.wireName());
    }

    /// Nothing comes of it.
    static void giveUp(Sql sql, Lane lane) {
        sql.script("drop table " + EventTable.next(lane));
        done(sql, lane);
    }
}
