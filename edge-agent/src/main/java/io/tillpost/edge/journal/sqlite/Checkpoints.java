package io.tillpost.edge.journal.sqlite;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// Decides when the write-ahead log is copied into the database file, so that the log stays small. A passive checkpoint
/// of our own, and not SQLite's automatic one, because that one drops the error of a failed fsync.
///
/// A checkpoint starves in two ways. A reader that holds an old state keeps what came later from being copied: one of ours
/// that is older than [#PATIENCE] is ended. And readers that follow one another without a pause keep the log from beginning
/// anew though all of it is copied: then the writer waits for a gap, a moment at most. What is left are readers of other
/// programs, which nobody here can end: people are told.
final class Checkpoints {
    private static final Logger LOG = System.getLogger(Checkpoints.class.getName());
    /// Longer than any question of a till takes.
    static final Duration PATIENCE = Duration.ofSeconds(5);
    /// A commit touches about 6 pages, so the log grows to about 12 MB between two checkpoints.
    private static final int COMMITS = 500;
    private static final long BYTES = 8 << 20;
    /// While the log is too long.
    private static final int COMMITS_WHEN_LONG = 50;
    /// 64 MB of 4 KB pages.
    static final long FRAMES_MAX = 16_384;
    /// A till may wait that long, when the log is too long.
    private static final int GAP_MS = 100;

    private final Consumer<Duration> endOldReaders;
    private final long framesMax;
    private int commits;
    private long bytes;
    private volatile boolean empty;
    /// The log was to be emptied, and a reader was in the way.
    private volatile boolean keepsOld;
    private volatile long frames;

    /// @param endOldReaders ends questions of ours that are older than that
    Checkpoints(Consumer<Duration> endOldReaders) {
        this(endOldReaders, FRAMES_MAX);
    }

    Checkpoints(Consumer<Duration> endOldReaders, long framesMax) {
        this.endOldReaders = endOldReaders;
        this.framesMax = framesMax;
    }

    /// Whether the log is longer than it may be, whatever was done about it.
    boolean isTooLong() {
        return frames > framesMax;
    }

    /// Any thread: the next commit is followed by one that empties the log.
    void emptySoon() {
        empty = true;
    }

    /// Any thread: tries once more what a reader was in the way of; returns whether there is something to try.
    boolean emptyAgain() {
        if (keepsOld) {
            empty = true;
        }
        return empty;
    }

    /// Whether a reader was in the way. A till waits for a gap between readers, but not long.
    private static boolean isBusy(Sql sql, String mode) {
        sql.pragma("busy_timeout = " + GAP_MS);
        try {
            return sql.pragma("wal_checkpoint(" + mode + ")").getFirst() != 0;
        } finally {
            sql.pragma("busy_timeout = " + Sql.BUSY_TIMEOUT_MS);
        }
    }

    /// Counts one commit, and checkpoints when it is time.
    void after(Sql sql, long writtenBytes) {
        commits++;
        bytes += writtenBytes;
        if (empty) {
            empty = false;
            keepsOld = isBusy(sql, "truncate");
        }
        int most = isLong() ? COMMITS_WHEN_LONG : COMMITS;
        if (commits < most && bytes < BYTES) {
            return;
        }
        commits = 0;
        bytes = 0;
        // Answers busy, frames in the log, frames copied: https://sqlite.org/pragma.html#pragma_wal_checkpoint
        List<Long> answer = sql.pragma("wal_checkpoint(passive)");
        frames = answer.get(1);
        if (isLong()) {
            shorten(sql);
        }
    }

    /// From here on something is done about it.
    private boolean isLong() {
        return frames > framesMax / 2;
    }

    private void shorten(Sql sql) {
        endOldReaders.accept(PATIENCE);
        sql.pragma("busy_timeout = " + GAP_MS);
        try {
            List<Long> answer = sql.pragma("wal_checkpoint(restart)");
            boolean begun = answer.get(0) == 0 && answer.get(1).equals(answer.get(2));
            if (begun) {
                frames = 0;
            }
        } finally {
            sql.pragma("busy_timeout = " + Sql.BUSY_TIMEOUT_MS);
        }
        if (isTooLong()) {
            LOG.log(Level.WARNING, "the journal's log has " + frames
                    + " pages and cannot be emptied: a reader holds an old state");
        }
    }
}
