package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.Origin;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/// One row per lane: which journal it is, and what head office has of it.
final class JournalTable {
    private static final long FIRST_EPOCH = 1;

    private JournalTable() {}

    /// The lane's journal, made at the first start. Refuses one that belongs to another store.
    static JournalKey open(Sql sql, Lane lane, Origin origin, IdSource ids) {
        Optional<Entry> found = sql.one(
                "select journal_id, epoch, genesis, tenant, store from journal where lane = ?",
                row -> entry(lane, row), lane.wireName());
        if (found.isPresent()) {
            return found.get().checked(origin);
        }
        var key = new JournalKey(lane, ids.next(), FIRST_EPOCH);
        byte[] genesis = HashChain.genesis(origin.tenant(), origin.store(), key, null).toBytes();
        var _ = sql.update("""
                insert into journal (lane, tenant, store, journal_id, epoch, genesis, acked_hash)
                values (?, ?, ?, ?, ?, ?, ?)""", lane.wireName(), origin.tenant(), origin.store(),
                Bytes.of(key.journalId()), key.epoch(), genesis, genesis);
        return key;
    }

    static Hash genesis(Sql sql, Lane lane) {
        return sql.one("select genesis from journal where lane = ?", row -> Hash.of(row.getBytes(1)),
                lane.wireName()).orElseThrow();
    }

    static Acked acked(Sql sql, Lane lane) {
        return sql.one("select acked_seq, acked_hash from journal where lane = ?",
                row -> new Acked(row.getLong(1), Hash.of(row.getBytes(2))), lane.wireName()).orElseThrow();
    }

    static void setAcked(Sql sql, Lane lane, Acked acked) {
        var _ = sql.update("update journal set acked_seq = ?, acked_hash = ? where lane = ?", acked.seq,
                acked.hash.toBytes(), lane.wireName());
    }

    private static Entry entry(Lane lane, ResultSet row) throws SQLException {
        var key = new JournalKey(lane, Bytes.uuid(row.getBytes(1)), row.getLong(2));
        return new Entry(key, Hash.of(row.getBytes(3)), row.getString(4), row.getString(5));
    }

    /// What head office has; 0 and the genesis hash for nothing.
    record Acked(long seq, Hash hash) {}

    private record Entry(JournalKey key, Hash genesis, String tenant, String store) {
        JournalKey checked(Origin origin) {
            if (!tenant.equals(origin.tenant()) || !store.equals(origin.store())) {
                throw JournalDamagedException.foreign(
                        "the journal on disk belongs to store " + tenant + "/" + store
                                + ", expected " + origin.tenant() + "/" + origin.store());
            }
            if (!HashChain.genesis(tenant, store, key, null).equals(genesis)) {
                throw new JournalDamagedException("genesis of journal " + key.lane().wireName()
                        + " does not follow from its names: the file was changed");
            }
            return key;
        }
    }
}
