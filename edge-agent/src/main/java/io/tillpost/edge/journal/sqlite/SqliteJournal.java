package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.file.DurableFile;
import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Archive;
import io.tillpost.edge.journal.Durability;
import io.tillpost.edge.journal.Forgetting;
import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.KeyCare;
import io.tillpost.edge.journal.Lineage;
import io.tillpost.edge.journal.MasterKeySupply;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.journal.disk.Ballast;
import io.tillpost.edge.journal.disk.DiskLimits;
import io.tillpost.edge.journal.disk.DiskSpace;
import io.tillpost.edge.journal.disk.DiskWatch;
import io.tillpost.edge.journal.mirror.MirrorPlace;
import io.tillpost.edge.journal.mirror.MirrorSurvey;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.seal.Keyring;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The journal in one SQLite file (docs/reference/journal.md). Safe for use by all threads; each call hops to the
/// writer's or the reader's own platform thread.
public final class SqliteJournal implements Journal, AutoCloseable {

    private final Folder folder;
    private final Writer writer;
    private final Reader reader;
    private final Archive archive;
    private final Outbox outbox;
    private final SqliteSuccession succession;
    private final Lineage lineage;
    private final Seal seal;
    private final Resealing resealing;
    private final SqliteKeyCare keys;
    private final HealthCheck health;
    private final MirrorFeed mirror;
    private final @Nullable Path mirrorFolder;
    private final Checkpoints checkpoints;
    private final @Nullable DiskLimits limits;
    private final @Nullable DiskWatch disk;
    private final Care care;
    private final @Nullable Recovery recovery;
    private final Origin origin;
    private final Clock clock;
    private final Stamps stamps;
    private @Nullable DailyBackup daily;

    private SqliteJournal(Parts parts, Opening.Opened opened, Origin origin, Clock clock, LongSupplier nanos,
            Safeguards safeguards) {
        Lanes lanes = opened.lanes();
        this.origin = origin;
        this.clock = clock;
        this.stamps = parts.stamps;
        this.folder = parts.folder;
        this.writer = parts.writer;
        this.reader = parts.reader;
        this.seal = opened.seal();
        this.mirror = parts.guards.mirror();
        this.mirrorFolder = safeguards.mirror();
        this.limits = safeguards.disk();
        this.disk = parts.guards.disk();
        this.checkpoints = parts.guards.checkpoints();
        this.care = new Care(writer, mirror, disk, checkpoints, nanos);
        this.resealing = new Resealing(writer, reader, seal, lanes, this::rotateKeysIfWorn, this::mirrorAnew,
                this::keysChanged, new Vacuum(writer, folder.database(), limits)::run);
        this.keys = new SqliteKeyCare(writer, reader, seal, resealing, this::keysChanged);
        this.archive = new SqliteArchive(reader, lanes);
        this.outbox = new SqliteOutbox(writer, reader, lanes, parts.stamps, safeguards);
        this.succession = parts.succession;
        succession.afterwards(() -> noteKnown(lanes, safeguards));
        this.lineage = new SqliteLineage(reader, lanes);
        Path path = folder.path();
        this.health = new HealthCheck(folder.database(), lanes, seal, clock, safeguards.wholeCheck(),
                opened.clean(),
                writer::stop);
        Consumer<Boolean> ready = mirrorRead -> {
            writer.between(sql -> settled(sql, lanes, Optional.empty(), mirrorRead, path, safeguards));
            // Not before: what waits to be recovered is sealed with keys that nothing in the new file needs.
            resealing.start();
        };
        this.recovery = opened.recovery()
                .map(note -> new Recovery(path, origin, note, safeguards.mirror(), seal, archive, outbox,
                        opened.known(), tail -> heed(tail, lanes), ready))
                .orElse(null);
    }

    private record Parts(Folder folder, Writer writer, Reader reader, Writer.Guards guards, Stamps stamps,
            SqliteSuccession succession) {}

