package io.tillpost.bench.sync;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All rows that head office wrote for some rows of one journal, read back column by column.
///
/// @param from the first row's seq
/// @param to the last one's
/// @param tables in the order in which they are written
/// @param moved how much the entries move each account's balance
record AppliedRows(UUID journal, long from, long to, byte[] head, List<Table> tables,
        TreeMap<Long, Long> moved) {
    private static final String POSITIONS = " join journal_position p on p.tenant = r.tenant and p.event = r.event"
            + " where p.journal = ? and p.seq between ? and ? order by p.seq";
    private static final String ENTRIES = " join journal_position p on p.tenant = r.tenant and p.event = r.source"
            + " where p.journal = ? and p.seq between ? and ? order by p.seq";
    private static final String LINES = " join entry e on e.tenant = r.tenant and e.entry = r.entry"
            + " join journal_position p on p.tenant = e.tenant and p.event = e.source"
            + " where p.journal = ? and p.seq between ? and ? order by p.seq";
    private static final String PAYMENTS = " where r.attempt in (select c.attempt from payment_change c"
            + " join journal_position p on p.tenant = c.tenant and p.event = c.event"
            + " where p.journal = ? and p.seq between ? and ?)";

    /// Some rows of a table.
    ///
    /// @param columns without the tenant, which is the same for all, and without what the table counts by itself
    record Table(String name, List<Column> columns) {
        int rows() {
            return columns.getFirst().values().size();
        }

        Column column(String wanted) {
            return columns.stream().filter(one -> one.name().equals(wanted)).findFirst().orElseThrow();
        }
    }

    /// One column.
    record Column(String name, String type, List<@Nullable Object> values) {}

    /// Reads what was written for these rows of a journal.
    static AppliedRows read(Database database, UUID journal, long from, long to, byte[] head) {
        return database.inTransaction(transaction -> {
            var reader = new Reader(transaction, journal, from, to);
            var tables = new ArrayList<Table>();
            tables.add(reader.table("event", POSITIONS));
            tables.add(reader.table("event_content", POSITIONS));
            tables.add(reader.table("journal_position",
                    " where r.journal = ? and r.seq between ? and ? order by r.seq"));
            tables.add(reader.table("entry", ENTRIES));
            tables.add(reader.table("entry_line", LINES));
            tables.add(reader.table("payment", PAYMENTS));
            tables.add(reader.table("payment_change", POSITIONS));
            tables.add(reader.table("z_report", POSITIONS));
            tables.add(reader.table("terminal_batch", POSITIONS));
            tables.add(reader.table("completion", POSITIONS));
            tables.add(reader.table("batch_signature",
                    " where r.journal = ? and r.to_seq between ? and ?"));
            return new AppliedRows(journal, from, to, head, tables, moved(tables.get(4)));
        });
    }

    private static TreeMap<Long, Long> moved(Table lines) {
        var moved = new TreeMap<Long, Long>();
        List<@Nullable Object> accounts = lines.column("account").values();
        List<@Nullable Object> amounts = lines.column("amount_minor").values();
        for (int i = 0; i < accounts.size(); i++) {
            moved.merge((Long) accounts.get(i), (Long) amounts.get(i), Math::addExact);
        }
        return moved;
    }

    /// Events among them.
    long events() {
        return tables.getFirst().rows();
    }

    /// Reads whole tables without knowing their columns.
    private record Reader(Transaction transaction, UUID journal, long from, long to) {
        Table table(String name, String condition) {
            Connection connection = Database.connection(transaction);
            try (PreparedStatement statement = connection
                    .prepareStatement("select r.* from " + name + " r" + condition)) {
                statement.setObject(1, journal);
                statement.setLong(2, from);
                statement.setLong(3, to);
                try (ResultSet result = statement.executeQuery()) {
                    return new Table(name, columns(result));
                }
            } catch (SQLException e) {
                throw new IllegalStateException("table " + name + " cannot be read", e);
            }
        }

        private static List<Column> columns(ResultSet result) throws SQLException {
            ResultSetMetaData shape = result.getMetaData();
            var columns = new ArrayList<Column>();
            for (int i = 1; i <= shape.getColumnCount(); i++) {
                columns.add(
                        new Column(shape.getColumnName(i), shape.getColumnTypeName(i), new ArrayList<>()));
            }
            while (result.next()) {
                for (int i = 0; i < columns.size(); i++) {
                    Column column = columns.get(i);
                    column.values().add(value(result, i + 1, column.type()));
                }
            }
            columns.removeIf(column -> column.name().equals("tenant") || column.name().equals("position"));
            return columns;
        }

        private static @Nullable Object value(ResultSet result, int index, String type) throws SQLException {
            return switch (type) {
                case "uuid" -> result.getObject(index, UUID.class);
                case "bytea" -> result.getBytes(index);
                case "int2", "int4", "int8" -> {
                    long number = result.getLong(index);
                    yield result.wasNull() ? null : number;
                }
                default -> result.getString(index);
            };
        }
    }
}
