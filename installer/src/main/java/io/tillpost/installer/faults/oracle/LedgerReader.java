package io.tillpost.installer.faults.oracle;

import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.CardContracts.Term;
import io.tillpost.installer.faults.oracle.OfficeView.Line;
import io.tillpost.installer.faults.oracle.OfficeView.Payment;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Reads head office's ledger and card payments. Sums are made of posting lines; what head office keeps as a balance is
/// compared with them and used for nothing else.
final class LedgerReader {
    private static final String BALANCES = """
            select a.name, sum(l.amount_minor)
              from entry e join entry_line l using (tenant, entry) join account a using (tenant, account)
             where e.tenant = ? and e.store = ? group by a.name""";
    private static final String POSTED = """
            select source, count(*) from entry where tenant = ? and store = ? and role in ('sale', 'refund')
             group by source""";
    private static final String LINES = """
            select e.source, e.role, a.name, l.amount_minor, a.currency, l.payment
              from entry e join entry_line l using (tenant, entry) join account a using (tenant, account)
             where e.tenant = ? and e.store = ? order by e.source, e.role, l.line""";
    private static final String CONTRACTS = """
            select merchant_id, valid_from, acquirer, legal_entity from merchant_contract where tenant = ?""";
    private static final String PAYMENTS = """
            select attempt, coalesce(refund, sale), state, coalesce(approved_minor, 0) from payment
             where tenant = ? and store = ? and kind <> 'reversal' order by attempt""";

    private static final String BARE_ENTRIES = """
            select 'entry ' || e.entry || ' has ' || count(l.line) || ' lines'
              from entry e left join entry_line l using (tenant, entry)
             where e.tenant = ? and e.store = ? group by e.entry having count(l.line) < 2 limit 20""";
    private static final String UNEVEN_ENTRIES = """
            select 'entry ' || e.entry || ' is ' || sum(l.amount_minor) || ' ' || a.currency || ' off'
              from entry e join entry_line l using (tenant, entry) join account a using (tenant, account)
             where e.tenant = ? and e.store = ? group by e.entry, a.currency
            having sum(l.amount_minor) <> 0 limit 20""";

    private static final String WRONG_BALANCES = """
            select a.name || ' stands at ' || coalesce(b.balance_minor::text, 'nothing')
                   || ', its lines add up to ' || coalesce(s.minor, 0) || ' ' || a.currency
              from account a left join account_balance b using (tenant, account)
              left join (select account, sum(amount_minor) as minor from entry_line where tenant = ?
                          group by account) s using (account)
             where a.tenant = ? and coalesce(b.balance_minor, 0) <> coalesce(s.minor, 0)
             order by a.name limit 20""";
    private static final String UNEVEN_BALANCES = """
            select 'all balances add up to ' || sum(b.balance_minor) || ' ' || a.currency
              from account a join account_balance b using (tenant, account)
             where a.tenant = ? group by a.currency having sum(b.balance_minor) <> 0""";

    private final Connection connection;
    private final String tenant;
    private final String store;

    LedgerReader(Connection connection, String tenant, String store) {
        this.connection = connection;
        this.tenant = tenant;
        this.store = store;
    }

    /// Account without its store, merchant and rate -> the sum of the store's lines.
    Map<String, Long> sums() throws SQLException {
        Map<String, Long> sums = new HashMap<>();
        Rows.each(connection, BALANCES, row -> {
            String[] parts = row.getString(1).split(":", 3);
            sums.merge(parts.length > 1 ? parts[0] + ":" + parts[1] : parts[0], row.getLong(2), Long::sum);
        }, tenant, store);
        return sums;
    }

    /// Event -> how many entries it has as a sale or refund.
    Map<UUID, Long> posted() throws SQLException {
        Map<UUID, Long> posted = new HashMap<>();
        Rows.each(connection, POSTED, row -> posted.put(row.getObject(1, UUID.class), row.getLong(2)), tenant,
                store);
        return posted;
    }

    /// Event -> the lines of its entries.
    Map<UUID, List<Line>> lines() throws SQLException {
        Map<UUID, List<Line>> lines = new HashMap<>();
        Rows.each(connection, LINES,
                row -> lines.computeIfAbsent(row.getObject(1, UUID.class), _ -> new ArrayList<>())
                        .add(new Line(row.getString(2), row.getString(3), row.getLong(4), row.getString(5),
                                row.getObject(6, UUID.class))),
                tenant, store);
        return lines;
    }

    /// Who settles which cards.
    CardContracts contracts() throws SQLException {
        var terms = new ArrayList<Term>();
        Rows.each(connection, CONTRACTS, row -> terms.add(new Term(row.getString(1),
                row.getObject(2, LocalDate.class), row.getString(3), row.getString(4))), tenant);
        return new CardContracts(terms);
    }

    List<Payment> payments() throws SQLException {
        var payments = new ArrayList<Payment>();
        Rows.each(connection, PAYMENTS, row -> payments.add(new Payment(row.getObject(1, UUID.class),
                row.getObject(2, UUID.class), row.getString(3), row.getLong(4))), tenant, store);
        return payments;
    }

    /// Entries of the store that are none.
    List<String> wrongEntries() throws SQLException {
        List<String> wrong = Rows.texts(connection, BARE_ENTRIES, tenant, store);
        wrong.addAll(Rows.texts(connection, UNEVEN_ENTRIES, tenant, store));
        return wrong;
    }

    /// Balances of the whole tenant that are not what their lines add up to: stores share accounts.
    List<String> wrongBalances() throws SQLException {
        List<String> wrong = Rows.texts(connection, WRONG_BALANCES, tenant, tenant);
        wrong.addAll(Rows.texts(connection, UNEVEN_BALANCES, tenant));
        return wrong;
    }
}
