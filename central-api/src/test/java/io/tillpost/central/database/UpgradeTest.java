package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.central.database.TestDatabase.Server;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

/// A schema of before, with rows in it, brought to this version.
class UpgradeTest {
    private static final DatabaseSettings SETTINGS = Server.settings("upgraded", Server.OWNER);

    @Test
    void whatWasBookedBeforeIsInTheSumsByDay() throws SQLException {
        Server.run("create database upgraded");
        Flyway.configure().dataSource(SETTINGS.url(), Server.OWNER, Server.OWNER).target("50").load()
                .migrate();
        run("insert into account (tenant, name, currency) values ('t', 'assets:safe', 'EUR'),"
                + " ('t', 'income:paid-in', 'EUR'), ('u', 'assets:safe', 'EUR'), ('u', 'income:paid-in', 'EUR')");
        run(booked("t", "'s1'", "2026-03-02", 100));
        run(booked("t", "'s1'", "2026-03-02", 20));
        run(booked("t", "'s1'", "2026-03-03", 3));
        run(booked("t", "null", "2026-03-02", 4000));
        run(booked("u", "'s2'", "2026-03-02", 50_000));

        PostgresDatabase.open(SETTINGS, new Login(Server.OWNER, Server.OWNER)).close();
        run(booked("t", "'s1'", "2026-03-03", 600_000));

        assertEquals("t  2026-03-02 4000, t s1 2026-03-02 120, t s1 2026-03-03 600003, u s2 2026-03-02 50000",
                sums());
    }

    private static String booked(String tenant, String store, String date, long minor) {
        return "with e as (insert into entry (tenant, entry, source, role, rule, legal_entity, store, occurred_at,"
                + " business_date, posting_date, known_at, description) values ('" + tenant
                + "', gen_random_uuid(), gen_random_uuid(), 'cash', 'r', 'acme', " + store + ", now(), '"
                + date + "', '" + date + "', now(), '') returning tenant, entry)"
                + " insert into entry_line (tenant, entry, line, account, amount_minor)"
                + " select e.tenant, e.entry, l, (select account from account a where a.tenant = e.tenant and a.name ="
                + " case l when 1 then 'assets:safe' else 'income:paid-in' end), case l when 1 then 1 else -1 end * "
                + minor + " from e, generate_series(1, 2) l";
    }

    private static void run(String sql) throws SQLException {
        try (Connection connection = connect(); Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String sums() throws SQLException {
        try (Connection connection = connect()) {
            return Sql.one(new OpenTransaction(connection),
                    """
                            select string_agg(tenant || ' ' || store || ' ' || business_date || ' ' || moved_minor, ', '
                                   order by tenant, store, business_date)
                              from account_day join account using (tenant, account) where name = 'assets:safe'""",
                    row -> row.getString(1));
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(SETTINGS.url(), Server.OWNER, Server.OWNER);
    }
}
