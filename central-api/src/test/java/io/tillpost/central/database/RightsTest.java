package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Every table x role x privilege, against the rules as a person would say them.
class RightsTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final List<String> PRIVILEGES = List.of("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE",
            "REFERENCES", "TRIGGER", "MAINTAIN");
    private static final Set<String> DELETABLE = Set.of("reservation", "store_agent", "card_contract",
            "merchant_contract", "used_proof", "revoked_token", "api_key_secret", "data_key_wrap",
            "signing_key");
    private static final Set<String> READ_ONLY = Set.of("flyway_schema_history", "central_epoch");
    /// A table that is new must be put here or be fit to be read by reports.
    private static final Set<String> FOR_REPORTS = Set.of("account", "account_balance", "account_day",
            "agent_presence",
            "audit_entry", "bank_account", "bank_line", "bank_statement", "bank_statement_line",
            "bank_statement_replaced", "bank_line_change",
            "card_contract",
            "catalog_counter", "catalog_file", "catalog_version", "central_epoch", "discrepancy",
            "discrepancy_event", "entry", "entry_line", "event", "event_content", "incident", "journal",
            "journal_position", "match_event", "merchant_contract", "payment", "payment_change", "payout",
            "quarantine", "reservation", "settlement_file", "settlement_file_payout", "settlement_line",
            "statement_file", "store", "store_agent", "terminal_batch", "z_report", "completion",
            "node_certificate",
            "device_certificate", "batch_signature", "command", "store_configuration",
            "store_configuration_head", "configuration_report");

    @AfterAll
    static void close() {
        TEST.close();
    }

    private record Right(String table, String role) {}

    @Test
    void everyTableGivesEachRoleWhatItNeedsAndNothingElse() {
        var expected = new TreeMap<String, List<String>>();
        var found = new TreeMap<String, List<String>>();
        for (Map.Entry<String, Boolean> table : tables().entrySet()) {
            for (String role : List.of("tillpost_runtime", "tillpost_reader")) {
                String name = table.getKey() + " " + role;
                expected.put(name, expected(table.getKey(), role, table.getValue()));
                found.put(name, held(new Right(table.getKey(), role)));
            }
        }
        assertTrue(expected.size() > 60, "only " + expected.size());
        assertEquals(expected, found);
    }

    /// Each with whether a trigger keeps its rows as they are.
    private static Map<String, Boolean> tables() {
        return Tenancy.everyone(() -> TEST.strict().inTransaction(transaction -> {
            var tables = new TreeMap<String, Boolean>();
            Sql.all(transaction,
                    """
                            select c.relname, exists (select from pg_trigger t where t.tgrelid = c.oid
                                       and t.tgfoid = 'is_written_once'::regproc)
                              from pg_class c where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace""",
                    row -> tables.put(row.getString(1), row.getBoolean(2)));
            return tables;
        }));
    }

    private static List<String> expected(String table, String role, boolean writtenOnce) {
        if (role.equals("tillpost_reader")) {
            return FOR_REPORTS.contains(table) ? List.of("SELECT") : List.of();
        }
        if (READ_ONLY.contains(table)) {
            return List.of("SELECT");
        }
        if (writtenOnce) {
            return List.of("SELECT", "INSERT");
        }
        return DELETABLE.contains(table)
                ? List.of("SELECT", "INSERT", "UPDATE", "DELETE")
                : List.of("SELECT", "INSERT", "UPDATE");
    }

    private static List<String> held(Right right) {
        var held = new ArrayList<String>();
        for (String privilege : PRIVILEGES) {
            if (!privilege.equals("MAINTAIN") || serverKnowsMaintain()) {
                if (TEST.value("select has_table_privilege('" + right.role + "', '" + right.table + "', '"
                        + privilege + "')").equals("true")) {
                    held.add(privilege);
                }
            }
        }
        return held;
    }

    private static boolean serverKnowsMaintain() {
        return TEST.value("select current_setting('server_version_num')::int >= 170000").equals("true");
    }

    @Test
    void theNodeMakesNoTables() {
        assertRefused("create table mine (id int)");
        assertRefused("alter table store add column x int");
        assertRefused("alter table store disable row level security");
        assertRefused("drop policy one_tenant on store");
        assertRefused("alter table entry disable trigger user");
        assertRefused("create role other");
    }

    /// A caller's temporary schema is looked into before all others, unless it is named; PUBLIC may call what is new.
    @Test
    void whatRunsWithItsOwnersRightsCannotBeMisled() {
        assertEquals("6", TEST.value("select count(*) from pg_proc where prosecdef"
                + " and pronamespace = 'public'::regnamespace and 'search_path=public, pg_temp' = any(proconfig)"
                + " and not has_function_privilege('public', oid, 'execute')"
                + " and not has_function_privilege('tillpost_reader', oid, 'execute')"
                + " and has_function_privilege('tillpost_runtime', oid, 'execute')"
                + " <> (prorettype = 'trigger'::regtype)"));
        assertEquals("6", TEST.value("select count(*) from pg_proc where prosecdef"
                + " and pronamespace = 'public'::regnamespace"));
    }

    @Test
    void whatIsWrittenOnceStaysEvenIfItsTriggerIsGone() {
        TEST.execute("alter table audit_entry disable trigger user");
        assertRefused("update audit_entry set tenant = 'x'");
        assertRefused("delete from audit_entry");
        assertRefused("truncate audit_entry");
        TEST.execute("alter table audit_entry enable trigger user");
    }

    @Test
    void aTableThatComesLaterIsCoveredByTheNextStartOfTheOwner() {
        TEST.execute("create table later (tenant text not null, id int)");
        TEST.execute("create table later_once (tenant text not null, id int)");
        TEST.execute("create trigger o before update or delete or truncate on later_once"
                + " for each statement execute function is_written_once()");
        TEST.execute("create table later_hidden (tenant text not null, secret_hash bytea)");
        PostgresDatabase.open(TEST.settings(), TEST.owner()).close();
        assertEquals(List.of("SELECT", "INSERT", "UPDATE"), held(new Right("later", "tillpost_runtime")));
        assertEquals(List.of("SELECT", "INSERT"), held(new Right("later_once", "tillpost_runtime")));
        assertEquals(List.of("SELECT"), held(new Right("later", "tillpost_reader")));
        assertEquals(List.of(), held(new Right("later_hidden", "tillpost_reader")));
        assertEquals("true", TEST.value("select relrowsecurity from pg_class where relname = 'later'"));
        TEST.execute("drop table later, later_once, later_hidden");
    }

    @Test
    void aPrivilegeTooManyIsTakenBackByTheNextStartOfTheOwner() {
        TEST.execute("grant delete, truncate on entry to tillpost_runtime");
        PostgresDatabase.open(TEST.settings(), TEST.owner()).close();
        assertEquals(List.of("SELECT", "INSERT"), held(new Right("entry", "tillpost_runtime")));
    }

    @Test
    void anOlderAndANewerSchemaAreRefusedWithWhatToDo() {
        TEST.execute("create table kept_history as select * from flyway_schema_history");
        String newest = TEST
                .value("select max(version::int) from flyway_schema_history where version is not null");
        TEST.execute("delete from flyway_schema_history where version = '" + newest + "'");
        assertOpeningSays("run tillpost central migrate");
        TEST.execute("insert into flyway_schema_history select * from kept_history where version = '" + newest
                + "'");
        TEST.execute(
                "insert into flyway_schema_history select installed_rank + 1000, '9999', description, type,"
                        + " 'V9999__x.sql', 1, installed_by, installed_on, 1, true from kept_history where version = '"
                        + newest + "'");
        assertOpeningSays("newer than this program");
        var e = assertThrows(DatabaseException.class,
                () -> PostgresDatabase.open(TEST.settings(), TEST.owner()).close());
        assertTrue(String.valueOf(e.getMessage()).contains("newer than this program"), e.getMessage());
        TEST.execute("delete from flyway_schema_history where version = '9999'");
        TEST.execute("drop table kept_history");
        PostgresDatabase.open(TEST.settings()).close();
    }

    @Test
    void anOwnerThatServesIsHeldToOneTenantItself() {
        TestDatabase.Server.run("create role tillpost_small_owner login");
        TestDatabase.Server.run("create database small_owner owner tillpost_small_owner");
        var settings = TestDatabase.Server.settings("small_owner", "tillpost_small_owner");
        assertEquals("true", forced(settings));
        Tenancy.of("t1", () -> {
            var database = PostgresDatabase.open(settings);
            try {
                return database.inTransaction(transaction -> assertThrows(DatabaseException.class,
                        () -> Sql.run(transaction,
                                "insert into bank_account values ('t2', 'x', 'x', 'EUR', 'x')")));
            } finally {
                database.close();
            }
        });
    }

    /// Whether an owner that works is held to one tenant itself.
    private static String forced(DatabaseSettings settings) {
        var database = PostgresDatabase.open(settings);
        try {
            return database.inTransaction(transaction -> Sql.one(transaction,
                    "select relforcerowsecurity::text from pg_class where relname = 'store'",
                    row -> row.getString(1)));
        } finally {
            database.close();
        }
    }

    private static void assertOpeningSays(String part) {
        var e = assertThrows(DatabaseException.class, () -> PostgresDatabase.open(TEST.settings()).close());
        assertTrue(String.valueOf(e.getMessage()).contains(part), e.getMessage());
    }

    private static void assertRefused(String sql) {
        var e = assertThrows(DatabaseException.class, () -> Tenancy.everyone(
                () -> TEST.strict().inTransaction(transaction -> Sql.run(transaction, sql))));
        assertEquals("42501", e.sqlState(), sql);
    }
}
