package io.tillpost.installer.faults;

import io.tillpost.installer.faults.oracle.OfficeReader;
import io.tillpost.installer.faults.world.Box;
import io.tillpost.installer.supervisor.EnvironmentFault;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/// What is done to head office's database behind everybody's back, to show that the oracle sees it.
enum Sabotage {
    /// The newest sale is taken away.
    LOST("""
            delete from journal_position p using newest n where p.journal = n.journal and p.seq = n.seq"""),
    /// The newest sale stands there once more.
    DOUBLED("""
            insert into journal_position (tenant, journal, seq, event, hash)
            select p.tenant, p.journal, (select max(seq) + 1 from journal_position o where o.journal = p.journal),
                   p.event, p.hash
              from journal_position p join newest n on p.journal = n.journal and p.seq = n.seq"""),
    /// The newest sale and the twelfth before it change places: too far apart for all in between to be other tills'.
    SWAPPED("""
            update journal_position p set event = o.event
              from sales a join sales b on b.rank = 13 join journal_position o on true
             where a.rank = 1
               and ((p.journal = a.journal and p.seq = a.seq and o.journal = b.journal and o.seq = b.seq)
                 or (p.journal = b.journal and p.seq = b.seq and o.journal = a.journal and o.seq = a.seq))"""),
    /// One line of the ledger has a cent more, and another one a cent less.
    LEDGER("""
            update entry_line l set amount_minor = amount_minor + case when l.line = 1 then 1 else -1 end
             where l.entry = (select e.entry from entry e where e.store = (select store from wanted) and e.role = 'sale'
                               order by e.known_at desc limit 1) and l.line <= 2"""),
    /// One of the store's accounts stands at a cent more than its lines add up to.
    BALANCE("""
            update account_balance b set balance_minor = balance_minor + 1
             where b.account = (select a.account from account a
                                 where a.name like 'assets:cash:' || (select store from wanted) || ':%'
                                 order by a.account limit 1)""");

    private static final String SALES = """
            create temporary table sales as
            select p.journal, p.seq, row_number() over (order by p.seq desc) as rank
              from journal_position p join event_content c using (tenant, event)
             where c.store = (select store from wanted) and c.type = 'SaleCompleted'""";

    private final String sql;

    Sabotage(String sql) {
        this.sql = sql;
    }

    /// Does it to this box's store.
    void commit(OfficeReader.Login login, Box box) {
        try (Connection connection = DriverManager.getConnection(login.url(), login.user(), login.password());
                Statement statement = connection.createStatement()) {
            // What the database itself forbids.
            statement.execute("set session_replication_role = replica");
            statement.execute("create temporary table wanted as select '" + box.store() + "' as store");
            statement.execute(SALES);
            statement.execute(
                    "create temporary table newest as select journal, seq from sales where rank = 1");
            if (statement.executeUpdate(sql) < 1) {
                throw new EnvironmentFault("the sabotage " + this + " found nothing to change");
            }
        } catch (SQLException e) {
            throw new EnvironmentFault("the sabotage " + this + " cannot be done: " + e.getMessage(), e);
        }
    }
}
