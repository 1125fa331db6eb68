package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.util.List;
import java.util.Optional;

/// The shelves as one connection sees them.
class Records implements View {
    final Sql sql;

    Records(Sql sql) {
        this.sql = sql;
    }

    @Override
    public <T> Optional<T> find(Shelf<T> shelf, String key) {
        return sql.one("select value from shelf where shelf = ? and key = ?", row -> row.getBytes(1),
                shelf.name(),
                key).map(json -> read(shelf, key, json));
    }

    @Override
    public <T> List<T> all(Shelf<T> shelf) {
        return sql.list("select key, value from shelf where shelf = ? order by key",
                row -> read(shelf, row.getString(1), row.getBytes(2)), shelf.name());
    }

    private static <T> T read(Shelf<T> shelf, String key, byte[] json) {
        try {
            return Json.read(json, shelf.type());
        } catch (MalformedJsonException e) {
            throw new JournalDamagedException("record " + shelf.name() + "/" + key + " at '" + e.pointer()
                    + "': " + e.getMessage(), e);
        }
    }
}
