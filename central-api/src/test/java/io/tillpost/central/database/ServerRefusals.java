package io.tillpost.central.database;

import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// What PostgreSQL says when it cannot be made to say it within a test.
public final class ServerRefusals {
    private ServerRefusals() {}

    /// Of PostgreSQL 15.18 whose next transaction number had been set near the end of all (`pg_resetwal -x`), to whoever made
    /// a table.
    public static DatabaseException outOfTransactionNumbers() {
        return said("54000", """
                database is not accepting commands to avoid wraparound data loss in database "template0\"""",
                "varsup.c", "127", "GetNewTransactionId");
    }

    /// The same in another language: nothing may depend on the words.
    public static DatabaseException outOfTransactionNumbersInGerman() {
        return said("54000", "Datenbank nimmt keine Befehle an", "varsup.c", "127", "GetNewTransactionId");
    }

    /// The fields as they come over the line (PostgreSQL, 54.8: error and notice message fields), read by the driver.
    private static DatabaseException said(String sqlState, String words, String file, String line,
            String routine) {
        return new DatabaseException(new PSQLException(new ServerErrorMessage(String.join("\0",
                "SERROR", "VERROR", "C" + sqlState, "M" + words, "F" + file, "L" + line, "R" + routine,
                "")), false));
    }
}
