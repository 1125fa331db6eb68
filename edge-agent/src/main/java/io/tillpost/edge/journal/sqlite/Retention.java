package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.journal.Lane;
import java.util.Optional;

/// How long acknowledged rows are kept, so that a restored head office can be filled again. Days are counted by head
/// office's clock from the day of the acknowledgement; a box whose clock jumps deletes nothing.
final class Retention {
    /// One call holds up the tills no longer than this many deletions take.
    private static final int ROWS_PER_CALL = 1_000;

    private Retention() {}

    /// Remembers on which day head office had how much.
    static void acknowledged(Sql sql, Lane lane, long seq, long epochDay) {
        var _ = sql.update("""
                insert into ack_day (lane, day, seq) values (?, ?, ?)
                on conflict (lane, day) do update set seq = max(seq, excluded.seq)""", lane.wireName(),
                epochDay,
                seq);
    }

    /// Deletes up to a thousand rows; the acknowledged head itself always stays.
    static int prune(Sql sql, Lanes lanes, Lane lane, long epochDay, Safeguards keep) {
        long keepFrom = tooLarge(sql, keep.keepBytes())
                ? Long.MAX_VALUE
                : seqAcknowledgedBefore(sql, lane, epochDay - keep.keepDays());
        long last = Math.min(keepFrom, JournalTable.acked(sql, lane).seq()) - 1;
        Optional<Long> first = lanes.table(lane).firstSeq(sql);
        if (first.isEmpty() || last < first.get()) {
            return 0;
        }
        return lanes.table(lane).delete(sql, first.get(), Math.min(last, first.get() + ROWS_PER_CALL - 1));
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
