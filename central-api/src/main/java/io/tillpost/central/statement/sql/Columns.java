package io.tillpost.central.statement.sql;

import io.tillpost.central.database.Sql.Column;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Rows turned into the columns of one set-based insert.
record Columns<T>(List<T> rows) {
    Column of(String type, Function<T, @Nullable Object> part) {
        var values = new ArrayList<@Nullable Object>(rows.size());
        rows.forEach(row -> values.add(part.apply(row)));
        return Column.of(type, values);
    }
}
