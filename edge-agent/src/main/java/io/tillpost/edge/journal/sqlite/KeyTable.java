package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.seal.WrappedKey;
import java.util.Collection;
import java.util.List;

/// The wrapped data keys, in the file that holds what they seal: a copy or a restored image has both of one moment.
final class KeyTable {
    private KeyTable() {}

    static List<WrappedKey> wrapped(Sql sql) {
        return sql.list("select number, master, wrapped from data_key_wrap order by number, master",
                row -> new WrappedKey(row.getInt(1), row.getString(2), row.getBytes(3)));
    }

    static List<Integer> numbers(Sql sql) {
        return sql.list("select number from data_key order by number", row -> row.getInt(1));
    }

    static void wrap(Sql sql, List<WrappedKey> keys) {
        for (WrappedKey key : keys) {
            var _ = sql.update("insert into data_key (number) values (?) on conflict do nothing",
                    key.number());
            var _ = sql.update("""
                    insert into data_key_wrap (number, master, wrapped) values (?, ?, ?)
                    on conflict do nothing""", key.number(), key.master(), key.sealed());
        }
    }

    static void unwrapOthers(Sql sql, String master) {
        var _ = sql.update("delete from data_key_wrap where master <> ?", master);
    }

    static void delete(Sql sql, Collection<Integer> numbers) {
        for (int number : numbers) {
            var _ = sql.update("delete from data_key_wrap where number = ?", number);
            var _ = sql.update("delete from data_key where number = ?", number);
        }
    }

    /// How often a key has sealed at most.
    static long reserved(Sql sql, int number) {
        return sql.one("select reserved from data_key where number = ?", row -> row.getLong(1), number)
                .orElseThrow();
    }

    static void reserve(Sql sql, int number, long seals) {
        var _ = sql.update("update data_key set reserved = reserved + ? where number = ?", seals, number);
    }
}
