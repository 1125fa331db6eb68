package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;

/// How long acknowledged rows are kept, so that a restored head office can be filled again. Days are counted from the day of
/// the acknowledgement by head office's clock and the box's, whichever makes them fewer: a clock that is wrong, here or
/// there, deletes nothing.
final class Retention {
    /// One call holds up the tills no longer than this many deletions take.
    private static final int ROWS_PER_CALL = 1_000;
    /// Looked at to know how long a row is: some in a row, because what belongs to one sale comes together.
    private static final int SAMPLES = 8;
    private static final int ROWS_PER_SAMPLE = 64;

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
    ///
    /// @param tooLarge whether they go before their time, see [#tooLarge]
    static int prune(Sql sql, Lanes lanes, Lane lane, Today today, int keepDays, boolean tooLarge) {
        long keepFromDay = today.earliest() - keepDays;
        int ofSealed = pruneSealed(sql, lanes, lane, today.latest(), keepFromDay, tooLarge);
        return ofSealed > 0 ? ofSealed : prunePresent(sql, lanes, lane, keepFromDay, tooLarge);
    }

    /// Of a sealed journal, head office has what stands in it alone, and its successors have the rest: it is deleted as a
    /// whole, so many days after it was sealed.
    private static int pruneSealed(Sql sql, Lanes lanes, Lane lane, long day, long keepFromDay,
            boolean tooLarge) {
        List<Sealed> sealed = SealedTable.of(sql, lane);
        if (sealed.isEmpty()) {
            return 0;
        }
        SealedTable.setDay(sql, lane, day);
        Sealed oldest = sealed.getFirst();
        Long since = oldest.sealedDay();
        if (!tooLarge && (since == null || since > keepFromDay)) {
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

    private static int prunePresent(Sql sql, Lanes lanes, Lane lane, long keepFromDay, boolean tooLarge) {
        long keepFrom = tooLarge ? Long.MAX_VALUE : seqAcknowledgedBefore(sql, lane, keepFromDay);
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

    /// Whether events take more room than that. What stands beside them counts for nothing, because none of it goes with them:
    /// events would be deleted for ever without getting anywhere.
    static boolean tooLarge(Sql sql, Lanes lanes, long mostBytes) {
        long pages = sql.pragma("page_count").getFirst() - sql.pragma("freelist_count").getFirst();
        if (pages * sql.pragma("page_size").getFirst() <= mostBytes) {
            return false;
        }
        long bytes = 0;
        for (Lane lane : Lane.values()) {
            for (JournalKey journal : lanes.journals(sql, lane)) {
                bytes += lanes.table(sql, journal).map(table -> bytes(sql, table)).orElse(0L);
            }
        }
        return bytes > mostBytes;
    }

    /// About how much room a table takes: to count it exactly would be to read it.
    private static long bytes(Sql sql, EventTable table) {
        long first = table.firstSeq(sql).orElse(1L);
        long rows = table.last(sql).map(Head::seq).orElse(0L) - first + 1;
        if (rows <= SAMPLES * ROWS_PER_SAMPLE) {
            return rows * table.meanBytes(sql, first, first + rows - 1);
        }
        long sum = 0;
        for (int i = 0; i < SAMPLES; i++) {
            long from = first + (rows - ROWS_PER_SAMPLE) * i / (SAMPLES - 1);
            sum += table.meanBytes(sql, from, from + ROWS_PER_SAMPLE - 1);
        }
        return rows * sum / SAMPLES;
    }
}