    /// Opens the journal in `folder`, or makes it, with nothing beside its file, see
    /// [#open(Path, Origin, Clock, IdSource, LongSupplier, MasterKeySupply, SecureRandom, Safeguards)].
    public static SqliteJournal open(Path folder, Origin origin, Clock clock, IdSource ids,
            LongSupplier monotonicNanos, MasterKeySupply keys, SecureRandom random) {
        return open(folder, origin, clock, ids, monotonicNanos, keys, random, Safeguards.NONE);
    }

    /// The same.
    ///
    /// @param failpoints hears of the points of the journal
    public static SqliteJournal open(Path folder, Origin origin, Clock clock, IdSource ids,
            LongSupplier monotonicNanos, MasterKeySupply keys, SecureRandom random, Failpoints failpoints) {
        return open(folder, origin, clock, ids, monotonicNanos, keys, random,
                Safeguards.NONE.with(failpoints));
    }

    /// Opens the journal in `folder`, or makes it, and checks its chains: after a clean stop their heads, after any other
    /// all that head office has not acknowledged; the rest is checked meanwhile. Throws [JournalDamagedException] if
    /// what is there is not what was written, [JournalClosedException] if the folder is in use or cannot be used.
    ///
    /// With safeguards that mend, a file that is damaged is put aside and one that is gone is replaced, and
    /// [#recovery()] says what is left to do then; only what is whole and somebody else's is refused.
    ///
    /// What `keys` throws comes out as it is.
    ///
    /// @param monotonicNanos a clock that never steps, e.g. [System#nanoTime()]
    /// @param keys the master key of this store
    /// @param random makes data keys and nonces
    public static SqliteJournal open(Path folder, Origin origin, Clock clock, IdSource ids,
            LongSupplier monotonicNanos, MasterKeySupply keys, SecureRandom random, Safeguards safeguards) {
        Folder claimed = Folder.claim(folder);
        try {
            var stamps = new Stamps(origin, clock, monotonicNanos, ids.next());
            Opening.Opened opened = new Opening(claimed, origin, clock, ids, keys, random, safeguards).open();
            try {
                return started(claimed, opened, origin, clock, stamps, ids, monotonicNanos, safeguards);
            } catch (RuntimeException | Error e) {
                opened.sql().close();
                throw e;
            }
        } catch (SqliteFailure e) {
            claimed.close();
            throw e.kind() == SqliteFailure.Kind.UNTRUSTED
                    ? new JournalDamagedException(claimed.database() + " cannot be read: " + e.getMessage(),
                            e)
                    : new JournalClosedException(claimed.database() + " cannot be opened: " + e.getMessage(),
                            e);
        } catch (RuntimeException | Error e) {
            claimed.close();
            throw e;
        }
    }

    private static SqliteJournal started(Folder folder, Opening.Opened opened, Origin origin, Clock clock,
            Stamps stamps, IdSource ids, LongSupplier nanos, Safeguards safeguards) {
        Path path = folder.path();
        var late = new AtomicReference<@Nullable Reader>();
        var checkpoints = new Checkpoints(age -> Optional.ofNullable(late.get())
                .ifPresent(reader -> reader.endOlderThan(age)));
        var lostTail = new AtomicReference<Consumer<String>>(_ -> {});
        var guards = new Writer.Guards(new MirrorFeed(safeguards.mirror(), path, origin,
                opened.lanes(), safeguards.disk(), why -> lostTail.get().accept(why)),
                watch(path, safeguards), checkpoints, safeguards.failpoints());
        var writer = new Writer(folder.database(), opened.sql(), opened.seal(), opened.lanes(), stamps, ids,
                guards);
        var reader = new Reader(folder.database(), failure -> writer
                .stop(new JournalClosedException("the journal cannot be read", failure)), nanos);
        late.set(reader);
        lostTail.set(why -> noteLostTail(path, why, writer));
        var succession = new SqliteSuccession(origin, ids, writer, reader, opened.lanes(), stamps,
                safeguards.failpoints());
        var journal = new SqliteJournal(new Parts(folder, writer, reader, guards, stamps, succession), opened,
                origin, clock, nanos, safeguards);
        journal.begin(path, opened, safeguards);
        return journal;
    }

