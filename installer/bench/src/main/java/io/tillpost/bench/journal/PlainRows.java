package io.tillpost.bench.journal;

import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sqlite.SQLiteConfig;

/// A file with the journal's tables, written by nothing but JDBC: sealed rows of a real journal, copied as they are under
/// new numbers and ids. The same bytes go into a second file, as into the journal's mirror, with one more sync a
/// transaction. For one thread.
final class PlainRows implements AutoCloseable {
    /// As the journal has it.
    private static final List<String> SETTINGS = List.of("journal_mode = wal", "synchronous = full",
            "wal_autocheckpoint = 0", "secure_delete = on", "busy_timeout = 2000", "trusted_schema = off",
            "temp_store = memory");
    private static final int COMMITS_PER_CHECKPOINT = 500;
    private static final long BYTES_PER_CHECKPOINT = 8 << 20;
    /// What a record of the mirror has beside its type, hashes and sealed value (docs/reference/journal.md).
    private static final int RECORD_BYTES = 62;
    private static final int GROUP_BYTES = 1 << 16;
    /// A segment of the journal's mirror, all of it there from the beginning: nothing costs less to sync.
    private static final int MIRROR_BYTES = 16 << 20;
    private static final String COLUMNS = "type, version, metadata, body, prev, hash, body_key, occurred_ms";

    private final Connection connection;
    private final IdSource ids;
    private final List<Row> rows;
    private final PreparedStatement begin;
    private final PreparedStatement insert;
    private final PreparedStatement commit;
    private final FileChannel mirror;
    private ByteBuffer group = ByteBuffer.allocate(GROUP_BYTES);
    private long mirrored;
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
            var config = new SQLiteConfig();
            config.setGetGeneratedKeys(false);
            connection = DriverManager.getConnection("jdbc:sqlite:" + database, config.toProperties());
            for (String setting : SETTINGS) {
                run("pragma " + setting);
            }
            rows = read(connection);
            seq = rows.size();
            begin = connection.prepareStatement("begin immediate");
            insert = connection.prepareStatement("insert into event_fin (seq, event_id, " + COLUMNS
                    + ") values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
            commit = connection.prepareStatement("commit");
            mirror = FileChannel.open(database.resolveSibling("floor.mirror"), StandardOpenOption.CREATE_NEW,
                    StandardOpenOption.WRITE);
            write(mirror, ByteBuffer.allocate(MIRROR_BYTES), 0);
            mirror.force(true);
        } catch (SQLException | IOException e) {
            throw broken(e);
        }
    }

    private static void write(FileChannel file, ByteBuffer bytes, long position) throws IOException {
        long at = position;
        while (bytes.hasRemaining()) {
            at += file.write(bytes, at);
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
            mirror();
            commits++;
            if (commits >= COMMITS_PER_CHECKPOINT || bytes >= BYTES_PER_CHECKPOINT) {
                commits = 0;
                bytes = 0;
                run("pragma wal_checkpoint(passive)");
            }
        } catch (SQLException | IOException e) {
            throw broken(e);
        }
    }

    private void mirror() throws IOException {
        group.flip();
        if (mirrored + group.limit() > MIRROR_BYTES) {
            mirrored = 0;
        }
        int length = group.limit();
        write(mirror, group, mirrored);
        mirror.force(false);
        mirrored += length;
        group.clear();
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
        put(id, row);
    }

    private void put(UUID id, Row row) {
        byte[] type = row.type.getBytes(StandardCharsets.UTF_8);
        int length = RECORD_BYTES + type.length + row.prev.length + row.hash.length + row.body.length;
        if (group.remaining() < length) {
            group = ByteBuffer.allocate(2 * (group.capacity() + length)).put(group.flip());
        }
        group.putLong(seq)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .putInt(row.version)
                .put(type)
                .put(row.prev)
                .put(row.hash)
                .put(row.body)
                .put(new byte[RECORD_BYTES - 3 * Long.BYTES - Integer.BYTES]);
    }

    private void run(String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            var _ = statement.execute(sql);
        }
    }

    private static EnvironmentFault broken(Exception e) {
        return new EnvironmentFault("plain SQLite failed: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        try {
            begin.close();
            insert.close();
            commit.close();
            connection.close();
            mirror.close();
        } catch (SQLException | IOException e) {
            throw broken(e);
        }
    }
}
