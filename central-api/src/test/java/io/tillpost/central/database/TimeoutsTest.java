package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TimeoutsTest {
    private final TestDatabase test = TestDatabase.create();

    @AfterEach
    void close() {
        test.close();
    }

    @Test
    void theyHoldForTheWorkAndTheSessionsOwnAfterIt() {
        List<String> sessions = test.database().inTransaction(TimeoutsTest::timeouts);
        List<String> after = test.database().inTransaction(tx -> {
            assertEquals(List.of("7min", sessions.get(1), "425000"),
                    Timeouts.ofStatements(tx, Duration.ofMinutes(7), () -> timeouts(tx)));
            assertEquals(List.of(sessions.get(0), "3s", sessions.get(2)),
                    Timeouts.ofLocks(tx, Duration.ofSeconds(3), () -> timeouts(tx)));
            return timeouts(tx);
        });
        assertEquals(sessions, after);
    }

    @Test
    void workThatFailsLeavesNothingOfThemOnItsConnection() throws Exception {
        var settings = test.settings();
        var one = new DatabaseSettings(settings.url(), settings.user(), settings.password(), 1,
                settings.durability());
        try (var database = PostgresDatabase.open(one)) {
            List<String> sessions = database.inTransaction(TimeoutsTest::timeouts);
            assertThrows(DatabaseException.class, () -> database.inTransaction(tx -> Timeouts
                    .ofStatements(tx, Duration.ofMinutes(7), () -> Sql.run(tx, "no SQL"))));
            assertEquals(sessions, database.inTransaction(TimeoutsTest::timeouts));
        }
    }

    /// Of statements, of locks, and the client's own.
    private static List<String> timeouts(Transaction tx) {
        try {
            return List.of(Sql.one(tx, "show statement_timeout", row -> row.getString(1)),
                    Sql.one(tx, "show lock_timeout", row -> row.getString(1)),
                    Integer.toString(Database.connection(tx).getNetworkTimeout()));
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
