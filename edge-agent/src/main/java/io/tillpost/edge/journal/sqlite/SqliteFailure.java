package io.tillpost.edge.journal.sqlite;

import java.sql.SQLException;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// SQLite said no. What follows from it depends on the kind alone.
final class SqliteFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int PRIMARY_CODE = 0xff; // https://sqlite.org/rescode.html, section 2

    private final Kind kind;
    private final boolean damage;

    SqliteFailure(String doing, SQLException cause) {
        super(doing + ": " + cause.getMessage(), cause);
        this.kind = kindOf(cause);
        this.damage = isDamage(cause);
    }

    /// Whether the file itself is at fault, and not what somebody may or may not do with it.
    boolean isDamage() {
        return damage;
    }

    private static boolean isDamage(SQLException cause) {
        int code = codeOf(cause);
        return code == SQLiteErrorCode.SQLITE_CORRUPT.code || code == SQLiteErrorCode.SQLITE_NOTADB.code
                || (code == SQLiteErrorCode.SQLITE_IOERR.code && !hasNoRoomForItsIndex(cause))
                || String.valueOf(cause.getMessage()).contains("no such table");
    }

    /// The index of the write-ahead log could not be made longer: an input/output error by its code, for want of room.
    private static boolean hasNoRoomForItsIndex(SQLException cause) {
        return cause instanceof SQLiteException e
                && e.getResultCode() == SQLiteErrorCode.SQLITE_IOERR_SHMSIZE;
    }

    private static int codeOf(SQLException cause) {
        return cause instanceof SQLiteException e ? e.getResultCode().code & PRIMARY_CODE : 0;
    }

    Kind kind() {
        return kind;
    }

    private static Kind kindOf(SQLException cause) {
        int code = codeOf(cause);
        if (code == SQLiteErrorCode.SQLITE_FULL.code || hasNoRoomForItsIndex(cause)) {
            return Kind.FULL;
        }
        if (code == SQLiteErrorCode.SQLITE_BUSY.code || code == SQLiteErrorCode.SQLITE_LOCKED.code) {
            return Kind.BUSY;
        }
        return code == SQLiteErrorCode.SQLITE_CONSTRAINT.code ? Kind.CONSTRAINT : Kind.UNTRUSTED;
    }

    enum Kind {
        /// No room on the disk: the connection is replaced, the units are refused, later ones may work.
        FULL,
        /// Somebody else holds the lock: likewise.
        BUSY,
        /// A rule of the schema: the unit has a bug and fails alone.
        CONSTRAINT,
        /// Input/output error, corruption, or anything not thought of: what is in memory and in the page cache cannot be
        /// trusted any more, so the journal stops.
        UNTRUSTED
    }
}
