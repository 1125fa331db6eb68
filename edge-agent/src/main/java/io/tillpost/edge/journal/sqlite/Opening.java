package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.disk.Ballast;
import io.tillpost.edge.journal.mirror.MirrorSurvey;
import io.tillpost.edge.journal.sqlite.JournalTable.Acked;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.DataKey;
import io.tillpost.protocol.seal.Keyring;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrappedKey;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Opens a journal's file: makes its tables, checks what a start has to check, and puts a new file in the place of one that
/// is damaged or gone.
final class Opening {
    private static final Logger LOG = System.getLogger(Opening.class.getName());

    private final Folder folder;
    private final Path path;
    private final Origin origin;
    private final Clock clock;
    private final IdSource ids;
    private final MasterKeySupply keys;
    private final SecureRandom random;
    private final Safeguards safeguards;
    private final Optional<KnownJournals> known;

    Opening(Folder folder, Origin origin, Clock clock, IdSource ids, MasterKeySupply keys,
            SecureRandom random, Safeguards safeguards) {
        this.folder = folder;
        this.path = folder.path();
        this.origin = origin;
        this.clock = clock;
        this.ids = ids;
        this.keys = keys;
        this.random = random;
        this.safeguards = safeguards;
        this.known = KnownJournals.in(path);
    }

    /// A file that is open and checked.
    ///
    /// @param clean whether the last run stopped in an orderly way
    /// @param recovery why it has to go on as a fork, if it has to
    /// @param known which journals there were before it was opened
    /// @param mirrored how far the mirror goes; empty where that has to be looked at again
    record Opened(Sql sql, Seal seal, Lanes lanes, boolean clean, Optional<RecoveryNote> recovery,
            Optional<KnownJournals> known, Optional<MirrorSurvey> mirrored) {}

    /// Where there is no room to open it, the ballast makes some: what is open must be finished, also after a restart.
    Opened open() {
        if (!safeguards.mends()) {
            return open(Optional.empty());
        }
        try {
            return openOrMend();
        } catch (SqliteFailure e) {
            if (e.kind() != SqliteFailure.Kind.FULL || !Ballast.in(path).giveUp()) {
                throw e;
            }
            LOG.log(Level.WARNING, "no room to open the journal in {0}: its ballast is given up", path);
            return openOrMend();
        }
    }

    private Opened openOrMend() {
        try {
            var mending = new Mending(folder, origin, clock, safeguards.mirror());
            mending.prepare();
            try {
                return open(RecoveryNote.in(path));
            } catch (JournalDamagedException e) {
                if (e.isForeign()) {
                    throw e;
                }
                mending.putAside(String.valueOf(e.getMessage()));
            } catch (SqliteFailure e) {
                if (!e.isDamage()) {
                    throw e;
                }
                mending.putAside(String.valueOf(e.getMessage()));
            }
            return open(RecoveryNote.in(path));
        } catch (IOException e) {
            throw new JournalClosedException("what a recovery of the journal in " + path
                    + " needs cannot be read or written: " + e.getMessage(), e);
        }
    }

    private Opened open(Optional<RecoveryNote> recovery) {
        Sql sql = Sql.writer(folder.database());
        try {
            boolean inClear = Schema.isInClear(sql);
            boolean fresh = Schema.isEmpty(sql);
            sql.run("begin immediate");
            Schema.ensure(sql);
            Optional<Seeded> seeded = fresh ? recovery.map(note -> seeded(sql, note)) : Optional.empty();
            Seal seal = seeded.map(Seeded::seal).orElseGet(() -> sealed(sql));
            if (inClear) {
                Shelving.sealAll(sql, seal);
            }
            Lanes lanes = Lanes.open(sql, origin, ids, seal);
            boolean clean = sql.one("select stopped_cleanly from run", row -> row.getBoolean(1))
                    .orElse(false);
            for (Lane lane : Lane.values()) {
                checkAtStart(sql, lanes, lane, clean);
            }
            sql.run("update run set stopped_cleanly = 0");
            sql.run("commit");
            if (recovery.isPresent() || !safeguards.mends() || safeguards.mirror() == null) {
                return new Opened(sql, seal, lanes, clean, seeded.map(Seeded::note).or(() -> recovery), known,
                        Optional.empty());
            }
            MirrorTail tail = MirrorTail.of(safeguards.mirror(), MirrorOwner.of(origin, path));
            return new Opened(sql, seal, lanes, clean, lostTail(tail, sql, lanes), known,
                    tail.isWhole() ? tail.survey() : Optional.empty());
        } catch (RuntimeException | Error e) {
            sql.close();
            throw e;
        }
    }

    /// Throws [JournalDamagedException] when a data key that lies there was changed.
    private Seal sealed(Sql sql) {
        try {
            return Seal.open(sql, origin.store(), keys, random);
        } catch (SealBrokenException e) {
            throw new JournalDamagedException("a data key of " + folder.database() + ": " + e.getMessage(),
                    e);
        }
    }

    /// @param note says whether some records of the old file are lost
    private record Seeded(Seal seal, RecoveryNote note) {}

