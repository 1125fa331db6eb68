package io.tillpost.installer.sealed;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.RowSeal;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.Vault;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.UUID;

/// The lane `fin` of one journal's SQLite file with the keys to it, as docs/reference/encryption.md says.
///
/// @param key which journal it is
/// @param genesis the `prev` of its first row
public record SealedJournal(JournalKey key, Hash genesis, RowSeal seal, Vault vault) {
    /// What [#row] wants to be selected.
    public static final String COLUMNS = "seq, event_id, type, version, body, prev, hash";
    private static final String KEY_FILE = "master.key";

    /// Opens it with the `master.key` beside the file. Throws [IOException] when that cannot be read,
    /// [io.tillpost.protocol.seal.WrongMasterKeyException] when it is another store's.
    public static SealedJournal open(Connection connection, Path database, SecureRandom random)
            throws IOException, SQLException {
        var master = MasterKey.parse(Files.readAllBytes(database.resolveSibling(KEY_FILE)));
        var wrapped = new ArrayList<WrappedKey>();
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("select number, master, wrapped from data_key_wrap")) {
            while (rows.next()) {
                wrapped.add(new WrappedKey(rows.getInt(1), rows.getString(2), rows.getBytes(3)));
            }
        }
        Keyring ring = Keyring.open(wrapped, master);
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(
                        "select journal_id, epoch, genesis, store from journal where lane = 'fin'")) {
            if (!row.next()) {
                throw new SQLException("it has no lane fin");
            }
            var key = new JournalKey(Lane.FIN, uuid(row.getBytes(1)), row.getLong(2));
            return new SealedJournal(key, Hash.of(row.getBytes(3)), new RowSeal(row.getString(4), key),
                    ring.vault(ring.newest(), random));
        }
    }

    /// The event in a row of [#COLUMNS]. Throws [io.tillpost.protocol.seal.SealBrokenException] when it is not what was
    /// sealed there.
    public JournalRow row(ResultSet row) throws SQLException {
        return seal.open(vault, row.getLong(1), uuid(row.getBytes(2)), row.getString(3), row.getInt(4),
                row.getBytes(5));
    }

    /// An event as it lies in the column `body`.
    public byte[] sealed(JournalRow row) {
        return seal.seal(vault, row);
    }

    private static UUID uuid(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
