package io.tillpost.edge.rebuild;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/// All records of a store and all its series, as they are kept.
///
/// @param shelves shelf -> its records, each as a tree of maps and lists, in the order of their keys
record Records(Map<String, List<Object>> shelves, Map<String, Long> series) {
    static Records of(DayWorld world) {
        var shelves = new TreeMap<String, List<Object>>();
        world.journal.read(view -> {
            for (String shelf : names(world.folder)) {
                shelves.put(shelf, List.copyOf(all(view, shelf)));
            }
            return true;
        });
        return new Records(shelves, series(world.folder));
    }

    private static List<Object> all(View view, String shelf) {
        return view.all(new Shelf<>(shelf, Object.class));
    }

    List<Object> shelf(String name) {
        return shelves.getOrDefault(name, List.of());
    }

    /// The records of a shelf that hold, without some of what they have; `a.b` is what their `a` has.
    List<Object> shelf(String name, Predicate<Map<?, ?>> which, String... without) {
        return shelf(name).stream()
                .map(record -> (Map<?, ?>) record)
                .filter(which)
                .<Object>map(record -> less(record, without))
                .toList();
    }

    /// Records that differ are shown whole.
    static String lines(List<Object> records) {
        var text = new StringBuilder();
        records.forEach(record -> text
                .append(new String(Json.write(record), StandardCharsets.UTF_8))
                .append('\n'));
        return text.toString();
    }

    private static Map<?, ?> less(Map<?, ?> record, String... without) {
        var left = new TreeMap<Object, Object>(record);
        for (String key : without) {
            String[] path = key.split("\\.", 2);
            if (path.length == 2 && left.get(path[0]) instanceof Map<?, ?> inner) {
                left.put(path[0], less(inner, path[1]));
            } else {
                left.remove(key);
            }
        }
        return left;
    }

    private static Set<String> names(Path folder) {
        return new TreeSet<>(query(folder, "select distinct shelf, 0 from shelf").keySet());
    }

    private static Map<String, Long> series(Path folder) {
        return query(folder, "select name, last from series");
    }

    private static Map<String, Long> query(Path folder, String sql) {
        try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
                var rows = connection.createStatement().executeQuery(sql)) {
            var found = new TreeMap<String, Long>();
            while (rows.next()) {
                found.put(rows.getString(1), rows.getLong(2));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
