package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.sqlite.NextTable.Copied;
import io.tillpost.edge.journal.sqlite.NextTable.Next;
import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Writes rows of earlier journals into the one that is being made: the same event ids, metadata and bodies, other seqs,
/// other hashes, other seals. Used within one unit of work.
final class Copying {
    private final Unit unit;
    private final Sql sql;
    private final Lanes lanes;
    private final Next next;
    private final EventTable target;
    private Copied copied;
    private Head head;

    Copying(Unit unit, Lanes lanes, Next next) {
        this.unit = unit;
        this.sql = unit.sql;
        this.lanes = lanes;
        this.next = next;
        this.target = lanes.next(next.key());
        this.copied = next.copied();
        this.head = target.last(sql).orElse(new Head(0, next.genesis()));
    }

    Next next() {
        return next;
    }

    /// Where the new journal ends.
    Head head() {
        return head;
    }

    /// What of a sealed journal is to stand in the lane's next one, although it was sealed as it is.
    ///
    /// @param after the last row that does not
    record Again(Sealed sealed, Head after) {}

    /// Of a sealed journal that the new one names as its parent, what came after that row; of those sealed later, and of
    /// all if there is no parent, everything that stands in them alone.
    static List<Again> againFrom(Sql sql, Lane lane, @Nullable Parent parent) {
        List<Sealed> sealed = SealedTable.of(sql, lane);
        var again = new ArrayList<Again>();
        boolean within = parent == null;
        for (Sealed one : sealed) {
            if (parent != null && one.key().journalId().equals(parent.journalId())) {
                within = true;
                again.add(new Again(one, new Head(parent.seq(), parent.hash())));
            } else if (within) {
                again.add(new Again(one, new Head(0, one.genesis())));
            }
        }
        return again;
    }

    /// Looks at up to `limit` rows; returns how many there were.
    int copy(int limit) {
        Lane lane = next.key().lane();
        int looked = 0;
        for (Again again : againFrom(sql, lane, next.parent())) {
            EventTable table = lanes.sealed(again.sealed().key());
            looked += copy(table, again.after().seq(), again.sealed().stands().seq(), limit - looked);
        }
        EventTable present = lanes.table(sql, lane);
        looked += copy(present, next.repeatAfter(), unit.head(lane).seq(), limit - looked);
        NextTable.copied(sql, lane, copied);
        return looked;
    }

    private int copy(EventTable table, long after, long to, int limit) {
        long epoch = table.key().epoch();
        if (limit <= 0 || epoch < copied.epoch()) {
            return 0;
        }
        long wanted = 1 + (epoch == copied.epoch() ? Math.max(after, copied.seq()) : after);
        // What retention has deleted is skipped, not the rows behind it.
        long from = Math.max(wanted, table.firstSeq(sql).orElse(wanted));
        List<StoredEvent> rows = table.range(sql, from, Math.min(to, from + limit - 1));
        for (StoredEvent stored : rows) {
            Instant at = table.occurredAt(sql, stored.row().seq()).orElseThrow();
            write(stored.row(), at);
        }
        if (!rows.isEmpty()) {
            copied = new Copied(epoch, rows.getLast().row().seq());
        }
        return rows.size();
    }

    /// A row that is not in an earlier journal of this file; nothing if head office was heard to have it.
    void write(JournalRow row) {
        if (!LearnedTable.has(sql, next.key().lane(), row.eventId())) {
            write(row, occurredAt(row));
        }
    }

    /// As the event says, or its id where it was written by a newer agent (RFC 9562, 5.7: milliseconds in its first 48 bits).
    private static Instant occurredAt(JournalRow row) {
        try {
            return EventCodec.envelope(row).moment().occurredAt();
        } catch (UnreadableEventException e) {
            return Instant.ofEpochMilli(row.eventId().getMostSignificantBits() >>> 16);
        }
    }

    /// Also if head office has it by another journal, of which this file may know nothing: a head office that is restored
    /// to before it asks for the rows of this journal alone.
    private void write(JournalRow row, Instant occurredAt) {
        if (target.has(sql, row.eventId())) {
            return;
        }
        var again = new JournalRow(head.seq() + 1, row.eventId(), row.type(), row.version(), row.metadata(),
                row.body());
        Hash hash = HashChain.next(head.hash(), next.key(), again);
        target.insert(sql, again, head.hash(), hash, occurredAt);
        head = new Head(again.seq(), hash);
        unit.rewrote(row.metadata().length + row.body().length);
    }
}
