package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which refusals of PostgreSQL are of the data, and which of the moment.
class DatabaseExceptionTest {
    private static final TestDatabase TEST = TestDatabase.create();

    @AfterAll
    static void close() {
        TEST.close();
    }

    private static DatabaseException failure(String sql) {
        return assertThrows(DatabaseException.class,
                () -> TEST.database().inTransaction(transaction -> Sql.run(transaction, sql)));
    }

    private static DatabaseException raised(String sqlState) {
        var e = failure(
                "do $$ begin raise exception 'on purpose' using errcode = '" + sqlState + "'; end $$");
        assertEquals(sqlState, e.sqlState());
        return e;
    }

    @ParameterizedTest
    @ValueSource(strings = {"53000", "53100", "53200", "53300", "53400", "57P01", "57P02", "57P03", "57014",
        "55P03", "40001", "40P01", "08006", "58030", "XX000"})
    void aServerThatIsFullBusyOrGoingMayTakeItLater(String sqlState) {
        assertFalse(raised(sqlState).refusesTheData());
    }

    @ParameterizedTest
    @ValueSource(strings = {"22003", "22P05", "23505", "23514", "54000", "54001", "P0001"})
    void whatIsWrongInItselfStaysWrong(String sqlState) {
        assertTrue(raised(sqlState).refusesTheData());
    }

    @Test
    void aTextTooLongForAnIndexIsRefusedForGood() {
        TEST.execute("create table long_text (t text primary key)");
        TEST.execute("grant insert on long_text to tillpost_runtime");
        var e = failure("insert into long_text select string_agg(md5(i::text), '')"
                + " from generate_series(1, 1000) i");
        assertEquals("54000", e.sqlState());
        assertTrue(e.refusesTheData(), e.toString());
    }

    @Test
    void aServerWithoutTransactionNumbersMayTakeItWhenItIsVacuumedInWhateverLanguageItSaysSo() {
        var exhausted = ServerRefusals.outOfTransactionNumbers();
        assertEquals("54000", exhausted.sqlState());
        assertFalse(exhausted.refusesTheData(), exhausted.toString());
        assertFalse(ServerRefusals.outOfTransactionNumbersInGerman().refusesTheData());
    }

    @Test
    void whatNoServerHasSaidIsNotOfTheData() {
        assertFalse(new DatabaseException(new SQLException("the pool is empty")).refusesTheData());
        assertFalse(new DatabaseException(new SQLException("cut", "22")).refusesTheData());
    }
}
