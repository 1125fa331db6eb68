package io.tillpost.edge.journal.sqlite;

import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// What SQLite says on a disk that is full.
public final class FullDisk {
    private FullDisk() {}

    /// To be thrown where the writer commits.
    public static RuntimeException atCommit() {
        return new SqliteFailure("commit",
                new SQLiteException("database or disk is full", SQLiteErrorCode.SQLITE_FULL));
    }
}
