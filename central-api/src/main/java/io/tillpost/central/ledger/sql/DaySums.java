package io.tillpost.central.ledger.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.EntryLine;
import io.tillpost.central.ledger.EntryRequest;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;

/// What each store's business date has moved on each account, moved with the lines. To be called by who has locked the accounts.
final class DaySums {
    private DaySums() {}

    private record Key(String store, LocalDate day, long account) {}

    /// Whoever posts in this transaction moves the sums himself; a node of before leaves that to a trigger, which costs many times
    /// as much (V51).
    static void announce(Transaction transaction) {
        Sql.one(transaction, "select set_config('tillpost.sums_by_day', 'moved', true)",
                row -> row.getString(1));
    }

    /// Adds what those of the entries move that were posted.
    static void move(Transaction transaction, String tenant, Map<UUID, EntryRequest> entries,
            Set<UUID> posted,
            Map<Accounts.Key, Long> accounts) {
        var moved = new HashMap<Key, Long>();
        entries.forEach((id, entry) -> {
            if (posted.contains(id)) {
                String store = Objects.requireNonNullElse(entry.store(), "");
                for (EntryLine line : entry.lines()) {
                    moved.merge(new Key(store, entry.businessDate(), Accounts.id(accounts, line)),
                            line.amount().minor(), Math::addExact);
                }
            }
        });
        if (moved.isEmpty()) {
            return;
        }
        List<Key> keys = new ArrayList<>(moved.keySet());
        Sql.run(transaction, """
                insert into account_day as d (tenant, store, business_date, account, moved_minor)
                select ?, m.store, m.day, m.account, m.amount
                  from unnest(?, ?, ?, ?) as m (store, day, account, amount)
                on conflict (tenant, store, business_date, account)
                do update set moved_minor = d.moved_minor + excluded.moved_minor""", tenant,
                Column.of("text", keys.stream().map(Key::store).toList()),
                Column.of("date", keys.stream().map(Key::day).toList()),
                Column.of("int8", keys.stream().map(Key::account).toList()),
                Column.of("int8", keys.stream().map(moved::get).toList()));
    }
}
