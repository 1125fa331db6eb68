package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.sqlite.Recovery;
import io.tillpost.edge.journal.sqlite.Safeguards;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.sync.LaneHead;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// A box with a real journal, its disk and a till that sells. Each of its lives runs in a folder of its own, on the disk
/// as the life before has left it.
final class SimulatedBox implements AutoCloseable {
    /// Head office of the simulation cannot post what happens to this drawer.
    static final String POISON = "drawer-poison";

    private static final Origin ORIGIN = new Origin("acme", "acme-de", "store-7", "store-7-a", ZoneOffset.UTC,
            "0.1.0");
    private static final Identity ME = new Identity("store-7-a", "store-7", "0.1.0");
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private static final Shelf<Series> SERIES = new Shelf<>("sim-series", Series.class);
    private static final String NOW = "now";
    private static final Duration REGULAR_LOOK = Duration.ofDays(1);

    private final Shared shared;
    private final SimulatedLine line;
    private final Path home;
    private final boolean mirrored;
    private final Stamp stamp;
    private final Crashes crashes = new Crashes(this::die);
    private int life;
    private int tills;
    /// Whether it may have forgotten numbers, or another box may give the same, and nobody can have told it yet.
    private boolean blind;
    private long recoveries;
    private @Nullable SqliteJournal journal;
    private @Nullable Conversation conversation;

    /// What all boxes of a world have in common.
    record Shared(Random random, VirtualTime time, IdSource ids, TinyCentral central, Trace trace) {}

    /// What a till was promised.
    ///
    /// @param number of the receipt, with its series; absent if it has none
    /// @param blind whether the box could not know which numbers were taken
    record Sold(UUID id, Lane lane, String till, @Nullable String number, boolean blind) {
        private static final String KEPT = "'";

        /// The same, of the part of the till's events that its box did not forget.
        Sold kept() {
            return new Sold(id, lane, till + KEPT, number, blind);
        }

        /// The till, with all of its parts.
        String wholeTill() {
            return till.replace(KEPT, "");
        }
    }

    private record Series(String name) {}

