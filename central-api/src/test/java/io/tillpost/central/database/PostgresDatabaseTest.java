package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class PostgresDatabaseTest {
    private static final TestDatabase TEST = TestDatabase.create();

    private static final String INSERT = "insert into store (tenant, store, legal_entity, title, zone, currency) "
            + "values (?, ?, 'acme', 'A store', 'Europe/Berlin', 'EUR')";

    @AfterAll
    static void close() {
        TEST.close();
    }

    @Test
    void whatWasCommittedIsThere() {
        TEST.database().inTransaction(transaction -> Sql.run(transaction, INSERT, "t1", "kept"));
        assertEquals("1", TEST.value("select count(*) from store where store = 'kept'"));
    }

    @Test
    void anExceptionRollsEverythingBack() {
        assertThrows(IllegalStateException.class, () -> TEST.database().inTransaction(transaction -> {
            Sql.run(transaction, INSERT, "t1", "gone");
            throw new IllegalStateException("on purpose");
        }));
        assertEquals("0", TEST.value("select count(*) from store where store = 'gone'"));
    }

    @Test
    void aViolatedConstraintRefusesTheData() {
        TEST.database().inTransaction(transaction -> Sql.run(transaction, INSERT, "t1", "twice"));
        var e = assertThrows(DatabaseException.class, () -> TEST.database()
                .inTransaction(transaction -> Sql.run(transaction, INSERT, "t2", "twice")));
        assertTrue(e.refusesTheData(), e.toString());
    }

    @Test
    void aThreadThatHasATransactionOpenGetsNoSecondConnectionUnlessItSaysSo() {
        var database = TEST.strict();
        var e = assertThrows(IllegalStateException.class,
                () -> database.inTransaction(_ -> database.inTransaction(_ -> true)));
        assertTrue(e.toString().contains("a transaction within a transaction"), e.toString());
        assertThrows(IllegalStateException.class,
                () -> database.inTransaction(_ -> database.inSnapshot(_ -> true)));
        boolean beside = database.inTransaction(_ -> database.beside(_ -> true));
        assertTrue(beside);
        boolean after = database.inTransaction(_ -> true);
        assertTrue(after);
    }

    @Test
    void aSnapshotStaysAsItWasWhateverOthersCommit() {
        String count = "select count(*) from store where store = 'late'";
        long seen = TEST.database().inSnapshot(transaction -> {
            long before = Sql.one(transaction, count, row -> row.getLong(1));
            TEST.execute("insert into store (tenant, store, legal_entity, title, zone, currency)"
                    + " values ('t1', 'late', 'e', 'Late', 'UTC', 'EUR')");
            return before + Sql.one(transaction, count, row -> row.getLong(1));
        });

        assertEquals(0, seen);
        assertEquals("1", TEST.value(count), "the next one sees it");
    }

    @Test
    void aSnapshotIsForReading() {
        assertThrows(DatabaseException.class, () -> TEST.database()
                .inSnapshot(transaction -> Sql.run(transaction, INSERT, "t1", "read-only")));
        TEST.database().inTransaction(transaction -> Sql.run(transaction, INSERT, "t1", "written"));
    }

    @Test
    void aKilledConnectionIsWorthARetry() {
        var e = assertThrows(DatabaseException.class, () -> TEST.database()
                .inTransaction(transaction -> Sql.one(transaction,
                        "select pg_terminate_backend(pg_backend_pid())", row -> true)));
        assertFalse(e.refusesTheData(), e.toString());
    }

    @Test
    void aServerThatForgetsCommitsIsRefused() {
        var settings = TEST.settings();
        var strict = new DatabaseSettings(settings.url(), settings.user(), settings.password(), 1,
                DatabaseSettings.Durability.REQUIRED);
        var e = assertThrows(DatabaseException.class, () -> PostgresDatabase.open(strict).close());
        assertTrue(e.toString().contains("= off, expected on"), e.toString());
    }

    @Test
    void aDatabaseThatCannotWriteEveryNameIsRefused() {
        TestDatabase.Server.run("create database latin template template0 encoding 'LATIN1' locale 'C'");
        var settings = TEST.settings();
        var latin = new DatabaseSettings(settings.url().replaceFirst("/test_[0-9]+", "/latin"),
                settings.user(), settings.password(), 1, DatabaseSettings.Durability.NOT_NEEDED);
        var e = assertThrows(DatabaseException.class, () -> PostgresDatabase.open(latin).close());
        assertTrue(e.toString().contains("the database is in LATIN1, expected UTF8"), e.toString());
    }

    @Test
    void thePasswordIsNotPrinted() {
        var settings = new DatabaseSettings("jdbc:postgresql://db/tillpost", "central", "hunter2", 1,
                DatabaseSettings.Durability.REQUIRED);
        assertFalse(settings.toString().contains("hunter2"));
    }
}
