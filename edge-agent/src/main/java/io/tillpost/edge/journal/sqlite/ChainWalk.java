package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.edge.journal.sqlite.EventTable.KeptRow;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.SealBrokenException;
import org.jspecify.annotations.Nullable;

/// Walks along a lane's chain, some rows at a time so that others may read between, and recomputes every hash.
final class ChainWalk {
    private static final int ROWS_PER_STEP = 200;

    private final EventTable table;
    private final long toSeq;
    private long firstSeq;
    private long nextSeq;
    private @Nullable Hash before;
    private ChainCheck.@Nullable Broken broken;

    /// Checks the rows after `afterSeq`, which follow the hash `after`, up to `toSeq`.
    ChainWalk(EventTable table, long afterSeq, Hash after, long toSeq) {
        this.table = table;
        this.toSeq = toSeq;
        this.firstSeq = afterSeq + 1;
        this.nextSeq = afterSeq + 1;
        this.before = after;
    }

    /// Of everything that is there now.
    static ChainWalk ofAll(Sql sql, Lanes lanes, Lane lane) {
        return new ChainWalk(lanes.table(lane), 0, JournalTable.genesis(sql, lane),
                lanes.head(sql, lane).seq());
    }

    /// Checks some rows; false when there is nothing left to do.
    boolean step(Sql sql) {
        if (broken != null || nextSeq > toSeq) {
            return false;
        }
        skipWhatRetentionDeleted(sql);
        var rows = table.kept(sql, nextSeq, Math.min(toSeq, nextSeq + ROWS_PER_STEP - 1));
        if (rows.isEmpty()) {
            broken = new ChainCheck.Broken(nextSeq, "row is missing");
        }
        for (KeptRow row : rows) {
            if (!check(row)) {
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

    private void skipWhatRetentionDeleted(Sql sql) {
        long oldest = table.firstSeq(sql).orElse(nextSeq);
        if (oldest > nextSeq) {
            firstSeq = oldest;
            nextSeq = oldest;
            before = null; // the oldest row's own word is all there is
        }
    }

    private boolean check(KeptRow row) {
        long seq = row.seq();
        if (seq != nextSeq) {
            broken = new ChainCheck.Broken(nextSeq, "row is missing");
        } else if (before != null && !before.equals(row.prev())) {
            broken = new ChainCheck.Broken(seq, "row does not follow the one before it");
        } else {
            checkContent(row);
        }
        before = row.hash();
        nextSeq = seq + 1;
        return broken == null;
    }

    private void checkContent(KeptRow row) {
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
