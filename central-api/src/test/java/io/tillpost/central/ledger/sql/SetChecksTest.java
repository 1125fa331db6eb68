package io.tillpost.central.ledger.sql;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What was a foreign key of each row is held by one check of each set: the database itself refuses it.
class SetChecksTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final String ACCOUNT = "(select account from account where tenant = 't' and name = 'tender-received')";

    @AfterAll
    static void close() {
        TEST.close();
    }

    private static void anAccount() {
        TEST.execute("insert into account (tenant, name, currency) values ('t', 'tender-received', 'EUR')"
                + " on conflict do nothing");
    }

    private static String refusal(String sql) {
        var e = assertThrows(DatabaseException.class, () -> TEST.execute(sql));
        assertTrue(e.refusesTheData(), e.toString());
        return e.toString();
    }

    private static String lines(String entry, String firstAccount, String secondAccount) {
        return "insert into entry_line (tenant, entry, line, account, amount_minor) values ('t', " + entry
                + ", 1, " + firstAccount + ", 5), ('t', " + entry + ", 2, " + secondAccount + ", -5)";
    }

    @Test
    void linesWithoutTheirEntryAreRefusedThoughTheyBalance() {
        anAccount();
        String refused = refusal(lines("'00000000-0000-4000-8000-000000000001'", ACCOUNT, ACCOUNT));
        assertTrue(refused.contains("00000000-0000-4000-8000-000000000001, which does not exist"), refused);
        assertEquals("0", TEST.value("select count(*) from entry_line"));
    }

    @ParameterizedTest
    @CsvSource({"-1, -1", "-1, ACCOUNT", "ACCOUNT, -1"})
    void linesOfAnAccountThatDoesNotExistAreRefused(String first, String second) {
        anAccount();
        String refused = refusal(
                "with e as (insert into entry (tenant, entry, source, role, rule, legal_entity,"
                        + " occurred_at, business_date, posting_date, known_at, description)"
                        + " values ('t', '00000000-0000-4000-8000-000000000002', gen_random_uuid(), 'r', '1', 'acme', now(),"
                        + " current_date, current_date, now(), '') returning tenant, entry) "
                        + lines("'00000000-0000-4000-8000-000000000002'", first.replace("ACCOUNT", ACCOUNT),
                                second.replace("ACCOUNT", ACCOUNT)));
        assertTrue(refused.contains("does not exist"), refused);
        assertEquals("0", TEST.value("select count(*) from entry"));
    }

    @Test
    void aStepOfAPaymentThatDoesNotExistIsRefused() {
        String refused = refusal("insert into payment_change (tenant, attempt, event, to_state, at)"
                + " values ('t', '00000000-0000-4000-8000-000000000003', gen_random_uuid(), 'captured', now())");
        assertTrue(refused.contains("00000000-0000-4000-8000-000000000003, which does not exist"), refused);
    }

    @ParameterizedTest
    @ValueSource(strings = {"delete from account", "truncate account cascade", "delete from payment",
        "truncate payment cascade"})
    void whatLinesAndStepsStandOnIsNeverTakenAway(String sql) {
        anAccount();
        var e = assertThrows(DatabaseException.class, () -> TEST.execute(sql));
        assertTrue(e.toString().contains("never taken away"), e.toString());
    }
}
