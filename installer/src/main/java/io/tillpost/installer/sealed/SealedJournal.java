package io.tillpost.installer.sealed;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One journal of the lane `fin` in a store's SQLite file with the keys to it, as docs/reference/encryption.md says.
///
/// @param key which journal it is
/// @param genesis the `prev` of its first row
/// @param parent where it leaves off; absent for the first one
/// @param begins whether `genesis` is the hash that tenant, store and parent make
/// @param table where its rows lie
public record SealedJournal(JournalKey key, Hash genesis, @Nullable Parent parent, boolean begins,
        String table,
        RowSeal seal, Vault vault) {
    /// What [#row] wants to be selected.
    public static final String COLUMNS = "seq, event_id, type, version, body, prev, hash";
    private static final String KEY_FILE = "master.key";
    private static final String PRESENT_TABLE = "event_fin";
    private static final String ALL = """
            select s.journal_id, s.epoch, s.genesis, s.parent_id, s.parent_seq, s.parent_hash, j.tenant, j.store,
                   '_' || s.epoch
              from sealed_journal s join journal j using (lane) where lane = 'fin'
            union all
            select journal_id, epoch, genesis, parent_id, parent_seq, parent_hash, tenant, store, ''
              from journal where lane = 'fin'
             order by 2""";

    /// The lane's present journal, opened with the `master.key` beside the file. Throws [IOException] when that cannot
    /// be read, [io.tillpost.protocol.seal.WrongMasterKeyException] when it is another store's.
    public static SealedJournal open(Connection connection, Path database, SecureRandom random)
            throws IOException, SQLException {
        return all(connection, database, random).getLast();
    }

    /// Likewise all journals of the lane, oldest first: those that were sealed when another one replaced them, then the
    /// present one.
    public static List<SealedJournal> all(Connection connection, Path database, SecureRandom random)
            throws IOException, SQLException {
        Vault vault = vault(connection, database, random);
        var journals = new ArrayList<SealedJournal>();
        try (var statement = connection.createStatement(); var rows = statement.executeQuery(ALL)) {
            while (rows.next()) {
                journals.add(journal(rows, vault));
            }
        }
        if (journals.isEmpty()) {
            throw new SQLException("it has no lane fin");
        }
        return journals;
    }

    private static SealedJournal journal(ResultSet row, Vault vault) throws SQLException {
        var key = new JournalKey(Lane.FIN, uuid(row.getBytes(1)), row.getLong(2));
        Hash genesis = Hash.of(row.getBytes(3));
        byte[] id = row.getBytes(4);
        Parent parent = id == null
                ? null
                : new Parent(uuid(id), row.getLong(5), Hash.of(row.getBytes(6)));
        String store = row.getString(8);
        boolean begins = HashChain.genesis(row.getString(7), store, key, parent).equals(genesis);
        return new SealedJournal(key, genesis, parent, begins, PRESENT_TABLE + row.getString(9),
                new RowSeal(store, key), vault);
    }

    private static Vault vault(Connection connection, Path database, SecureRandom random)
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
        return ring.vault(ring.newest(), random);
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