    SimulatedBox(String till, Path home, boolean mirrored, SimulatedLine line, Shared shared) {
        this.shared = shared;
        this.line = line;
        this.home = home;
        this.mirrored = mirrored;
        this.stamp = new Stamp(till, Actor.SYSTEM, null, Mode.LIVE, DAY, null,
                "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        line.bind(this::conversation);
    }

    SimulatedLine line() {
        return line;
    }

    SqliteJournal journal() {
        return present(journal);
    }

    Conversation conversation() {
        return present(conversation);
    }

    Crashes crashes() {
        return crashes;
    }

    boolean isMirrored() {
        return mirrored;
    }

    long lives() {
        return life + 1L;
    }

    long recoveries() {
        return recoveries;
    }

    void becomeBlind() {
        blind = true;
    }

    /// Starts the agent on the disk of the present life; a crash on the way starts the next one.
    void start() {
        while (true) {
            try {
                open();
                return;
            } catch (RuntimeException | Error e) {
                if (!crashes.exploded()) {
                    throw e;
                }
                nextLife();
            }
        }
    }

    /// If it died: starts it again on its disk as it was at that moment.
    boolean revived() {
        if (!crashes.exploded()) {
            return false;
        }
        nextLife();
        start();
        return true;
    }

    private void nextLife() {
        close();
        life++;
        crashes.revived();
    }

    /// Stopped in order, or killed at some moment between two commits, and started again.
    void restart(boolean killed) {
        crashes.disarm();
        line.forgetAgent();
        if (killed) {
            copyPresentTo(folder(life + 1));
            close();
        } else {
            close();
            copy(folder(life), folder(life + 1));
        }
        life++;
        start();
    }

    /// An image of its disk.
    Path image(Path to) {
        crashes.disarm();
        copyPresentTo(to);
        return to;
    }

    /// Somebody puts an old image of the journal's disk back. The mirror, on another disk, stays what it is.
    void restore(Path image) {
        line.forgetAgent();
        close();
        copy(image.resolve("journal"), folder(life + 1).resolve("journal"));
        copyMirror();
        life++;
        blind = true;
        start();
    }

    /// Support deletes the journal's file.
    void loseFile() {
        line.forgetAgent();
        close();
        copy(folder(life), folder(life + 1), path -> !path.getFileName().toString().startsWith("journal.db"));
        life++;
        start();
    }

    /// It begins as a copy of another box.
    void startAs(Path image) {
        copy(image, folder(life));
        blind = true;
        start();
    }

    /// What it sells from now on has its own order.
    void beginAnotherTill() {
        tills++;
    }

    /// Switched off for good.
    void switchOff() {
        crashes.disarm();
        line.forgetAgent();
        close();
    }

    @Override
    public void close() {
        if (journal != null) {
            journal.close();
            journal = null;
        }
    }

    /// One event; empty if the box died before it could answer.
    Optional<Sold> sell() {
        int what = shared.random.nextInt(20);
        boolean sees = !isBlind();
        try {
            var sold = journal().commit(unit -> sold(unit, what, !sees));
            conversation().appended();
            return crashes.exploded() ? Optional.empty() : Optional.of(sold);
        } catch (RuntimeException | Error e) {
            if (crashes.exploded()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    private Sold sold(UnitOfWork unit, int what, boolean isBlind) {
        String number = null;
        Event event;
        if (what < 6) {
            event = new DrawerOpened(what == 0 ? POISON : "drawer-1", null, null);
        } else if (what < 10) {
            event = new SaleStarted(new SaleId(shared.ids.next()));
        } else {
            String series = unit.find(SERIES, NOW).map(Series::name).orElse("r1");
            var completed = completed(series, unit.next(series));
            number = completed.series() + "/" + completed.number();
            event = completed;
        }
        return new Sold(unit.append(stamp, event), EventCodec.laneOf(event),
                stamp.till() + "." + tills, number, isBlind);
    }

    private SaleCompleted completed(String series, long number) {
        Money nothing = Money.of(0, "EUR");
        return new SaleCompleted(new SaleId(shared.ids.next()), series, number, Instant.EPOCH, DAY, true,
                "de-1", List.of(), List.of(), nothing, nothing, nothing, List.of(), null);
    }

    /// It sees again once it is the only box, head office has welcomed its journal and both have the same rows.
    boolean isBlind() {
        blind |= line.isShared();
        blind = blind && (line.isShared() || !isInStep(Lane.FIN));
        return blind;
    }

    /// Whether head office has all of the lane and the lane knows it.
    boolean isInStep(Lane lane) {
        LaneHead head = journal().outbox().head(lane);
        return head.ackedSeq() == head.lastSeq()
                && head.journal().epoch() == shared.central.newestEpoch(lane)
                && shared.central.committed.containsKey(head.journal())
                && shared.central.rows(head.journal()).size() == head.lastSeq()
                && journal().succession()
                        .ignorant()
                        .stream()
                        .noneMatch(one -> one.journal().lane() == lane);
    }

    /// Whether its file holds the event.
    void addEvents(Lane lane, Set<UUID> to) {
        for (JournalKey key : journal().archive().journals(lane)) {
            journal().archive().events(key, 1, 10_000).forEach(event -> to.add(event.row().eventId()));
        }
    }

    private void open() {
        Path place = folder(life);
        Safeguards guards = new Safeguards(mirrored ? place.resolve("mirror") : null, null, REGULAR_LOOK,
                true,
                Safeguards.DEFAULT_KEEP_DAYS, Safeguards.DEFAULT_KEEP_BYTES, crashes);
        SqliteJournal opened = SqliteJournal.open(place.resolve("journal"), ORIGIN, shared.time, shared.ids,
                shared.time::nanos, TestKeys.KEYS, TestKeys.RANDOM, guards);
        journal = opened;
        opened.rebuildWith(SimulatedBox::fold);
        opened.forgettingWith((unit, journal) -> unit.put(SERIES, NOW,
                new Series("r-" + journal.journalId().toString().replace("-", "").substring(24))));
        Optional<Recovery> recovery = opened.recovery();
        if (recovery.isPresent()) {
            shared.trace.note(shared.time.nanos(), "recovery " + recovery.get().cause());
            var _ = recovery.get().run(opened.succession(), () -> {});
            recoveries++;
            blind = false; // It gives numbers of a new series.
        }
        untilNobodyElseWrites(opened);
        conversation = new Conversation(new Speaker(ME, line, _ -> Optional.empty()), line,
                new Story(opened.outbox(), opened.lineage(), opened.succession(), shared.central.tails(),
                        new Incidents(opened, () -> stamp)),
                new Pace(Timings.DEFAULT, shared.time, shared.time::nanos, shared.random), shared.ids,
                new StatusBoard(shared.time), new Elsewhere(Runnable::run, Runnable::run), Downstream.NONE,
                crashes);
    }

    /// After a recovery the older keys go, on a thread that knows nothing of virtual time: what it commits would be counted
    /// towards a crash.
    private void untilNobodyElseWrites(SqliteJournal opened) {
        while (!opened.keys().status().complete()) {
            if (crashes.exploded()) {
                throw new IllegalStateException("died meanwhile");
            }
            LockSupport.parkNanos(50_000);
        }
    }

    /// A number that was given before the box forgot it is taken.
    private static void fold(UnitOfWork unit, Envelope envelope, Event event) {
        if (event instanceof SaleCompleted completed) {
            unit.taken(completed.series(), completed.number());
        }
    }

    private void die(String point) {
        shared.trace.note(shared.time.nanos(), "dies at " + point);
        line.forgetAgent();
        copy(folder(life), folder(life + 1));
    }

    private Path folder(int which) {
        return home.resolve("life-" + which);
    }

    /// Inside a unit of work nobody else writes.
    private void copyPresentTo(Path to) {
        var _ = journal().commit(_ -> {
            copy(folder(life), to);
            return true;
        });
    }

    private void copyMirror() {
        if (mirrored) {
            copy(folder(life).resolve("mirror"), folder(life + 1).resolve("mirror"));
        }
    }

    private static void copy(Path from, Path to) {
        copy(from, to, _ -> true);
    }

    /// A segment of the mirror whose rows are all acknowledged, and a draft, may go while the box is looked at.
    private static void copy(Path from, Path to, Predicate<Path> wanted) {
        try {
            Files.walkFileTree(from, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                        throws IOException {
                    if (isOnDisk(file) && wanted.test(file)) {
                        Path target = to.resolve(from.relativize(file).toString());
                        Files.createDirectories(target.getParent());
                        copyIfThere(file, target);
                    }
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException why) throws IOException {
                    if (why instanceof NoSuchFileException && !file.equals(from)) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw why;
                }
            });
            Files.createDirectories(to);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void copyIfThere(Path file, Path target) throws IOException {
        try {
            Files.copy(file, target);
        } catch (NoSuchFileException e) {
            if (Files.exists(file)) {
                throw e;
            }
        }
    }

    /// What outlives a box that goes down.
    private static boolean isOnDisk(Path file) {
        String name = file.getFileName().toString();
        return !name.endsWith("-shm") && !name.endsWith(".lock") && !name.endsWith(".so");
    }

    private static <T> T present(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the box is off");
        }
        return value;
    }
}