    private static @Nullable DiskWatch watch(Path path, Safeguards safeguards) {
        DiskLimits limits = safeguards.disk();
        return limits == null
                ? null
                : new DiskWatch(DiskSpace.at(path), limits, Ballast.in(path));
    }

    private void begin(Path path, Opening.Opened opened, Safeguards safeguards) {
        if (recovery == null && safeguards.mends()) {
            settled(opened.sql(), opened.lanes(), opened.mirrored(),
                    opened.mirrored().isPresent(), path, safeguards);
        }
        DiskWatch watching = disk;
        if (watching != null) {
            writer.inTheUnit(new NewWork(watching));
            watching.start();
        }
        if (safeguards.mends()) {
            writer.onStop(why -> noteDistrust(path, why, opened.lanes()));
        }
        writer.start();
        health.start();
        if (recovery == null) {
            resealing.start();
        }
        care.start();
    }

    private void heed(MirrorTail tail, Lanes lanes) {
        var _ = writer.commit(unit -> {
            tail.heed(unit.sql, lanes);
            return true;
        });
    }

    /// The journal is as it should be: it is mirrored, and known from now on.
    private void settled(Sql sql, Lanes lanes, Optional<MirrorSurvey> looked, boolean mirrorRead,
            Path path, Safeguards safeguards) {
        mirror.begin(sql, looked, mirrorRead);
        if (safeguards.mends()) {
            keepKnown(KnownJournals.of(sql, lanes, origin), path);
        }
    }

    /// A lane has gone on in another journal.
    private void noteKnown(Lanes lanes, Safeguards safeguards) {
        if (safeguards.mends() && recovery == null) {
            keepKnown(reader.ask(sql -> KnownJournals.of(sql, lanes, origin)),
                    folder.path());
        }
    }

    private static void keepKnown(KnownJournals known, Path path) {
        try {
            known.keep(path);
        } catch (IOException e) {
            System.getLogger(SqliteJournal.class.getName())
                    .log(System.Logger.Level.WARNING, "which journals there are could not be noted: " + e);
        }
    }

    /// A mirror that came late has what the file lacks: the journal stops, and whoever opens it next recovers it.
    private static void noteLostTail(Path path, String why, Writer writer) {
        try {
            if (RecoveryNote.in(path).isEmpty()) {
                new RecoveryNote(RecoveryNote.TAIL_LOST, why, null, true, List.of()).write(path);
            }
        } catch (IOException e) {
            // The mirror is left as it is, and this is tried again with it.
            System.getLogger(SqliteJournal.class.getName())
                    .log(System.Logger.Level.ERROR, why + ", and that cannot be noted: " + e);
            return;
        }
        writer.stop(new JournalClosedException(why));
    }

    private void noteDistrust(Path path, JournalClosedException why, Lanes lanes) {
        var answered = new ArrayList<RecoveryNote.Answered>();
        writer.answered()
                .forEach((lane, head) -> answered.add(new RecoveryNote.Answered(lane,
                        lanes.present(lane).journalId(), head.seq())));
        Opening.distrust(path, String.valueOf(why.getMessage()), answered);
    }

    /// What is left to do before anything is sold; empty if the journal simply goes on.
    public Optional<Recovery> recovery() {
        return Optional.ofNullable(recovery);
    }

    /// Hears once when the journal stops for good, on whichever thread found out: the folder has to be closed and opened
    /// again, which puts the damaged file aside.
    public void onStop(Consumer<JournalClosedException> listener) {
        writer.onStop(listener);
    }

    /// From now on `trouble` hears of what is wrong with the disk.
    public void onTrouble(Trouble trouble) {
        care.listener(trouble);
    }

    /// From now on a backup is put into `folder` every day, and the newest `keep` are kept.
    public synchronized void backUpDaily(Path folder, int keep) {
        if (daily == null) {
            var backup = new JournalBackup(this.folder.path(), origin, clock,
                    limits);
            var place = new DailyBackup.Place(folder, origin, keep);
            var started = new DailyBackup(backup, seal, clock, place, care);
            daily = started;
            started.start();
        }
    }

