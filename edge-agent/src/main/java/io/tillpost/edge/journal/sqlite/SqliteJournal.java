package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Archive;
import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.KeyCare;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.journal.sqlite.JournalTable.Acked;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.seal.Keyring;
import java.io.IOException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// The journal in one SQLite file (docs/reference/journal.md). Safe for use by all threads; each call hops to the
/// writer's or the reader's own platform thread.
public final class SqliteJournal implements Journal, AutoCloseable {
    private final Folder folder;
    private final Writer writer;
    private final Reader reader;
    private final Archive archive;
    private final Outbox outbox;
    private final Seal seal;
    private final Resealing resealing;
    private final SqliteKeyCare keys;
    private final Thread backgroundCheck;

    private SqliteJournal(Folder folder, Writer writer, Reader reader, Seal seal, Lanes lanes,
            Stamps stamps) {
        this.folder = folder;
        this.writer = writer;
        this.reader = reader;
        this.seal = seal;
        this.resealing = new Resealing(writer, reader, seal, lanes, this::hourly);
        this.keys = new SqliteKeyCare(writer, reader, seal, resealing);
        this.archive = new SqliteArchive(reader, lanes);
        this.outbox = new SqliteOutbox(writer, reader, lanes, stamps);
        this.backgroundCheck = Thread.ofPlatform()
                .name("journal-check")
                .daemon()
                .unstarted(() -> checkAll(lanes));
    }

    /// Opens the journal in `folder`, or makes it, and checks its chains: after a clean stop their heads, after any other
    /// all that head office has not acknowledged; the rest is checked meanwhile. Throws [JournalDamagedException] if
    /// what is there is not what was written, [JournalClosedException] if the folder is in use or cannot be used.
    ///
    /// What `keys` throws comes out as it is.
    ///
    /// @param monotonicNanos a clock that never steps, e.g. [System#nanoTime()]
    /// @param keys the master key of this store
    /// @param random makes data keys and nonces
    public static SqliteJournal open(Path folder, Origin origin, Clock clock, IdSource ids,
            LongSupplier monotonicNanos, MasterKeySupply keys, SecureRandom random) {
        return open(folder, origin, clock, ids, monotonicNanos, keys, random, Failpoints.NONE);
    }

    /// Likewise, for a test of faults.
    public static SqliteJournal open(Path folder, Origin origin, Clock clock, IdSource ids,
            LongSupplier monotonicNanos, MasterKeySupply keys, SecureRandom random, Failpoints failpoints) {
        Folder claimed = Folder.claim(folder);
        try {
            return open(claimed, origin, new Stamps(origin, clock, monotonicNanos, ids.next()), ids, keys,
                    random, failpoints);
        } catch (SqliteFailure e) {
            claimed.close();
            throw e.kind() == SqliteFailure.Kind.UNTRUSTED
                    ? new JournalDamagedException(claimed.database() + " cannot be read: " + e.getMessage(),
                            e)
                    : new JournalClosedException(claimed.database() + " cannot be opened: " + e.getMessage(),
                            e);
        } catch (RuntimeException e) {
            claimed.close();
            throw e;
        }
    }

    /// Fingerprints of the master keys that are wanted for the journal in `folder`; empty if nothing is sealed there.
    /// Another process may have it open. Throws [JournalClosedException] if it cannot be read.
    public static Set<String> wantedMasters(Path folder) {
        try {
            Optional<Path> file = Folder.existing(folder);
            if (file.isEmpty()) {
                return Set.of();
            }
            try (Sql sql = Sql.reader(file.get())) {
                boolean sealed = sql.one(
                        "select count(*) from sqlite_schema where name = 'data_key_wrap'",
                        row -> row.getInt(1) > 0).orElse(false);
                return sealed ? Keyring.wanted(KeyTable.wrapped(sql)) : Set.of();
            }
        } catch (IOException | SqliteFailure e) {
            throw new JournalClosedException("the journal in " + folder + " cannot be read: "
                    + e.getMessage(), e);
        }
    }

    @Override
    public <T> T commit(Function<UnitOfWork, T> work) {
        return writer.commit(work);
    }

    @Override
    public <T> T read(Function<View, T> question) {
        return reader.ask(sql -> question.apply(new Records(sql, seal)));
    }

    /// From now on `listener` sees every event in the unit of work that appends it. Before the first one.
    public void inEveryUnit(AppendListener listener) {
        writer.inTheUnit(listener);
    }

    /// The way to head office.
    public Outbox outbox() {
        return outbox;
    }

    /// Single events and checks.
    public Archive archive() {
        return archive;
    }

    private void hourly() {
        keys.rotateIfWorn();
    }

    /// The keys that it is sealed with.
    public KeyCare keys() {
        return keys;
    }

    /// Writes what waits, then closes the file; the next start need not check everything.
    @Override
    public void close() {
        resealing.close();
        reader.close();
        writer.close();
        folder.close();
    }

    private static SqliteJournal open(Folder folder, Origin origin, Stamps stamps, IdSource ids,
            MasterKeySupply keys, SecureRandom random, Failpoints failpoints) {
        Sql sql = Sql.writer(folder.database());
        try {
            boolean inClear = Schema.isInClear(sql);
            if (inClear) {
                wipe(sql, folder);
            }
            sql.run("begin immediate");
            Schema.ensure(sql);
            Seal seal = Seal.open(sql, origin.store(), keys, random);
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
            var writer = new Writer(folder.database(), sql, seal, lanes, stamps, ids, failpoints);
            var reader = new Reader(Sql.reader(folder.database()),
                    failure -> writer
                            .stop(new JournalClosedException("the journal cannot be read", failure)));
            var journal = new SqliteJournal(folder, writer, reader, seal, lanes, stamps);
            writer.start();
            journal.backgroundCheck.start();
            journal.resealing.start();
            return journal;
        } catch (RuntimeException e) {
            sql.close();
            throw e;
        }
    }

    /// Rows of an earlier version that were changed or deleted may have left something in clear in the file's gaps: the
    /// file is written anew, once. Without room for that it goes on as it is.
    private static void wipe(Sql sql, Folder folder) {
        try {
            sql.run("vacuum");
            var _ = sql.pragma("wal_checkpoint(truncate)");
        } catch (SqliteFailure e) {
            if (e.kind() != SqliteFailure.Kind.FULL) {
                throw e;
            }
            System.getLogger(SqliteJournal.class.getName())
                    .log(System.Logger.Level.WARNING, "no room to write " + folder.database()
                            + " anew: its gaps may hold something in clear");
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
        var walk = new ChainWalk(lanes.table(lane), afterSeq, after, head.seq());
        while (walk.step(sql)) {
            // goes on
        }
        if (walk.result() instanceof ChainCheck.Broken(long seq, String detail)) {
            throw new JournalDamagedException("journal " + lane.wireName() + " row " + seq + ": " + detail);
        }
    }

    private void checkAll(Lanes lanes) {
        try {
            for (Lane lane : Lane.values()) {
                var walk = reader
                        .ask(sql -> new ChainWalk(lanes.table(lane), 0, JournalTable.genesis(sql, lane),
                                lanes.head(sql, lane).seq()));
                while (reader.ask(walk::step)) {
                    // Between two steps others read.
                }
                if (walk.result() instanceof ChainCheck.Broken(long seq, String detail)) {
                    writer.stop(new JournalClosedException(
                            "journal " + lane.wireName() + " row " + seq + ": " + detail));
                }
            }
        } catch (JournalClosedException e) {
            // Closed before the check was through; the next start checks again.
        }
    }
}
