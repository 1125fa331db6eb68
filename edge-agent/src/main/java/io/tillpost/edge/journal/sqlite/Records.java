package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.journal.sqlite.Seal.Entry;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.seal.SealBrokenException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/// The shelves as one connection sees them.
class Records implements View {
    final Sql sql;
    final Seal seal;

    Records(Sql sql, Seal seal) {
        this.sql = sql;
        this.seal = seal;
    }

    @Override
    public <T> Optional<T> find(Shelf<T> shelf, String key) {
        String name = seal.name(shelf.name(), key);
        return sql.one("select value from shelf where shelf = ? and key = ?", row -> row.getBytes(1),
                shelf.name(), name).map(sealed -> {
                    Entry entry = opened(shelf, name, sealed);
                    if (!entry.key().equals(key)) {
                        throw broken(shelf, name, new SealBrokenException("it is another one's"));
                    }
                    return read(shelf, name, entry.json());
                });
    }

    @Override
    public <T> List<T> all(Shelf<T> shelf) {
        return sql.list("select key, value from shelf where shelf = ?", row -> row(shelf, row), shelf.name())
                .stream()
                .sorted(Comparator.comparing(Named::key))
                .map(Named::value)
                .toList();
    }

    @Override
    public <T> void each(Shelf<T> shelf, Consumer<T> reader) {
        sql.each("select key, value from shelf where shelf = ?",
                row -> reader.accept(row(shelf, row).value()),
                shelf.name());
    }

    private record Named<T>(String key, T value) {}

    private <T> Named<T> row(Shelf<T> shelf, ResultSet row) throws SQLException {
        Entry entry = opened(shelf, row.getString(1), row.getBytes(2));
        return new Named<>(entry.key(), read(shelf, row.getString(1), entry.json()));
    }

    private Entry opened(Shelf<?> shelf, String name, byte[] sealed) {
        try {
            return seal.open(shelf.name(), name, sealed);
        } catch (SealBrokenException e) {
            throw broken(shelf, name, e);
        }
    }

    private static JournalDamagedException broken(Shelf<?> shelf, String name, SealBrokenException why) {
        return new JournalDamagedException("record " + shelf.name() + "/" + name + ": " + why.getMessage(),
                why);
    }

    private static <T> T read(Shelf<T> shelf, String name, byte[] json) {
        try {
            return Json.read(json, shelf.type());
        } catch (MalformedJsonException e) {
            throw new JournalDamagedException("record " + shelf.name() + "/" + name + " at '" + e.pointer()
                    + "': " + e.getMessage(), e);
        }
    }
}
