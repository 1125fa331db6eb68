package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books.Reached;
import io.tillpost.central.ledger.Books.StatementLine;
import io.tillpost.protocol.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The lines of an account in the order of posting. They are looked at one after the other, as far as that leads to a page
/// soon. Where few of them are wanted it does not: of stores, the days on which they have moved the account say where the
/// lines are; of dates of all stores, the planner chooses.
final class AccountLines {
    /// Lines that are looked at one after the other: of a store that has one in eighty, a page is among them.
    private static final int LOOKED_AT = 4_000;
    private static final String LINE = """
            select l.position, l.entry, l.line, l.amount_minor, l.payment, e.source, e.role, e.store, e.business_date,
                   e.posting_date, e.description\s""";
    /// In the order of their index, so that nothing is sorted, and no line read behind the page.
    private static final String IN_ORDER = LINE + """
             from (select * from entry_line l where l.account = ? and l.tenant = ? and l.position > ?
                    order by l.position limit ?) l
            cross join lateral (select * from entry e where e.tenant = ? and e.entry = l.entry offset 0) e
            where (?::text[] is null or e.store = any(?::text[]))
              and e.business_date between coalesce(?::date, '-infinity') and coalesce(?::date, 'infinity')
            order by l.position limit ?""";
    /// What stores' days have moved names the days; their entries first, then their lines, one look-up after the other.
    private static final String BY_DAY = LINE + """
             from (select distinct d.business_date, d.store from account_day d
                    where d.tenant = ? and d.account = ? and d.store = any(?) and d.business_date
                          between coalesce(?::date, '-infinity') and coalesce(?::date, 'infinity')) d
            cross join lateral (select * from entry e
                    where e.business_date = d.business_date and e.tenant = ? and e.store = d.store offset 0) e
            cross join lateral (select * from entry_line l
                    where l.tenant = e.tenant and l.entry = e.entry offset 0) l
            where l.account = ? and l.position > ? order by l.position limit ?""";
    private static final String AS_PLANNED = LINE + """
            , a.currency
             from account a join unnest(?, ?) as r (account, position) using (account)
             join entry_line l using (tenant, account) join entry e using (tenant, entry)
            where a.tenant = ? and l.position > r.position
              and e.business_date between coalesce(?::date, '-infinity') and coalesce(?::date, 'infinity')
            order by l.position limit ?""";

    private final Transaction transaction;
    private final String tenant;
    private final @Nullable Column stores;
    private final @Nullable LocalDate from;
    private final @Nullable LocalDate to;

    AccountLines(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable LocalDate from, @Nullable LocalDate to) {
        this.transaction = transaction;
        this.tenant = tenant;
        this.stores = stores == null ? null : Column.of("text", stores);
        this.from = from;
        this.to = to;
    }

    /// An account is a name in one currency.
    ///
    /// @param reached how far it has been read
    private record Account(long id, AccountName name, String currency, long reached) {
        StatementLine line(ResultSet row) throws SQLException {
            return AccountLines.line(row, name, currency);
        }
    }

    private static StatementLine line(ResultSet row, AccountName name, String currency) throws SQLException {
        return new StatementLine(row.getLong("position"), row.getObject("entry", UUID.class),
                row.getInt("line"), name, Money.of(row.getLong("amount_minor"), currency),
                row.getObject("payment", UUID.class), row.getObject("source", UUID.class),
                row.getString("role"), row.getString("store"),
                row.getObject("business_date", LocalDate.class),
                row.getObject("posting_date", LocalDate.class), row.getString("description"));
    }

    /// Those of the name in all currencies, behind what was read, at most `limit`.
    List<StatementLine> of(AccountName name, Reached reached, int limit) {
        List<Account> accounts = Sql.all(transaction,
                "select account, currency from account where tenant = ? and name = ?",
                row -> new Account(row.getLong(1), name, row.getString(2), reached.in(row.getString(2))),
                tenant, name.value());
        var lines = new ArrayList<StatementLine>();
        for (Account account : accounts) {
            List<StatementLine> first = inOrder(account, limit);
            if (first.size() == limit || !isNarrowed() || !goesOn(account)) {
                lines.addAll(first);
            } else if (stores != null) {
                lines.addAll(byDay(account, limit));
            } else {
                return asPlanned(name, accounts, limit);
            }
        }
        return lines.stream()
                .sorted(Comparator.comparingLong(StatementLine::position))
                .limit(limit)
                .toList();
    }

    private boolean isNarrowed() {
        return stores != null || from != null || to != null;
    }

    private List<StatementLine> inOrder(Account account, int limit) {
        return Sql.all(transaction, IN_ORDER, account::line, account.id, tenant, account.reached,
                Math.max(limit, LOOKED_AT), tenant, stores, stores, from, to, limit);
    }

    /// Whether there are lines behind those that are looked at in order.
    private boolean goesOn(Account account) {
        return !Sql.all(transaction, """
                select position from entry_line where account = ? and tenant = ? and position > ?
                 order by position offset ? limit 1""", row -> row.getLong(1), account.id, tenant,
                account.reached, LOOKED_AT).isEmpty();
    }

    private List<StatementLine> byDay(Account account, int limit) {
        return Sql.all(transaction, BY_DAY, account::line, tenant, account.id, stores, from, to, tenant,
                account.id, account.reached, limit);
    }

    private List<StatementLine> asPlanned(AccountName name, List<Account> accounts, int limit) {
        return Sql.all(transaction, AS_PLANNED, row -> line(row, name, row.getString("currency")),
                Column.of("int8", accounts.stream().map(Account::id).toList()),
                Column.of("int8", accounts.stream().map(Account::reached).toList()), tenant, from, to,
                limit);
    }
}
