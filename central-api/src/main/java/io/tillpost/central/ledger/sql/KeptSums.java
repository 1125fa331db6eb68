package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.Books.Balance;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Sums by account that move with the lines: of stores and dates from what each store's day moved, of everything from the
/// balances. How many lines there are does not matter.
final class KeptSums {
    private static final String OF_DAYS = """
            select a.name, a.currency, d.minor
              from (select account, sum(moved_minor)::bigint as minor from account_day
                     where tenant = ? %s
                       and business_date between coalesce(?::date, '-infinity') and coalesce(?::date, 'infinity')
                     group by account) d
              join account a on a.tenant = ? and a.account = d.account
             order by a.name collate "C", a.currency""";
    /// What is of no store stands under the empty name, which is nobody's.
    private static final String OF_STORES = OF_DAYS.formatted("and store = any(?) and store <> ''");
    private static final String OF_ALL = OF_DAYS.formatted("");

    private KeptSums() {}

    static List<Balance> of(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable LocalDate from, @Nullable LocalDate to) {
        if (stores != null) {
            return Sql.all(transaction, OF_STORES, SqlBooks::balance, tenant, Column.of("text", stores), from,
                    to, tenant);
        }
        if (from != null || to != null) {
            return Sql.all(transaction, OF_ALL, SqlBooks::balance, tenant, from, to, tenant);
        }
        return Sql.all(transaction, """
                select a.name, a.currency, b.balance_minor as minor
                  from account a join account_balance b using (tenant, account)
                 where a.tenant = ? order by a.name collate "C", a.currency""", SqlBooks::balance, tenant);
    }
}
