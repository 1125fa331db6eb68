package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.PostedCharge;
import io.tillpost.protocol.money.Money;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Books] in PostgreSQL.
public final class SqlBooks implements Books {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    @Override
    public Map<UUID, PostedCharge> charges(Transaction transaction, String tenant,
            Collection<UUID> attempts) {
        if (attempts.isEmpty()) {
            return Map.of();
        }
        var entryOf = new HashMap<UUID, UUID>();
        // One look-up after the other: while a table is new, the planner would rather read all rows of the tenant.
        Sql.all(transaction,
                """
                        select distinct l.payment, l.entry
                          from unnest(?) as k (payment)
                          cross join lateral (select l.tenant, l.payment, l.entry from entry_line l
                               where l.tenant = ? and l.payment = k.payment offset 0) l
                          cross join lateral (select from entry e where e.tenant = l.tenant and e.entry = l.entry
                               and e.role in ('card-clearing', 'card-refund', 'card-void', 'attested') offset 0) e
                         where not exists (select from entry r where r.tenant = l.tenant and r.reversal_of = l.entry)
                         order by l.entry""",
                row -> entryOf.put(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                Column.of("uuid", attempts), tenant);
        Map<UUID, List<EntryLine>> lines = lines(transaction, tenant, entryOf.values());
        var charges = new HashMap<UUID, PostedCharge>();
        entryOf.forEach((attempt, entry) -> charges.put(attempt,
                new PostedCharge(entry, lines.getOrDefault(entry, List.of()))));
        return charges;
    }

    @Override
    public Map<UUID, Money> inSuspense(Transaction transaction, String tenant, Set<UUID> attempts) {
        var standing = new HashMap<UUID, Money>();
        if (attempts.isEmpty()) {
            return standing;
        }
        // One look-up after the other, as above. Entries of files and matches have no store.
        Sql.all(transaction,
                """
                        select l.payment, a.currency, sum(l.amount_minor)::bigint as minor
                          from unnest(?) as k (payment)
                          cross join lateral (select * from entry_line l
                               where l.tenant = ? and l.payment = k.payment offset 0) l
                          join account a on a.tenant = l.tenant and a.account = l.account and a.name = ?
                          cross join lateral (select from entry e where e.tenant = l.tenant and e.entry = l.entry
                               and e.store is not null offset 0) e
                         group by l.payment, a.currency having sum(l.amount_minor) <> 0""",
                row -> standing.put(row.getObject("payment", UUID.class),
                        Money.of(row.getLong("minor"), row.getString("currency"))),
                Column.of("uuid", attempts), tenant, AccountName.SUSPENSE.value());
        return standing;
    }

    /// The lines of these entries, in their order.
    static Map<UUID, List<EntryLine>> lines(Transaction transaction, String tenant,
            Collection<UUID> entries) {
        var lines = new HashMap<UUID, List<EntryLine>>();
        if (entries.isEmpty()) {
            return lines;
        }
        Sql.all(transaction,
                """
                        select l.entry, a.name, a.currency, l.amount_minor, l.payment
                          from unnest(?) as k (entry)
                          cross join lateral (select * from entry_line l where l.tenant = ? and l.entry = k.entry offset 0) l
                          join account a on a.tenant = l.tenant and a.account = l.account
                         order by l.entry, l.line""",
                row -> lines.computeIfAbsent(row.getObject("entry", UUID.class), _ -> new ArrayList<>())
                        .add(new EntryLine(new AccountName(row.getString("name")),
                                Money.of(row.getLong("amount_minor"), row.getString("currency")),
                                row.getObject("payment", UUID.class))),
                Column.of("uuid", new LinkedHashSet<>(entries)), tenant);
        return lines;
    }

    @Override
    public List<Balance> balances(Transaction transaction, String tenant, Optional<Balance> after,
            int limit) {
        return Sql.all(transaction, """
                select a.name, a.currency, b.balance_minor as minor
                  from account a join account_balance b using (tenant, account)
                 where a.tenant = ? and (a.name collate "C", a.currency) > (?, ?)
                 order by a.name collate "C", a.currency limit ?""", SqlBooks::balance, tenant,
                after.map(row -> row.account().value()).orElse(""),
                after.map(row -> row.balance().currency().getCurrencyCode()).orElse(""), limit);
    }

    @Override
    public Money residue(Transaction transaction, String tenant, Currency currency) {
        return Sql.one(transaction, """
                select coalesce(sum(b.balance_minor), 0)::bigint
                  from account a join account_balance b using (tenant, account)
                 where a.tenant = ? and a.currency = ?""", row -> new Money(row.getLong(1), currency), tenant,
                currency.getCurrencyCode());
    }

    @Override
    public List<Balance> sums(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable LocalDate from, @Nullable LocalDate to) {
        return KeptSums.of(transaction, tenant, stores, from, to);
    }

    @Override
    public List<Balance> sumsOfDay(Transaction transaction, String tenant, String store,
            LocalDate businessDate) {
        // The day's entries first, their lines one look-up after the other: else the planner may read all lines of the tenant.
        return Sql.all(transaction,
                """
                        select a.name, a.currency, sum(l.amount_minor)::bigint as minor
                          from entry e
                          cross join lateral (select l.account, l.amount_minor from entry_line l
                               where l.tenant = e.tenant and l.entry = e.entry offset 0) l
                          join account a on a.tenant = e.tenant and a.account = l.account
                         where e.tenant = ? and e.store = ? and e.business_date = ?
                         group by a.name, a.currency order by a.name collate "C", a.currency""",
                SqlBooks::balance, tenant, store, businessDate);
    }

    @Override
    public List<RoleSum> movements(Transaction transaction, String tenant,
            @Nullable Collection<String> stores, LocalDate businessDate) {
        return Sql.all(transaction,
                """
                        select e.role, a.name, a.currency, sum(l.amount_minor)::bigint as minor,
                               count(distinct e.entry) as entries
                          from entry e
                          cross join lateral (select l.account, l.amount_minor from entry_line l
                               where l.tenant = e.tenant and l.entry = e.entry offset 0) l
                          join account a on a.tenant = e.tenant and a.account = l.account
                         where e.tenant = ? and (?::text[] is null or e.store = any(?::text[])) and e.business_date = ?
                         group by e.role, a.name, a.currency order by e.role, a.name collate "C", a.currency""",
                SqlBooks::roleSum, tenant, column(stores), column(stores), businessDate);
    }

    @Override
    public List<RoleSum> ofShift(Transaction transaction, String tenant, String store, String till,
            UUID shift) {
        return Sql.all(transaction,
                """
                        select e.role, a.name, a.currency, sum(l.amount_minor)::bigint as minor,
                               count(distinct e.entry) as entries
                          from entry e
                          cross join lateral (select l.account, l.amount_minor from entry_line l
                               where l.tenant = e.tenant and l.entry = e.entry offset 0) l
                          join account a on a.tenant = e.tenant and a.account = l.account
                         where e.tenant = ? and e.shift = ? and e.store = ? and e.till = ?
                         group by e.role, a.name, a.currency order by e.role, a.name collate "C", a.currency""",
                SqlBooks::roleSum, tenant, shift, store, till);
    }

    @Override
    public List<Tendered> tendered(Transaction transaction, String tenant, String store, UUID shift) {
        return Sql.all(transaction,
                """
                        select e.source, e.role, a.currency, sum(l.amount_minor)::bigint as minor
                          from entry e
                          cross join lateral (select l.account, l.amount_minor from entry_line l
                               where l.tenant = e.tenant and l.entry = e.entry offset 0) l
                          join account a on a.tenant = e.tenant and a.account = l.account
                         where e.tenant = ? and e.shift = ? and e.store = ? and a.name = ?
                         group by e.source, e.role, a.currency""",
                row -> new Tendered(row.getObject("source", UUID.class), row.getString("role"),
                        Money.of(row.getLong("minor"), row.getString("currency"))),
                tenant, shift, store, AccountName.TENDER_RECEIVED.value());
    }

    private static RoleSum roleSum(ResultSet row) throws SQLException {
        return new RoleSum(row.getString("role"), new AccountName(row.getString("name")),
                Money.of(row.getLong("minor"), row.getString("currency")), row.getLong("entries"));
    }

    static Balance balance(ResultSet row) throws SQLException {
        return new Balance(new AccountName(row.getString("name")),
                Money.of(row.getLong("minor"), row.getString("currency")));
    }

    private static @Nullable Column column(@Nullable Collection<String> stores) {
        return stores == null ? null : Column.of("text", stores);
    }

    @Override
    public List<StatementLine> statement(Transaction transaction, String tenant, AccountName account,
            @Nullable Collection<String> stores, @Nullable LocalDate from, @Nullable LocalDate to,
            Reached reached, int limit) {
        return new AccountLines(transaction, tenant, stores, from, to).of(account, reached, limit);
    }

    @Override
    public List<Entry> entries(Transaction transaction, String tenant, Filter filter, @Nullable UUID after,
            int limit) {
        var ids = Sql.all(transaction, """
                select e.entry from entry e
                 where e.tenant = ? and e.entry > ? and (?::uuid is null or e.source = ?::uuid)
                   and (?::date is null or e.business_date = ?::date)
                   and (?::text[] is null or e.store = any(?::text[]))
                   and (?::uuid is null or e.entry in (select l.entry from entry_line l
                        where l.tenant = e.tenant and l.payment = ?::uuid))
                 order by e.entry limit ?""", row -> row.getObject(1, UUID.class), tenant,
                after == null ? BEFORE_ALL : after, filter.source(), filter.source(), filter.businessDate(),
                filter.businessDate(), column(filter.stores()), column(filter.stores()), filter.payment(),
                filter.payment(), limit);
        return byId(transaction, tenant, ids);
    }

    @Override
    public Optional<Entry> entry(Transaction transaction, String tenant, UUID entry) {
        return byId(transaction, tenant, List.of(entry)).stream().findFirst();
    }

    private static List<Entry> byId(Transaction transaction, String tenant, List<UUID> ids) {
        Map<UUID, List<EntryLine>> lines = lines(transaction, tenant, ids);
        return Sql.all(transaction, """
                select entry, source, role, rule, legal_entity, store, occurred_at, business_date, tax_date,
                       posting_date, known_at, description, reversal_of
                  from entry where tenant = ? and entry = any(?) order by entry""",
                row -> entry(row, lines.getOrDefault(row.getObject("entry", UUID.class), List.of())), tenant,
                Column.of("uuid", ids));
    }

    private static Entry entry(ResultSet row, List<EntryLine> lines) throws SQLException {
        return new Entry(row.getObject("entry", UUID.class), row.getObject("source", UUID.class),
                row.getString("role"), row.getString("rule"), row.getString("legal_entity"),
                row.getString("store"), Sql.instant(row, "occurred_at"),
                row.getObject("business_date", LocalDate.class), row.getObject("tax_date", LocalDate.class),
                row.getObject("posting_date", LocalDate.class), Sql.instant(row, "known_at"),
                row.getString("description"), row.getObject("reversal_of", UUID.class), lines);
    }

    @Override
    public List<Finding> audit(Transaction transaction, String tenant, Instant now) {
        return LedgerAudit.all(transaction, tenant, now);
    }
}
