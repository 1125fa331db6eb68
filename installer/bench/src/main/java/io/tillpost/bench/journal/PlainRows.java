package io.tillpost.bench.journal;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.journal.IdSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// A file with the journal's tables, written by nothing but JDBC: sealed rows of a real journal, copied as they are under
/// new numbers and ids. For one thread.
final class PlainRows implements AutoCloseable {
    /// As the journal has it.
    private static final List<String> SETTINGS = List.of("journal_mode = wal", "synchronous = full",
            "wal_autocheckpoint = 0", "secure_delete = on", "busy_timeout = 2000", "trusted_schema = off",
            "temp_store = memory");
    private static final int COMMITS_PER_CHECKPOINT = 500;
    private static final long BYTES_PER_CHECKPOINT = 8 << 20;
    private static final String COLUMNS = "type, version, metadata, body, prev, hash, body_key, occurred_ms";

    private final Connection connection;
    private final IdSource ids;
    private final List<Row> rows;
    private final PreparedStatement begin;
    private final PreparedStatement insert;
    private final PreparedStatement commit;
    private long seq;
    private int commits;
    private long bytes;

    /// A sealed row.
    private record Row(String type, int version, byte[] metadata, byte[] body, byte[] prev, byte[] hash,
            int key, long occurredMs) {}

    /// @param database of a journal that nobody has open, with rows in it
    PlainRows(Path database, IdSource ids) {
        this.ids = ids;
        try {
            connection = DriverManager.getConnection("jdbc:sqlite:" + database);
            for (String setting : SETTINGS) {
                run("pragma " + setting);
            }
            rows = read(connection);
            seq = rows.size();
            begin = connection.prepareStatement("begin immediate");
            insert = connection.prepareStatement("insert into event_fin (seq, event_id, " + COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            commit = connection.prepareStatement("commit");
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private static List<Row> read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var answer = statement
                        .executeQuery("select " + COLUMNS + " from event_fin order by seq")) {
            var rows = new ArrayList<Row>();
            while (answer.next()) {
                rows.add(new Row(answer.getString(1), answer.getInt(2), answer.getBytes(3),
                        answer.getBytes(4),
                        answer.getBytes(5), answer.getBytes(6), answer.getInt(7), answer.getLong(8)));
            }
            return rows;
        }
    }

    /// Appends so many rows in one transaction; on disk when this returns.
    void append(int count) {
        try {
            var _ = begin.execute();
            for (int i = 0; i < count; i++) {
                insert();
            }
            var _ = commit.execute();
            commits++;
            if (commits >= COMMITS_PER_CHECKPOINT || bytes >= BYTES_PER_CHECKPOINT) {
                commits = 0;
                bytes = 0;
                run("pragma wal_checkpoint(passive)");
            }
        } catch (SQLException e) {
            throw broken(e);
        }
    }

    private void insert() throws SQLException {
        seq++;
        Row row = rows.get((int) (seq % rows.size()));
        var id = ids.next();
        insert.setLong(1, seq);
        insert.setBytes(2, ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array());
        insert.setString(3, row.type);
        insert.setInt(4, row.version);
        insert.setBytes(5, row.metadata);
        insert.setBytes(6, row.body);
        insert.setBytes(7, row.prev);
        insert.setBytes(8, row.hash);
        insert.setInt(9, row.key);
        insert.setLong(10, row.occurredMs);
        var _ = insert.executeUpdate();
        bytes += row.body.length;
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            var _ = statement.execute(sql);
        }
    }

    private static EnvironmentFault broken(SQLException e) {
        return new EnvironmentFault("plain SQLite failed: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            begin.close();
            insert.close();
            commit.close();
            connection.close();
        } catch (SQLException e) {
            throw broken(e);
        }
    }
}
