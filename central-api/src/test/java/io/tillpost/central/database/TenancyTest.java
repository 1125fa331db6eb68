package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The second wall: whatever a statement says, it sees the rows of one tenant, or none.
class TenancyTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = TEST.strict();
    private static final String INSERT = "insert into store (tenant, store, legal_entity, title, zone, currency) "
            + "values (?, ?, 'acme', 'A store', 'Europe/Berlin', 'EUR')";

    @BeforeAll
    static void twoTenants() {
        add("t1", "one");
        add("t2", "two");
    }

    @AfterAll
    static void close() {
        TEST.close();
    }

    private static void add(String tenant, String store) {
        Tenancy.of(tenant, () -> DATABASE.inTransaction(tx -> Sql.run(tx, INSERT, tenant, store)));
    }

    /// A query that forgot its tenant.
    private static List<String> stores(Transaction transaction) {
        return Sql.all(transaction, "select store from store order by store", row -> row.getString(1));
    }

    @Test
    void aQueryWithoutItsPredicateFindsNoForeignRows() {
        assertEquals(List.of("one"), Tenancy.of("t1", () -> DATABASE.inTransaction(TenancyTest::stores)));
        assertEquals(List.of("two"), Tenancy.of("t2", () -> DATABASE.inTransaction(TenancyTest::stores)));
    }

    @Test
    void aForgottenBindingSeesNothingAndWritesNothing() {
        assertEquals(List.of(), DATABASE.inTransaction(TenancyTest::stores));
        assertEquals(0,
                (int) DATABASE.<Integer>inTransaction(tx -> Sql.run(tx, "update store set title = 'x'")));
        var e = assertThrows(DatabaseException.class,
                () -> DATABASE.inTransaction(tx -> Sql.run(tx, INSERT, "t1", "three")));
        assertEquals("42501", e.sqlState());
    }

    @Test
    void nothingIsWrittenIntoAnotherTenant() {
        var e = assertThrows(DatabaseException.class, () -> Tenancy.of("t1",
                () -> DATABASE.inTransaction(tx -> Sql.run(tx, INSERT, "t2", "three"))));
        assertEquals("42501", e.sqlState());
        assertEquals(0, Tenancy.of("t1", () -> DATABASE.inTransaction(
                tx -> Sql.run(tx, "update store set title = 'x' where store = 'two'"))).intValue());
        assertThrows(DatabaseException.class, () -> Tenancy.of("t1",
                () -> DATABASE.inTransaction(tx -> Sql.run(tx, "update store set tenant = 't2'"))));
    }

    @Test
    void everyoneIsSaidAloud() {
        assertEquals(List.of("one", "two"),
                Tenancy.everyone(() -> DATABASE.inTransaction(TenancyTest::stores)));
    }

    @Test
    void aQuestionAcrossTenantsEndsWithItsAnswer() {
        Tenancy.of("t1", () -> DATABASE.inTransaction(tx -> {
            assertEquals(List.of("one", "two"), Tenancy.acrossTenants(tx, () -> stores(tx)));
            assertEquals(List.of("one"), stores(tx));
            return true;
        }));
    }

    @Test
    void theConnectionForgetsItAtCommitAndAtRollback() throws Exception {
        var settings = TEST.settings();
        var single = PostgresDatabase.open(new DatabaseSettings(settings.url(), settings.user(),
                settings.password(), 1, DatabaseSettings.Durability.NOT_NEEDED));
        try {
            Tenancy.everyone(() -> single.inTransaction(TenancyTest::stores));
            assertEquals(List.of(), single.inTransaction(TenancyTest::stores));
            assertThrows(IllegalStateException.class,
                    () -> Tenancy.of("t1", () -> single.inTransaction(tx -> {
                        throw new IllegalStateException("on purpose");
                    })));
            assertEquals(List.of(), single.inTransaction(TenancyTest::stores));
        } finally {
            single.close();
        }
    }

    @Test
    void theInnerBindingCounts() {
        assertEquals(List.of("two"), Tenancy.everyone(
                () -> Tenancy.of("t2", () -> DATABASE.inTransaction(TenancyTest::stores))));
    }

    @Test
    void everyTableWithATenantHasThePolicy() {
        assertEquals("null", TEST
                .value("""
                        select string_agg(c.relname, ' ' order by c.relname) from pg_class c
                          join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant' and not a.attisdropped
                         where c.relkind in ('r', 'p') and c.relnamespace = 'public'::regnamespace
                           and not (c.relrowsecurity and exists (select from pg_policy p where p.polrelid = c.oid))"""));
        assertTrue(Integer.parseInt(TEST.value("select count(*) from pg_policy")) > 30);
    }

    @Test
    void theReaderIsHeldToItTooAndReadsAlone() {
        TEST.execute("create role tillpost_bi login in role tillpost_reader;"
                + "alter role tillpost_bi set tillpost.tenant = 't1'");
        var settings = TEST.settings();
        var reader = PostgresDatabase.open(new DatabaseSettings(settings.url(), TEST.owner().user(),
                TEST.owner().password(), 1, DatabaseSettings.Durability.NOT_NEEDED));
        try {
            assertEquals(List.of("one"), reader.inTransaction(tx -> {
                Sql.run(tx, "set local role tillpost_bi");
                Sql.one(tx, "select set_config('tillpost.tenant', 't1', true)", row -> true);
                return stores(tx);
            }));
            var e = assertThrows(DatabaseException.class, () -> reader.inTransaction(tx -> {
                Sql.run(tx, "set local role tillpost_bi");
                return Sql.run(tx, "update store set title = 'x'");
            }));
            assertEquals("42501", e.sqlState());
        } finally {
            reader.close();
        }
    }
}
