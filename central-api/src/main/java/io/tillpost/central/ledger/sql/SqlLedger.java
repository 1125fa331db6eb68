package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.Ledger;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// [Ledger] in PostgreSQL. A call posts all its entries with a handful of statements, however many they are; accounts
/// are locked in the order of their ids, so that two callers wait for each other and never for ever. A transaction
/// that posts twice gives that up: hand in everything at once.
public final class SqlLedger implements Ledger {
    private final Clock clock;

    public SqlLedger(Clock clock) {
        this.clock = clock;
    }

    @Override
    public List<Boolean> post(Transaction transaction, List<EntryRequest> entries) {
        if (entries.isEmpty()) {
            return List.of();
        }
        // An id is a hash: made once.
        List<UUID> ids = entries.stream().map(EntryRequest::id).toList();
        Map<UUID, EntryRequest> distinct = checked(entries, ids);
        String tenant = entries.getFirst().tenant();
        Map<Accounts.Key, Long> accounts = Accounts.locked(transaction, tenant, distinct.values());
        DaySums.announce(transaction);
        Set<UUID> posted = insert(transaction, tenant, distinct, accounts);
        refuseOtherLines(transaction, tenant, distinct, posted);
        moveBalances(transaction, tenant, distinct, posted, accounts);
        DaySums.move(transaction, tenant, distinct, posted, accounts);
        var first = new HashSet<>(posted);
        return ids.stream().map(first::remove).toList();
    }

    private static Map<UUID, EntryRequest> checked(List<EntryRequest> entries, List<UUID> ids) {
        var distinct = new LinkedHashMap<UUID, EntryRequest>();
        for (int i = 0; i < entries.size(); i++) {
            EntryRequest entry = entries.get(i);
            if (!entry.tenant().equals(entries.getFirst().tenant())) {
                throw new IllegalArgumentException("entries of tenants '" + entries.getFirst().tenant()
                        + "' and '" + entry.tenant() + "' in one call, expected one tenant");
            }
            checkBalanced(entry);
            EntryRequest earlier = distinct.putIfAbsent(ids.get(i), entry);
            if (earlier != null && !earlier.lines().equals(entry.lines())) {
                throw postedWithOtherLines(entry);
            }
        }
        return distinct;
    }

    private static void checkBalanced(EntryRequest entry) {
        if (entry.lines().size() < 2) {
            throw new IllegalArgumentException(
                    name(entry) + " has " + entry.lines().size() + " lines, expected at least 2");
        }
        var residues = new HashMap<Currency, Money>();
        for (EntryLine line : entry.lines()) {
            residues.merge(line.amount().currency(), line.amount(), Money::plus);
        }
        for (Money residue : residues.values()) {
            if (!residue.isZero()) {
                throw new IllegalArgumentException(name(entry) + " is " + residue + " off balance");
            }
        }
    }

    private static IllegalStateException postedWithOtherLines(EntryRequest entry) {
        return new IllegalStateException(name(entry) + " was posted before with other lines");
    }

    private static String name(EntryRequest entry) {
        return "entry " + entry.role() + " of " + entry.source();
    }