    /// A new file takes over the data keys of the old one, so that what is salvaged opens, and seals with one of its own:
    /// how often the old ones have sealed is not known for certain.
    private Seeded seeded(Sql sql, RecoveryNote note) {
        try (Asides asides = Asides.of(path, note)) {
            takeOverKeys(sql, MirrorTail.keys(safeguards.mirror(), MirrorOwner.of(origin, path)),
                    asides.keys());
            Seal seal = sealed(sql);
            long records = asides.copyRecords(sql, seal);
            LOG.log(Level.INFO, "a new journal in {0}; records taken over: {1}", path,
                    records < 0 ? "not all" : records);
            return new Seeded(seal, records < 0 ? written(note.withRecordsLost()) : note);
        }
    }

    private void takeOverKeys(Sql sql, List<WrappedKey> ofMirror, List<List<WrappedKey>> ofFiles) {
        List<WrappedKey> all = ofFiles.stream().reduce(ofMirror, Opening::merged);
        if (all.isEmpty()) {
            return;
        }
        MasterKey master = keys.masterKey(Keyring.wanted(all));
        List<WrappedKey> old = ofFiles.stream()
                .map(keys -> whole(keys, master))
                .reduce(whole(ofMirror, master), Opening::merged);
        if (old.isEmpty()) {
            return;
        }
        Keyring ring = Keyring.open(old, master);
        KeyTable.wrap(sql, old);
        KeyTable.wrap(sql, List.of(master.wrap(DataKey.fresh(ring.newest() + 1, random), random)));
        if (!ring.numbers().contains(Seal.NAMES)) {
            KeyTable.wrap(sql, List.of(master.wrap(DataKey.fresh(Seal.NAMES, random), random)));
        }
    }

    /// Without the keys that were changed where they lay.
    private static List<WrappedKey> whole(List<WrappedKey> keys, MasterKey master) {
        Set<Integer> changed = new TreeSet<>();
        for (WrappedKey key : keys) {
            try {
                if (key.master().equals(master.fingerprint())) {
                    var _ = Keyring.open(List.of(key), master);
                }
            } catch (SealBrokenException e) {
                LOG.log(Level.WARNING, "data key {0}: {1}", key.number(), e.getMessage());
                var _ = changed.add(key.number());
            }
        }
        return keys.stream().filter(key -> !changed.contains(key.number())).toList();
    }

    /// The file's own keys count more than the mirror's, and those of a newer file more.
    private static List<WrappedKey> merged(List<WrappedKey> less, List<WrappedKey> more) {
        var byNumber = new TreeMap<Integer, List<WrappedKey>>();
        less.forEach(key -> byNumber.computeIfAbsent(key.number(), _ -> new ArrayList<>()).add(key));
        more.forEach(key -> byNumber.remove(key.number()));
        more.forEach(key -> byNumber.computeIfAbsent(key.number(), _ -> new ArrayList<>()).add(key));
        return byNumber.values().stream().flatMap(List::stream).toList();
    }

    /// A row in the mirror was committed: a file that ends before it, e.g. without its log, has lost its tail.
    private Optional<RecoveryNote> lostTail(MirrorTail tail, Sql sql, Lanes lanes) {
        return tail.shows(sql, lanes)
                .map(why -> noted(new RecoveryNote(RecoveryNote.TAIL_LOST, why, null, true, List.of())));
    }

    private RecoveryNote noted(RecoveryNote note) {
        LOG.log(Level.ERROR, "the journal in {0} has lost its tail: {1}", path, note.evidence());
        return written(note);
    }

    private RecoveryNote written(RecoveryNote note) {
        try {
            note.write(path);
            return note;
        } catch (IOException e) {
            throw new JournalClosedException("cannot note that the journal goes on as a fork: "
                    + e.getMessage(), e);
        }
    }

    private static void checkAtStart(Sql sql, Lanes lanes, Lane lane, boolean clean) {
        Acked acked = JournalTable.acked(sql, lane);
        Head head = lanes.head(sql, lane);
        Optional<Hash> there = lanes.hashAt(sql, lane, acked.seq());
        if (!there.equals(Optional.of(acked.hash()))) {
            throw new JournalDamagedException("journal " + lane.wireName() + " ends at " + head.seq()
                    + " or differs before that; head office acknowledged row " + acked.seq());
        }
        long afterSeq = clean ? Math.max(acked.seq(), head.seq() - 1) : acked.seq();
        Hash after = lanes.hashAt(sql, lane, afterSeq).orElse(acked.hash());
        var walk = new ChainWalk(lanes, lanes.key(sql, lane), afterSeq, after, head.seq());
        while (walk.step(sql)) {
            // goes on
        }
        if (walk.result() instanceof ChainCheck.Broken(long seq, String detail)) {
            throw new JournalDamagedException("journal " + lane.wireName() + " row " + seq + ": " + detail);
        }
    }

    /// The file may not be trusted any more: whoever opens the folder next puts it aside. Where not even that can be
    /// written, whoever closes the journal tries again.
    static void distrust(Path folder, String why, List<RecoveryNote.Answered> answered) {
        try {
            RecoveryNote.damaged(folder, why, answered);
        } catch (IOException e) {
            LOG.log(Level.ERROR, "that the journal in {0} is damaged cannot be noted: {1}", folder, e);
        }
    }
}