    /// Moves a journal's folder aside as it is, with all that is in it, and returns where it lies now. Nobody may have it
    /// open.
    ///
    /// @param why part of its new name
    public static Path setAside(Path folder, String why, Clock clock) throws IOException {
        Path whole = folder.toAbsolutePath();
        Path parent = Objects.requireNonNull(whole.getParent(), "the folder of a folder");
        Path aside = parent.resolve(Mending.asideName(parent, whole.getFileName() + "-" + why, clock));
        Files.move(whole, aside, StandardCopyOption.ATOMIC_MOVE);
        DurableFile.syncFolder(aside);
        return aside;
    }

    /// That the journal in `folder` is not to be gone on with: whoever opens it next, so that it mends, puts its file aside.
    /// Changes nothing if that is known already. Throws [IOException] if it cannot be written.
    public static void markDamaged(Path folder, String why) throws IOException {
        RecoveryNote.damaged(folder, why, List.of());
    }

    /// Head office's clock now, if it was compared with this box's since the journal was opened; whatever the box's own clock
    /// does meanwhile.
    public Optional<Instant> headOfficeNow() {
        return stamps.headOfficeNow();
    }

    /// How the disk under the journal is.
    public Durability durability() {
        DiskWatch watching = disk;
        return new Durability(watching == null ? null : watching.state().name(),
                watching == null ? null : watching.room().freeBytes(),
                watching == null ? null : watching.room().totalBytes(), mirror.state().name(),
                mirror.reason().isEmpty() ? null : mirror.reason(),
                mirrorFolder == null
                        ? null
                        : MirrorPlace.advice(folder.path(), mirrorFolder)
                                .orElse(null));
    }

    /// Who looks after it.
    Care care() {
        return care;
    }

    /// Looks at the room on the disk now and not only when it is time.
    void lookAtDisk() {
        if (disk != null) {
            disk.look();
        }
    }

    private void keysChanged() {
        writer.between(sql -> mirror.keys(KeyTable.wrapped(sql)));
    }

    /// Whether nothing in the mirror is under an older key any more; what a failed one holds is made anew before it counts.
    /// Throws [JournalRefusedException] if there is no room for that: the older keys stay as long.
    private boolean mirrorAnew() {
        writer.between(mirror::again);
        try {
            care.catchUp();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (mirror.lacksRoom()) {
            throw new JournalRefusedException(JournalRefusedException.Reason.DISK_FULL, mirror.reason());
        }
        return mirror.state() != MirrorFeed.State.CATCHING_UP;
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

    /// How a lane goes on in another journal.
    public Succession succession() {
        return succession;
    }

    /// How the journals of a lane follow each other.
    public Lineage lineage() {
        return lineage;
    }

    /// From now on `listener` folds events that this box had forgotten into the records, in the unit of work that learns
    /// them. Before the first one; without it they change nothing.
    public void rebuildWith(AppendListener listener) {
        succession.rebuildWith(listener);
    }

    /// From now on `listener` hears, in the commit that begins a financial journal without knowing what head office had
    /// before, that numbers may be taken.
    public void forgettingWith(Forgetting listener) {
        succession.forgetting(listener);
    }

    /// Who and when for the event that a lane goes on in another journal; without it the calendar's date by the box's
    /// clock is its business date.
    public void forksStampedBy(Function<UnitOfWork, Stamp> stamp) {
        succession.stampedBy(stamp);
    }

    private void rotateKeysIfWorn() {
        keys.rotateIfWorn();
    }

    /// The keys that it is sealed with.
    public KeyCare keys() {
        return keys;
    }

    /// Writes what waits, then closes the file; the next start need not check everything.
    @Override
    public synchronized void close() {
        if (daily != null) {
            daily.close();
        }
        health.close();
        care.close();
        resealing.close();
        if (disk != null) {
            disk.close();
        }
        reader.close();
        writer.close();
        folder.close();
    }
}
