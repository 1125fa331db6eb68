package io.tillpost.edge.journal.sqlite;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/// Decides when the write-ahead log is copied into the database file, so that the log stays small. A passive checkpoint
/// of our own, and not SQLite's automatic one, because that one drops the error of a failed fsync.
final class Checkpoints {
    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());
    /// A commit touches about 6 pages, so the log grows to about 12 MB between two checkpoints.
    private static final int COMMITS = 500;
    private static final long BYTES = 8 << 20;
    /// 64 MB of 4 KB pages: somebody keeps reading an old state.
    private static final long FRAMES_MAX = 16_384;

    private int commits;
    private long bytes;
    private volatile boolean empty;

    /// Any thread: the next commit is followed by one that empties the log.
    void emptySoon() {
        empty = true;
    }

    /// Counts one commit, and checkpoints when it is time.
    void after(Sql sql, long writtenBytes) {
        commits++;
        bytes += writtenBytes;
        if (empty) {
            empty = false;
            var _ = sql.pragma("wal_checkpoint(truncate)");
        }
        if (commits < COMMITS && bytes < BYTES) {
            return;
        }
        commits = 0;
        bytes = 0;
        // Answers busy, frames in the log, frames copied: https://sqlite.org/pragma.html#pragma_wal_checkpoint
        List<Long> answer = sql.pragma("wal_checkpoint(passive)");
        if (answer.get(1) > FRAMES_MAX && answer.get(2) < answer.get(1)) {
            LOG.log(Level.WARNING, "the journal's log has " + answer.get(1)
                    + " pages and cannot be emptied: a reader holds an old state");
        }
    }
}