    /// Inserts the entries that are new, each with its lines, and returns their ids.
    private Set<UUID> insert(Transaction transaction, String tenant, Map<UUID, EntryRequest> entries,
            Map<Accounts.Key, Long> accounts) {
        var heads = new Heads(entries);
        var lines = new Lines(entries, accounts);
        // The checks of the tables run at the end of the statement: an entry and its lines must come in one. It names those that
        // it posted only if it did not post all.
        return Sql.one(transaction,
                """
                        with posted as (
                            insert into entry (tenant, entry, source, role, rule, legal_entity, store, till, shift,
                                occurred_at, business_date, tax_date, posting_date, known_at, description, reversal_of)
                            select ?, e.entry, e.source, e.role, e.rule, e.legal_entity, e.store, e.till, e.shift,
                                e.occurred_at, e.business_date, e.tax_date, e.business_date, ?, e.description, e.reversal_of
                              from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) as e (entry, source, role, rule, legal_entity,
                                store, till, shift, occurred_at, business_date, tax_date, description, reversal_of)
                            on conflict (tenant, source, role) do nothing
                            returning tenant, entry),
                        posted_line as (
                            insert into entry_line (tenant, entry, line, account, amount_minor, payment)
                            select posted.tenant, l.entry, l.line, l.account, l.amount_minor, l.payment
                              from unnest(?, ?, ?, ?, ?) as l (entry, line, account, amount_minor, payment)
                              join posted using (entry)
                             order by l.entry, l.line)
                        select case when count(*) < ? then coalesce(array_agg(entry::text), '{}') end from posted""",
                row -> Sql.ids(row).orElse(entries.keySet()), tenant, clock.instant(),
                Column.of("uuid", entries.keySet()), heads.column("uuid", EntryRequest::source),
                heads.column("text", EntryRequest::role), heads.column("text", EntryRequest::rule),
                heads.column("text", EntryRequest::legalEntity), heads.column("text", EntryRequest::store),
                heads.column("text", EntryRequest::till), heads.column("uuid", EntryRequest::shift),
                heads.column("timestamptz", EntryRequest::occurredAt),
                heads.column("date", EntryRequest::businessDate),
                heads.column("date", EntryRequest::taxDate),
                heads.column("text", EntryRequest::description),
                heads.column("uuid", EntryRequest::reversalOf), Column.of("uuid", lines.entry),
                Column.of("int2", lines.line), Column.of("int8", lines.account),
                Column.of("int8", lines.amountMinor), Column.of("uuid", lines.payment), entries.size());
    }

    private static void refuseOtherLines(Transaction transaction, String tenant,
            Map<UUID, EntryRequest> entries, Set<UUID> posted) {
        List<UUID> known = entries.keySet().stream().filter(id -> !posted.contains(id)).toList();
        if (known.isEmpty()) {
            return;
        }
        Map<UUID, List<EntryLine>> stored = SqlBooks.lines(transaction, tenant, known);
        for (UUID id : known) {
            EntryRequest entry = entries.get(id);
            if (entry != null && !entry.lines().equals(stored.get(id))) {
                throw postedWithOtherLines(entry);
            }
        }
    }

    private static void moveBalances(Transaction transaction, String tenant,
            Map<UUID, EntryRequest> entries, Set<UUID> posted, Map<Accounts.Key, Long> accounts) {
        var moved = new TreeMap<Long, Long>();
        entries.forEach((id, entry) -> {
            if (posted.contains(id)) {
                for (EntryLine line : entry.lines()) {
                    moved.merge(Accounts.id(accounts, line), line.amount().minor(), Math::addExact);
                }
            }
        });
        moved.values().removeIf(amount -> amount == 0);
        if (!moved.isEmpty()) {
            Sql.run(transaction, """
                    update account_balance b set balance_minor = b.balance_minor + m.amount
                      from unnest(?, ?) as m (account, amount)
                     where b.tenant = ? and b.account = m.account""", Column.of("int8", moved.keySet()),
                    Column.of("int8", moved.values()), tenant);
        }
    }

    /// The heads of entries, column by column.
    private record Heads(Collection<EntryRequest> entries) {
        Heads(Map<UUID, EntryRequest> entries) {
            this(entries.values());
        }

        Column column(String type, Part part) {
            var values = new ArrayList<@Nullable Object>(entries.size());
            entries.forEach(entry -> values.add(part.of(entry)));
            return Column.of(type, values);
        }
    }

    @FunctionalInterface
    private interface Part {
        @Nullable
        Object of(EntryRequest entry);
    }

    /// The lines of entries, column by column.
    private static final class Lines {
        final List<UUID> entry = new ArrayList<>();
        final List<Short> line = new ArrayList<>();
        final List<Long> account = new ArrayList<>();
        final List<Long> amountMinor = new ArrayList<>();
        final List<@Nullable UUID> payment = new ArrayList<>();

        Lines(Map<UUID, EntryRequest> entries, Map<Accounts.Key, Long> accounts) {
            entries.forEach((id, request) -> {
                short number = 0;
                for (EntryLine posting : request.lines()) {
                    number++;
                    entry.add(id);
                    line.add(number);
                    account.add(Accounts.id(accounts, posting));
                    amountMinor.add(posting.amount().minor());
                    payment.add(posting.payment());
                }
            });
        }
    }
}
