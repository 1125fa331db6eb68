package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/// Looks a whole journal file over without changing it, on a connection of its own; an agent may be writing to it.
final class Inspection {
    private static final String FINE = "ok";

    private final Sql sql;
    private final Lanes lanes;
    private final Seal seal;
    private final LongConsumer progress;

    /// @param sql read only
    Inspection(Sql sql, Origin origin, Seal seal) {
        this(sql, origin, seal, _ -> {});
    }

    /// @param progress hears how many records are opened, after some of them each time
    Inspection(Sql sql, Origin origin, Seal seal, LongConsumer progress) {
        this.sql = sql;
        this.seal = seal;
        this.progress = progress;
        this.lanes = Lanes.open(sql, origin, () -> {
            throw new JournalDamagedException("a lane has no journal");
        }, seal);
    }

    /// What opens the file's rows.
    static Seal seal(Sql sql, Origin origin, MasterKeySupply keys, SecureRandom random) {
        List<WrappedKey> wrapped = KeyTable.wrapped(sql);
        return Seal.opening(wrapped, origin.store(), keys.masterKey(Keyring.wanted(wrapped)), random);
    }

    static int schemaVersion(Sql sql) {
        return Math.toIntExact(sql.pragma("user_version").getFirst());
    }

    /// Every page, by SQLite's `quick_check`, every row of every lane, and every record. Throws [JournalDamagedException] at
    /// the first that is not what was written.
    List<BackupManifest.OfLane> whole() {
        List<String> said = sql.words("pragma quick_check(1)");
        if (!said.equals(List.of(FINE))) {
            throw new JournalDamagedException("quick_check: " + said.getFirst());
        }
        var found = new ArrayList<BackupManifest.OfLane>();
        for (Lane lane : Lane.values()) {
            for (ChainWalk walk : stepped(() -> ChainWalk.all(sql, lanes, lane))) {
                while (stepped(() -> walk.step(sql))) {
                    // A state that is held for long keeps the log of a running agent from being emptied.
                }
                if (walk.result() instanceof ChainCheck.Broken(long seq, String detail)) {
                    throw new JournalDamagedException(
                            "journal " + lane.wireName() + " row " + seq + ": " + detail);
                }
            }
            found.add(stepped(() -> head(lane)));
        }
        RecordWalk records = RecordWalk.all(seal);
        while (stepped(() -> records.step(sql))) {
            progress.accept(records.opened());
        }
        return found;
    }

    private BackupManifest.OfLane head(Lane lane) {
        Head head = lanes.head(sql, lane);
        return new BackupManifest.OfLane(lane, lanes.key(sql, lane).journalId(), lanes.key(sql, lane).epoch(),
                lanes.table(sql, lane).firstSeq(sql).orElse(1L), head.seq(), head.hash(),
                JournalTable.acked(sql, lane).seq());
    }

    /// The first row that head office has not acknowledged and that the mirror does not have as it is; empty if there is
    /// none.
    ///
    /// Throws [IOException] if the mirror cannot be read.
    Optional<Long> notMirrored(MirrorTail tail) throws IOException {
        sql.run("begin");
        try {
            long acked = JournalTable.acked(sql, Lane.FIN).seq();
            BitSet same = tail.sameAfter(lanes.key(sql, Lane.FIN), acked,
                    seq -> lanes.hashAt(sql, Lane.FIN, seq));
            long missing = acked + same.nextClearBit(1);
            return missing > lanes.head(sql, Lane.FIN).seq() ? Optional.empty() : Optional.of(missing);
        } finally {
            sql.run("rollback");
        }
    }

    /// Why the file cannot be all that there was, by the mirror.
    Optional<String> shortOf(MirrorTail tail) {
        return stepped(() -> tail.shows(sql, lanes));
    }

    private <T> T stepped(java.util.function.Supplier<T> question) {
        sql.run("begin");
        try {
            return question.get();
        } finally {
            sql.run("rollback");
        }
    }
}
