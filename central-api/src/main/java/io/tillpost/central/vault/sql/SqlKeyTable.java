package io.tillpost.central.vault.sql;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.Sql.Column;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.vault.KeyTable;
import io.tillpost.protocol.seal.WrappedKey;
import java.time.Duration;
import java.util.List;

/// [KeyTable] in the tables `data_key` and `data_key_wrap`.
public final class SqlKeyTable implements KeyTable {
    @Override
    public void lock(Transaction transaction) {
        Sql.lock(transaction, "tillpost data keys");
    }

    @Override
    public List<KeptKey> keys(Transaction transaction) {
        return Sql.all(transaction, """
                select number, made_at, active_from, active_from <= clock_timestamp() as sealing, reserved
                  from data_key order by number""",
                row -> new KeptKey(row.getInt("number"), Sql.instant(row, "made_at"),
                        Sql.instant(row, "active_from"), row.getBoolean("sealing"), row.getLong("reserved")));
    }

    @Override
    public List<WrappedKey> wrapped(Transaction transaction) {
        return Sql.all(transaction,
                "select number, master, wrapped from data_key_wrap order by number, master",
                row -> new WrappedKey(row.getInt("number"), row.getString("master"),
                        row.getBytes("wrapped")));
    }

    @Override
    public void add(Transaction transaction, int number, Duration delay) {
        Sql.run(transaction, """
                insert into data_key (number, made_at, active_from)
                values (?, clock_timestamp(), clock_timestamp() + ? * interval '1 millisecond')""", number,
                delay.toMillis());
    }

    @Override
    public void wrap(Transaction transaction, List<WrappedKey> wrapped) {
        Sql.run(transaction, """
                insert into data_key_wrap (number, master, wrapped) select * from unnest(?, ?, ?)
                on conflict (number, master) do nothing""",
                Column.of("int4", wrapped.stream().map(WrappedKey::number).toList()),
                Column.of("text", wrapped.stream().map(WrappedKey::master).toList()),
                Column.of("bytea", wrapped.stream().map(WrappedKey::sealed).toList()));
    }

    @Override
    public int unwrapOthers(Transaction transaction, String master) {
        return Sql.run(transaction, "delete from data_key_wrap where master <> ?", master);
    }

    @Override
    public void reserve(Transaction transaction, int number, long seals) {
        Sql.run(transaction, "update data_key set reserved = reserved + ? where number = ?", seals, number);
    }
}
