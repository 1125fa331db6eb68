package io.tillpost.installer.faults.oracle;

import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.CardContracts.Term;
import io.tillpost.installer.faults.oracle.OfficeView.Line;
import io.tillpost.installer.faults.oracle.OfficeView.Payment;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Reads head office's ledger and card payments. Sums are made of posting lines; what head office keeps as a balance is
/// compared with them and used for nothing else.
final class LedgerReader {
    private static final String ENTRIES = """
            select e.entry, e.source, e.role, a.name, l.amount_minor, a.currency, l.payment
              from entry e left join entry_line l using (tenant, entry) left join account a using (tenant, account)
             where e.tenant = ? and e.store = ? order by e.entry, l.line""";
    private static final String CONTRACTS = """
            select merchant_id, valid_from, acquirer, legal_entity from merchant_contract where tenant = ?""";
    private static final String PAYMENTS = """
            select attempt, coalesce(refund, sale), state, coalesce(approved_minor, 0) from payment
             where tenant = ? and store = ? and kind <> 'reversal' order by attempt""";

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
    private final Map<UUID, Entry> entries = new LinkedHashMap<>();

    /// An entry as it stands there, whatever is wrong with it.
    private record Entry(UUID source, String role, List<Line> lines) {}

    /// Reads the entries of one store.
    LedgerReader(Connection connection, String tenant, String store) throws SQLException {
        this.connection = connection;
        this.tenant = tenant;
        this.store = store;
        Rows.each(connection, ENTRIES, this::entry, tenant, store);
    }

    private void entry(ResultSet row) throws SQLException {
        UUID id = row.getObject(1, UUID.class);
        var entry = entries.get(id);
        if (entry == null) {
            entry = new Entry(row.getObject(2, UUID.class), row.getString(3), new ArrayList<>());
            entries.put(id, entry);
        }
        String account = row.getString(4);
        if (account != null) {
            entry.lines.add(new Line(entry.role, account, row.getLong(5), row.getString(6),
                    row.getObject(7, UUID.class)));
        }
    }

    private Stream<Line> allLines() {
        return entries.values().stream().flatMap(entry -> entry.lines.stream());
    }

    /// Account without its store, merchant and rate -> the sum of the store's lines.
    Map<String, Long> sums() {
        return allLines().collect(Collectors.groupingBy(line -> {
            String[] parts = line.account().split(":", 3);
            return parts.length > 1 ? parts[0] + ":" + parts[1] : parts[0];
        }, Collectors.summingLong(Line::minor)));
    }

    /// Event -> how many entries it has as a sale or refund.
    Map<UUID, Long> posted() {
        return entries.values().stream()
                .filter(entry -> entry.role.equals("sale") || entry.role.equals("refund"))
                .collect(Collectors.groupingBy(Entry::source, Collectors.counting()));
    }

    /// Event -> the lines of its entries.
    Map<UUID, List<Line>> lines() {
        return entries.values().stream().collect(Collectors.groupingBy(Entry::source,
                Collectors.flatMapping(entry -> entry.lines.stream(), Collectors.toList())));
    }

    /// Entries of the store that are none.
    List<String> wrongEntries() {
        var wrong = new ArrayList<String>();
        entries.forEach((id, entry) -> {
            if (entry.lines.size() < 2) {
                wrong.add("entry " + id + " has " + entry.lines.size() + " lines");
            }
            entry.lines.stream()
                    .collect(Collectors.groupingBy(Line::currency, Collectors.summingLong(Line::minor)))
                    .forEach((currency, minor) -> {
                        if (minor != 0) {
                            wrong.add("entry " + id + " is " + minor + " " + currency + " off");
                        }
                    });
        });
        return wrong;
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

    /// Balances of the whole tenant that are not what their lines add up to: stores share accounts.
    List<String> wrongBalances() throws SQLException {
        List<String> wrong = Rows.texts(connection, WRONG_BALANCES, tenant, tenant);
        wrong.addAll(Rows.texts(connection, UNEVEN_BALANCES, tenant));
        return wrong;
    }
}
