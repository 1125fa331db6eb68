package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Timeouts;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books.Finding;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// The ledger's invariants, each a query that finds what breaks it. They read the lines afresh and trust no balance,
/// no trigger and no constraint. Each takes one snapshot and locks nothing: what is posted meanwhile is not held up.
final class LedgerAudit {
    /// For one of them. Of 1.2 million lines all of them took 11 s on a busy machine, so this is enough for a hundred million.
    private static final Duration PATIENCE = Duration.ofMinutes(15);

    /// Money is taken before its sale is completed: a card payment and its sale, or the parts of what is paid in parts, come apart.
    private static final Duration BEING_PAID = Duration.ofDays(1);

    private LedgerAudit() {}

    static List<Finding> all(Transaction transaction, String tenant, Instant now) {
        return Timeouts.ofStatements(transaction, PATIENCE, () -> findings(transaction, tenant, now));
    }

    private static List<Finding> findings(Transaction transaction, String tenant, Instant now) {
        return List.of(
                finding(transaction, "every entry has at least two lines", """
                        select 'entry ' || e.entry || ' has ' || count(l.line) || ' lines'
                          from entry e left join entry_line l using (tenant, entry)
                         where e.tenant = ? group by e.entry having count(l.line) < 2 limit 20""", tenant),
                finding(transaction, "every entry sums to zero per currency",
                        """
                                select 'entry ' || l.entry || ' is ' || sum(l.amount_minor) || ' ' || a.currency || ' off'
                                  from entry_line l join account a using (tenant, account)
                                 where l.tenant = ? group by l.entry, a.currency
                                having sum(l.amount_minor) <> 0 limit 20""",
                        tenant),
                finding(transaction, "every balance is the sum of its lines", """
                        select a.name || ' stands at ' || b.balance_minor || ', its lines add up to '
                               || coalesce(s.minor, 0) || ' ' || a.currency
                          from account a join account_balance b using (tenant, account)
                          left join (select tenant, account, sum(amount_minor) as minor from entry_line
                                      group by tenant, account) s using (tenant, account)
                         where a.tenant = ? and b.balance_minor <> coalesce(s.minor, 0) limit 20""", tenant),
                finding(transaction, "every day's sum is the sum of its lines",
                        """
                                select a.name || ' of ' || coalesce(nullif(k.store, ''), 'no store') || ' moved '
                                       || coalesce(d.moved_minor, 0) || ' on ' || k.business_date || ', its lines add up to '
                                       || coalesce(s.minor, 0) || ' ' || a.currency
                                  from (select * from account_day where tenant = ?) d
                                  full join (select coalesce(e.store, '') as store, e.business_date, l.account,
                                                    sum(l.amount_minor) as minor
                                               from entry_line l join entry e using (tenant, entry) where l.tenant = ?
                                              group by 1, 2, 3) s using (store, business_date, account) as k
                                  join account a on a.tenant = ? and a.account = k.account
                                 where coalesce(d.moved_minor, 0) <> coalesce(s.minor, 0) limit 20""",
                        tenant, tenant,
                        tenant),
                finding(transaction, "all balances add up to zero per currency", """
                        select a.currency || ' adds up to ' || sum(b.balance_minor)
                          from account a join account_balance b using (tenant, account)
                         where a.tenant = ? group by a.currency having sum(b.balance_minor) <> 0 limit 20""",
                        tenant),
                finding(transaction, "tender received is zero in every store", """
                        select coalesce(store, 'no store') || ' has ' || sum(minor) || ' ' || currency
                               || ' tender without sale or sale without tender, first on '
                               || min(business_date) filter (where minor <> 0)
                          from (select e.store, e.business_date, a.currency, sum(l.amount_minor) as minor
                                  from entry_line l join account a using (tenant, account)
                                  join entry e using (tenant, entry)
                                 where l.tenant = ? and a.name = ? group by 1, 2, 3
                                having max(e.known_at) < ?) settled
                         group by store, currency having sum(minor) <> 0 limit 20""", tenant,
                        AccountName.TENDER_RECEIVED.value(), now.minus(BEING_PAID)));
    }

    private static Finding finding(Transaction transaction, String invariant, String violations,
            Object... parameters) {
        List<String> found = Sql.all(transaction, violations, row -> row.getString(1), parameters);
        return new Finding(invariant, found.isEmpty(), found);
    }
}
