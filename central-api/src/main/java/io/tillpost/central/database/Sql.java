package io.tillpost.central.database;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Statements inside an open transaction, for `*.sql` packages. Parameters are bound by type: text, numbers, UUIDs,
/// dates, instants, byte arrays, [Column]s for `unnest`, null. A failure is a [DatabaseException].
public final class Sql {
    private Sql() {}

    /// Reads one row of a result.
    @FunctionalInterface
    public interface RowReader<T> {
        T read(ResultSet row) throws SQLException;
    }

    /// One column of many rows at once, bound as an array.
    ///
    /// @param type PostgreSQL's name of the element type
    public record Column(String type, @Nullable Object[] values) {
        /// A column of these values.
        public static Column of(String type, Collection<? extends @Nullable Object> values) {
            return new Column(type, values.toArray());
        }
    }

    /// All rows of a query.
    public static <T> List<T> all(Transaction transaction, String sql, RowReader<T> reader,
            @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(transaction, sql, parameters);
                ResultSet result = statement.executeQuery()) {
            var rows = new ArrayList<T>();
            while (result.next()) {
                rows.add(reader.read(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// The only row of a query, if there is one; more than one is a bug.
    public static <T> Optional<T> maybe(Transaction transaction, String sql, RowReader<T> reader,
            @Nullable Object... parameters) {
        List<T> rows = all(transaction, sql, reader, parameters);
        if (rows.size() > 1) {
            throw new IllegalStateException(rows.size() + " rows, expected at most 1, from: " + sql);
        }
        return rows.stream().findFirst();
    }

    /// The only row of a query that always has one.
    public static <T> T one(Transaction transaction, String sql, RowReader<T> reader,
            @Nullable Object... parameters) {
        return maybe(transaction, sql, reader, parameters)
                .orElseThrow(() -> new IllegalStateException("no row, expected 1, from: " + sql));
    }

    /// Runs an insert, update or delete and returns how many rows it touched.
    public static int run(Transaction transaction, String sql, @Nullable Object... parameters) {
        try (PreparedStatement statement = prepare(transaction, sql, parameters)) {
            return statement.executeUpdate();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }

    /// Keeps whoever else locks this name waiting until the transaction ends. Names are of the whole database.
    public static void lock(Transaction transaction, String name) {
        one(transaction, "select pg_advisory_xact_lock(hashtextextended(?, 0))", _ -> true, name);
    }

    /// What comes from elsewhere, as a parameter of type `text`, which holds every character but U+0000.
    public static String text(String value) {
        return value.replace('\0', '\uFFFD');
    }

    /// An instant column that is never null.
    public static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /// An instant column, absent where it is null.
    public static @Nullable Instant maybeInstant(ResultSet row, String column) throws SQLException {
        return row.getObject(column) == null ? null : instant(row, column);
    }

    /// The ids of an array of texts in the first column, in no order; empty where it is null, as of a statement that names
    /// only exceptions.
    public static Optional<Set<UUID>> ids(ResultSet row) throws SQLException {
        Array ids = row.getArray(1);
        return ids == null
                ? Optional.empty()
                : Optional.of(Arrays.stream((String[]) ids.getArray()).map(UUID::fromString)
                        .collect(Collectors.toSet()));
    }

    private static PreparedStatement prepare(Transaction transaction, String sql,
            @Nullable Object[] parameters)
            throws SQLException {
        Connection connection = Database.connection(transaction);
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.length; i++) {
                bind(connection, statement, i + 1, parameters[i]);
            }
            return statement;
        } catch (SQLException | RuntimeException e) {
            statement.close();
            throw e;
        }
    }

    /// The driver wants byte arrays in an array of their own type, and knows no instants in arrays.
    private static @Nullable Object[] elements(Column column) {
        return column.type().equals("bytea")
                ? Arrays.copyOf(column.values(), column.values().length, byte[][].class)
                : Arrays.stream(column.values())
                        .map(value -> value instanceof Instant instant ? instant.toString() : value)
                        .toArray();
    }

    private static void bind(Connection connection, PreparedStatement statement, int index,
            @Nullable Object value)
            throws SQLException {
        switch (value) {
            case Column column -> {
                BinaryArray binary = BinaryArray.of(column);
                if (binary == null) {
                    Array array = connection.createArrayOf(column.type(), elements(column));
                    statement.setArray(index, array);
                } else {
                    statement.setObject(index, binary);
                }
            }
            case Instant instant -> statement.setObject(index, instant.atOffset(ZoneOffset.UTC));
            case byte[] bytes -> statement.setBytes(index, bytes);
            case null -> statement.setObject(index, null);
            default -> statement.setObject(index, value);
        }
    }
}
