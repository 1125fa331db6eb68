package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One row per lane: which journal is its present one, and what head office has of it.
final class JournalTable {
    private static final long FIRST_EPOCH = 1;

    private JournalTable() {}

    /// Makes the lane's journal at the first start. Refuses one that belongs to another store.
    static void open(Sql sql, Lane lane, Origin origin, IdSource ids) {
        Optional<Entry> found = sql.one("""
                select journal_id, epoch, parent_id, parent_seq, parent_hash, genesis, tenant, store
                  from journal where lane = ?""", row -> entry(lane, row), lane.wireName());
        if (found.isPresent()) {
            found.get().check(origin);
            return;
        }
        var key = new JournalKey(lane, ids.next(), FIRST_EPOCH);
        byte[] genesis = HashChain.genesis(origin.tenant(), origin.store(), key, null).toBytes();
        var _ = sql.update("""
                insert into journal (lane, tenant, store, journal_id, epoch, genesis, acked_hash)
                values (?, ?, ?, ?, ?, ?, ?)""", lane.wireName(), origin.tenant(), origin.store(),
                Bytes.of(key.journalId()), key.epoch(), genesis, genesis);
    }

    /// The lane's present journal.
    static JournalKey key(Sql sql, Lane lane) {
        return sql.one("select journal_id, epoch from journal where lane = ?",
                row -> new JournalKey(lane, Bytes.uuid(row.getBytes(1)), row.getLong(2)), lane.wireName())
                .orElseThrow();
    }

    static Hash genesis(Sql sql, Lane lane) {
        return sql.one("select genesis from journal where lane = ?", row -> Bytes.hash(row.getBytes(1)),
                lane.wireName()).orElseThrow();
    }

    /// The journal that the present one replaces.
    static @Nullable Parent parent(Sql sql, Lane lane) {
        return sql.one("select parent_id, parent_seq, parent_hash from journal where lane = ?",
                row -> Optional.ofNullable(parent(row, 1)), lane.wireName()).orElseThrow().orElse(null);
    }

    static Acked acked(Sql sql, Lane lane) {
        return sql.one("select acked_seq, acked_hash from journal where lane = ?",
                row -> new Acked(row.getLong(1), Bytes.hash(row.getBytes(2))), lane.wireName()).orElseThrow();
    }

    static void setAcked(Sql sql, Lane lane, Acked acked) {
        var _ = sql.update("update journal set acked_seq = ?, acked_hash = ? where lane = ?", acked.seq,
                acked.hash.toBytes(), lane.wireName());
    }

    /// Another journal is the lane's present one from now on; head office has nothing of it.
    static void replace(Sql sql, JournalKey key, @Nullable Parent parent, Hash genesis) {
        var _ = sql.update("""
                update journal set journal_id = ?, epoch = ?, parent_id = ?, parent_seq = ?, parent_hash = ?,
                    genesis = ?, acked_seq = 0, acked_hash = ?
                 where lane = ?""", Bytes.of(key.journalId()), key.epoch(), id(parent), seq(parent),
                hash(parent), genesis.toBytes(), genesis.toBytes(), key.lane().wireName());
    }

    /// A parent as it lies in three columns, from this one on; null where there is none.
    static @Nullable Parent parent(ResultSet row, int column) throws SQLException {
        byte[] id = row.getBytes(column);
        return id == null
                ? null
                : new Parent(Bytes.uuid(id), row.getLong(column + 1), Bytes.hash(row.getBytes(column + 2)));
    }

    static byte @Nullable [] id(@Nullable Parent parent) {
        return parent == null ? null : Bytes.of(parent.journalId());
    }

    static @Nullable Long seq(@Nullable Parent parent) {
        return parent == null ? null : parent.seq();
    }

    static byte @Nullable [] hash(@Nullable Parent parent) {
        return parent == null ? null : parent.hash().toBytes();
    }

    private static Entry entry(Lane lane, ResultSet row) throws SQLException {
        var key = new JournalKey(lane, Bytes.uuid(row.getBytes(1)), row.getLong(2));
        return new Entry(key, parent(row, 3), Bytes.hash(row.getBytes(6)), row.getString(7),
                row.getString(8));
    }

    /// What head office has; 0 and the genesis hash for nothing.
    record Acked(long seq, Hash hash) {}

    private record Entry(JournalKey key, @Nullable Parent parent, Hash genesis, String tenant, String store) {
        void check(Origin origin) {
            if (!tenant.equals(origin.tenant()) || !store.equals(origin.store())) {
                throw JournalDamagedException.foreign(
                        "the journal on disk belongs to store " + tenant + "/" + store
                                + ", expected " + origin.tenant() + "/" + origin.store());
            }
            if (!HashChain.genesis(tenant, store, key, parent).equals(genesis)) {
                throw new JournalDamagedException("genesis of journal " + key.lane().wireName()
                        + " does not follow from its names: the file was changed");
            }
        }
    }
}
