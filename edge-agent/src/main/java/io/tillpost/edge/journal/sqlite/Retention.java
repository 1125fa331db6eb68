package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;

/// How long acknowledged rows are kept, so that a restored head office can be filled again. Days are counted from the day of
/// the acknowledgement by head office's clock and the box's, whichever makes them fewer: a clock that is wrong, here or
/// there, deletes nothing.
final class Retention {
    /// One call holds up the tills no longer than this many deletions take.
    private static final int ROWS_PER_CALL = 1_000;

    private Retention() {}

    /// Remembers on which day head office had how much.
    static void acknowledged(Sql sql, Lane lane, long seq, Today today) {
        var _ = sql.update("""
                insert into ack_day (lane, day, seq) values (?, ?, ?)
                on conflict (lane, day) do update set seq = max(seq, excluded.seq)""", lane.wireName(),
                today.latest(), seq);
    }

    /// Deletes up to a thousand rows: of a sealed journal that is past its time first, then of the present one, whose
    /// acknowledged head itself always stays.
    static int prune(Sql sql, Lanes lanes, Lane lane, Today today, Safeguards keep) {
        int ofSealed = pruneSealed(sql, lanes, lane, today, keep);
        return ofSealed > 0 ? ofSealed : prunePresent(sql, lanes, lane, today, keep);
    }

    /// Of a sealed journal, head office has what stands in it alone, and its successors have the rest: it is deleted as a
    /// whole, so many days after it was sealed.
    private static int pruneSealed(Sql sql, Lanes lanes, Lane lane, Today today, Safeguards keep) {
        List<Sealed> sealed = SealedTable.of(sql, lane);
        if (sealed.isEmpty()) {
            return 0;
        }
        SealedTable.setDay(sql, lane, today.latest());
        Sealed oldest = sealed.getFirst();
        Long day = oldest.sealedDay();
        if (!tooLarge(sql, keep.keepBytes()) && (day == null || day > today.earliest() - keep.keepDays())) {
            return 0;
        }
        EventTable table = lanes.sealed(oldest.key());
        Optional<Long> first = table.firstSeq(sql);
        int deleted = first.isPresent()
                ? table.delete(sql, first.get(), first.get() + ROWS_PER_CALL - 1)
                : 0;
        if (table.firstSeq(sql).isPresent()) {
            return deleted;
        }
        // With its last row, for a journal without the rows that it should have looks damaged.
        sql.script("drop table " + EventTable.sealed(lane, oldest.key().epoch()));
        SealedTable.remove(sql, oldest.key());
        // A mirror that was out of reach since may still have it.
        lanes.heed(sql, oldest.key(), oldest.last().seq());
        return Math.max(deleted, 1);
    }

    private static int prunePresent(Sql sql, Lanes lanes, Lane lane, Today today, Safeguards keep) {
        long keepFrom = tooLarge(sql, keep.keepBytes())
                ? Long.MAX_VALUE
                : seqAcknowledgedBefore(sql, lane, today.earliest() - keep.keepDays());
        long last = Math.min(keepFrom, JournalTable.acked(sql, lane).seq()) - 1;
        EventTable table = lanes.table(sql, lane);
        Optional<Long> first = table.firstSeq(sql);
        if (first.isEmpty() || last < first.get()) {
            return 0;
        }
        return table.delete(sql, first.get(), Math.min(last, first.get() + ROWS_PER_CALL - 1));
    }

    private static long seqAcknowledgedBefore(Sql sql, Lane lane, long epochDay) {
        var _ = sql.update("""
                delete from ack_day where lane = ?1 and day < (
                    select max(day) from ack_day where lane = ?1 and day <= ?2)""", lane.wireName(),
                epochDay);
        return sql.one("select max(seq) from ack_day where lane = ? and day <= ?", row -> row.getLong(1),
                lane.wireName(), epochDay).orElse(0L);
    }

    private static boolean tooLarge(Sql sql, long mostBytes) {
        long pages = sql.pragma("page_count").getFirst() - sql.pragma("freelist_count").getFirst();
        return pages * sql.pragma("page_size").getFirst() > mostBytes;
    }
}
