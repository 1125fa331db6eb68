package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// Ids of accounts; an account comes into being with its first line.
final class Accounts {
    private Accounts() {}

    /// An account is a name and a currency.
    record Key(String name, String currency) implements Comparable<Key> {
        static Key of(EntryLine line) {
            return new Key(line.account().value(), line.amount().currency().getCurrencyCode());
        }

        @Override
        public int compareTo(Key other) {
            int byName = name.compareTo(other.name);
            return byName != 0 ? byName : currency.compareTo(other.currency);
        }
    }

    /// The ids of all accounts that these entries touch, their balances locked until the transaction ends.
    static Map<Key, Long> locked(Transaction transaction, String tenant, Collection<EntryRequest> entries) {
        var keys = new TreeSet<Key>();
        entries.forEach(entry -> entry.lines().forEach(line -> keys.add(Key.of(line))));
        Column names = Column.of("text", keys.stream().map(Key::name).toList());
        Column currencies = Column.of("text", keys.stream().map(Key::currency).toList());
        Map<Key, Long> ids = ids(transaction, tenant, names, currencies);
        if (ids.size() < keys.size()) {
            create(transaction, tenant, names, currencies);
            ids = ids(transaction, tenant, names, currencies);
        }
        List<Boolean> rows = Sql.all(transaction, """
                select true from account_balance where tenant = ? and account = any(?)
                 order by account for no key update""", row -> row.getBoolean(1), tenant,
                Column.of("int8", ids.values()));
        if (rows.size() != keys.size()) {
            throw new IllegalStateException(
                    rows.size() + " balances locked, expected one for each of " + keys);
        }
        return ids;
    }

    /// The id of a line's account among those that were locked for it.
    static long id(Map<Key, Long> ids, EntryLine line) {
        Long id = ids.get(Key.of(line));
        if (id == null) {
            throw new IllegalStateException("account " + line.account() + " was not locked");
        }
        return id;
    }

    private static Map<Key, Long> ids(Transaction transaction, String tenant, Column names,
            Column currencies) {
        var ids = new HashMap<Key, Long>();
        Sql.all(transaction, """
                select a.account, a.name, a.currency
                  from account a join unnest(?, ?) as k (name, currency) using (name, currency)
                 where a.tenant = ?""",
                row -> ids.put(new Key(row.getString("name"), row.getString("currency")),
                        row.getLong("account")),
                names, currencies, tenant);
        return ids;
    }

    private static void create(Transaction transaction, String tenant, Column names, Column currencies) {
        // In the order of the names, so that two callers that need the same new accounts wait in one direction.
        Sql.run(transaction, """
                with created as (
                    insert into account (tenant, name, currency)
                    select ?, k.name, k.currency from unnest(?, ?) as k (name, currency)
                     order by k.name, k.currency
                    on conflict (tenant, name, currency) do nothing
                    returning tenant, account)
                insert into account_balance (tenant, account) select tenant, account from created""", tenant,
                names, currencies);
    }
}
