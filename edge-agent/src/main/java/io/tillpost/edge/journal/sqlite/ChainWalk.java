package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.sqlite.EventTable.KeptRow;
import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.SealBrokenException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Walks along a journal's chain, some rows at a time so that others may read between, and recomputes every hash. A
/// journal that is sealed meanwhile is found where it lies then; one that retention deletes meanwhile is not looked for.
final class ChainWalk {
    private static final int ROWS_PER_STEP = 200;

    private final Lanes lanes;
    private final JournalKey key;
    private final long toSeq;
    private long firstSeq;
    private long nextSeq;
    private @Nullable Hash before;
    private ChainCheck.@Nullable Broken broken;

    /// Checks the rows after `afterSeq`, which follow the hash `after`, up to `toSeq`.
    ChainWalk(Lanes lanes, JournalKey key, long afterSeq, Hash after, long toSeq) {
        this.lanes = lanes;
        this.key = key;
        this.toSeq = toSeq;
        this.firstSeq = afterSeq + 1;
        this.nextSeq = afterSeq + 1;
        this.before = after;
    }

    /// Walks along all journals of a lane as they are now, the present one last.
    static List<ChainWalk> all(Sql sql, Lanes lanes, Lane lane) {
        var walks = new ArrayList<ChainWalk>();
        for (Sealed sealed : SealedTable.of(sql, lane)) {
            walks.add(new ChainWalk(lanes, sealed.key(), 0, sealed.genesis(), sealed.last().seq()));
        }
        walks.add(new ChainWalk(lanes, lanes.key(sql, lane), 0, JournalTable.genesis(sql, lane),
                lanes.head(sql, lane).seq()));
        return walks;
    }

    /// Checks some rows; false when there is nothing left to do.
    boolean step(Sql sql) {
        if (broken != null || nextSeq > toSeq) {
            return false;
        }
        Optional<EventTable> found = lanes.table(sql, key);
        if (found.isEmpty()) {
            return false;
        }
        EventTable table = found.get();
        skipWhatRetentionDeleted(sql, table);
        if (nextSeq > toSeq) {
            return false;
        }
        List<KeptRow> rows;
        try {
            rows = table.kept(sql, nextSeq, Math.min(toSeq, nextSeq + ROWS_PER_STEP - 1));
        } catch (JournalDamagedException e) {
            broken = new ChainCheck.Broken(nextSeq, "at or after it: " + e.getMessage());
            return false;
        }
        if (rows.isEmpty()) {
            broken = new ChainCheck.Broken(nextSeq, "row is missing");
        }
        for (KeptRow row : rows) {
            if (!check(table, row)) {
                return false;
            }
        }
        return true;
    }

    ChainCheck result() {
        return broken != null
                ? broken
                : toSeq == 0 ? new ChainCheck.Intact(1, 0) : new ChainCheck.Intact(firstSeq, toSeq);
    }

    private void skipWhatRetentionDeleted(Sql sql, EventTable table) {
        long oldest = table.firstSeq(sql).orElse(nextSeq);
        if (oldest > nextSeq) {
            firstSeq = oldest;
            nextSeq = oldest;
            before = null; // the oldest row's own word is all there is
        }
    }

    private boolean check(EventTable table, KeptRow row) {
        long seq = row.seq();
        if (seq != nextSeq) {
            broken = new ChainCheck.Broken(nextSeq, "row is missing");
        } else if (before != null && !before.equals(row.prev())) {
            broken = new ChainCheck.Broken(seq, "row does not follow the one before it");
        } else {
            checkContent(table, row);
        }
        before = row.hash();
        nextSeq = seq + 1;
        return broken == null;
    }

    private void checkContent(EventTable table, KeptRow row) {
        try {
            StoredEvent stored = table.open(row);
            if (!HashChain.next(row.prev(), table.key(), stored.row()).equals(row.hash())) {
                broken = new ChainCheck.Broken(row.seq(), "row's content does not match its hash");
            }
        } catch (SealBrokenException e) {
            broken = new ChainCheck.Broken(row.seq(), "row's content cannot be opened: " + e.getMessage());
        }
    }
}
