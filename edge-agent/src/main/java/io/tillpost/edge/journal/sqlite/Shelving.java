package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.SealBrokenException;
import java.util.List;

/// Records as they lie in the file.
final class Shelving {
    private static final int ROWS_PER_STEP = 1_000;

    private Shelving() {}

    /// Where a record is kept, and with which key it is sealed.
    record Spot(String shelf, String name, int sealedWith) {}

    static void put(Sql sql, Seal seal, String shelf, String key, byte[] json) {
        String name = seal.name(shelf, key);
        byte[] sealed = seal.record(shelf, name, key, json);
        var _ = sql.update(
                """
                        insert into shelf (shelf, key, value, value_key) values (?, ?, ?, ?)
                        on conflict (shelf, key) do update set value = excluded.value, value_key = excluded.value_key""",
                shelf, name, sealed, KeyedVault.keyOf(sealed));
    }

    /// The next records after a spot, in order.
    static List<Spot> after(Sql sql, Spot spot, int limit) {
        return sql.list("""
                select shelf, key, value_key from shelf where (shelf, key) > (?, ?)
                order by shelf, key limit ?""",
                row -> new Spot(row.getString(1), row.getString(2), row.getInt(3)), spot.shelf, spot.name,
                limit);
    }

    /// Opens the next records after a spot, in order, and answers where they are. Throws [JournalDamagedException] at one that
    /// is not what was sealed there.
    static List<Spot> opened(Sql sql, Seal seal, Spot after, int limit) {
        return sql.list("""
                select shelf, key, value, value_key from shelf where (shelf, key) > (?, ?)
                order by shelf, key limit ?""", row -> {
            String shelf = row.getString(1);
            String name = row.getString(2);
            byte[] value = row.getBytes(3);
            if (shelf == null || name == null || value == null) {
                throw new JournalDamagedException("record " + shelf + "/" + name + " is empty");
            }
            var spot = new Spot(shelf, name, row.getInt(4));
            if (row.wasNull() || !isItself(seal, spot, value)) {
                throw broken(spot, new SealBrokenException("its columns are not as it was sealed"));
            }
            return spot;
        }, after.shelf, after.name, limit);
    }

    /// By its key's number it is sealed anew in time, by its name it is found.
    private static boolean isItself(Seal seal, Spot spot, byte[] sealed) {
        String key = open(seal, spot, sealed).key();
        return KeyedVault.keyOf(sealed) == spot.sealedWith && seal.name(spot.shelf, key).equals(spot.name);
    }

    /// Seals a record with the current key; returns how many bytes that is, 0 if it is gone.
    static int reseal(Sql sql, Seal seal, Spot spot) {
        List<byte[]> kept = sql.list("select value from shelf where shelf = ? and key = ?",
                row -> row.getBytes(1), spot.shelf, spot.name);
        for (byte[] old : kept) {
            Seal.Entry entry = open(seal, spot, old);
            byte[] sealed = seal.record(spot.shelf, spot.name, entry.key(), entry.json());
            var _ = sql.update("update shelf set value = ?, value_key = ? where shelf = ? and key = ?",
                    sealed,
                    KeyedVault.keyOf(sealed), spot.shelf, spot.name);
            return sealed.length;
        }
        return 0;
    }

    private static Seal.Entry open(Seal seal, Spot spot, byte[] sealed) {
        try {
            return seal.open(spot.shelf, spot.name, sealed);
        } catch (SealBrokenException e) {
            throw broken(spot, e);
        }
    }

    private static JournalDamagedException broken(Spot spot, SealBrokenException why) {
        return new JournalDamagedException("record " + spot.shelf + "/" + spot.name + ": " + why.getMessage(),
                why);
    }

    /// Seals all records of a file of the version that kept them in clear, in the caller's transaction: names that are
    /// hidden from now on could not be found otherwise.
    static void sealAll(Sql sql, Seal seal) {
        List<Clear> some = inClear(sql);
        while (!some.isEmpty()) {
            for (Clear record : some) {
                var _ = sql.update("delete from shelf where shelf = ? and key = ?", record.shelf, record.key);
                put(sql, seal, record.shelf, record.key, record.json);
            }
            some = inClear(sql);
        }
    }

    private record Clear(String shelf, String key, byte[] json) {}

    private static List<Clear> inClear(Sql sql) {
        return sql.list("select shelf, key, value from shelf where value_key is null limit ?",
                row -> new Clear(row.getString(1), row.getString(2), row.getBytes(3)), ROWS_PER_STEP);
    }
}
