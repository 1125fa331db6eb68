package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;

/// One store, one line and one head office, driven by a seed in virtual time.
final class SyncWorld implements AutoCloseable {
    private static final Origin ORIGIN = new Origin("acme", "acme-de", "store-7", "store-7-a", ZoneOffset.UTC,
            "0.1.0");
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2),
            null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final Identity ME = new Identity("store-7-a", "store-7", "0.1.0");
    private static final List<Lane> LANES = List.of(Lane.FIN, Lane.OPS);
    private static final int ACTS = 60;
    private static final Duration PATIENCE = Duration.ofHours(2);

    private final Random random;
    private final Path folder;
    private final VirtualTime time = new VirtualTime();
    private final TinyCentral central = new TinyCentral();
    private final SimulatedLine line;
    private final IdSource ids;
    private final Map<Lane, List<UUID>> accepted = new EnumMap<>(Lane.class);
    private int lives;
    private int restores;
    private int agentRestores;
    private final Set<UUID> lost = new HashSet<>();
    private Optional<Path> backup = Optional.empty();
    private SqliteJournal journal;
    private Conversation conversation;

    SyncWorld(long seed, Path folder) {
        this(new Random(seed), folder, true);
    }

    static SyncWorld quiet(Path folder) {
        return new SyncWorld(new Random(0), folder, false);
    }

    private SyncWorld(Random random, Path folder, boolean badLine) {
        this.random = random;
        this.folder = folder;
        this.line = new SimulatedLine(random, time, central, badLine);
        this.ids = IdSource.uuidV7(time, random);
        LANES.forEach(lane -> accepted.put(lane, new ArrayList<>()));
        this.journal = open(folder.resolve("life-0"));
        this.conversation = start();
    }

    /// Sales, pauses and disasters in random order.
    void runTheDay() {
        for (int i = 0; i < ACTS; i++) {
            int act = random.nextInt(100);
            if (act < 70) {
                sell(1 + random.nextInt(4));
            } else if (act < 74) {
                restartAgent();
            } else if (act < 78) {
                central.takeBackup();
            } else if (act < 80) {
                central.restoreBackup();
                restores++;
                forgetWhatNobodyHas();
            } else if (act < 84) {
                time.stepWallClock(Duration.ofMinutes(random.nextInt(241) - 120));
            } else if (act < 88) {
                line.cut();
            } else if (act < 90) {
                backup = Optional.of(copyOf(folder.resolve("life-" + lives), folder.resolve("backup-" + i)));
            } else if (act < 92) {
                restoreAgent();
            } else {
                run(Duration.ofMillis(random.nextInt(30_000)));
            }
            run(Duration.ofMillis(random.nextInt(500)));
        }
    }

    void sell(int events) {
        for (int i = 0; i < events; i++) {
            Event event = random.nextInt(3) == 0
                    ? new DrawerOpened("drawer-1", null, null)
                    : new SaleStarted(new SaleId(ids.next()));
            UUID id = journal.commit(unit -> unit.append(STAMP, event));
            accepted.getOrDefault(EventCodec.laneOf(event), new ArrayList<>()).add(id);
        }
        conversation.appended();
    }

    /// The line becomes good, and everything is given time.
    void heal() {
        line.heal();
        long until = time.nanos() + PATIENCE.toNanos();
        while (!everythingArrived() && time.nanos() < until) {
            // A box from an image of before a fork is fenced, as the clone that it looks like: a person says that it is not.
            var _ = conversation.takeOver(EnumSet.allOf(Lane.class), "the only box there is");
            run(Duration.ofSeconds(1));
        }
    }

    void assertNothingLostDoubledOrReordered() {
        for (Lane lane : LANES) {
            var head = journal.outbox().head(lane);
            var arrived = central.rows(head.journal());
            var kept = new ArrayList<>(accepted.getOrDefault(lane, List.of()));
            kept.removeAll(lost);
            var posted = new ArrayList<>(central.posted(lane));
            posted.retainAll(kept);
            var missing = new ArrayList<>(kept);
            missing.removeAll(posted);
            assertEquals(List.of(), missing, "events of " + lane + " that are missing at head office, with "
                    + head.journal());
            assertEquals(kept, posted, "order of " + lane + " at head office");
            assertEquals(head.lastSeq(), head.ackedSeq(), "acknowledged " + lane);
            assertEquals(0, journal.outbox().backlog(lane).events());
            if (head.lastSeq() > 0) {
                assertEquals(head.headHash(), arrived.getLast().hash());
            }
            assertTrue(journal.archive().verify(lane) instanceof ChainCheck.Intact, "chain of " + lane);
        }
        if (agentRestores == 0 && restores == 0) {
            assertEquals(3, central.committed.size(), "journals at head office: one per lane, and no others");
        }
    }

    /// Somebody puts an old image of the box's disk back.
    private void restoreAgent() {
        if (backup.isEmpty()) {
            return;
        }
        line.forgetAgent();
        journal.close();
        lives++;
        journal = open(copyOf(backup.get(), folder.resolve("life-" + lives)));
        agentRestores++;
        forgetWhatNobodyHas();
        conversation = start();
    }

    /// What neither the box's disk nor head office's database holds is lost, and nobody could bring it back.
    private void forgetWhatNobodyHas() {
        for (Lane lane : LANES) {
            var there = new HashSet<>(central.posted(lane));
            for (JournalKey key : journal.archive().journals(lane)) {
                journal.archive().events(key, 1, 10_000).forEach(event -> there.add(event.row().eventId()));
            }
            accepted.getOrDefault(lane, List.of()).stream().filter(id -> !there.contains(id))
                    .forEach(lost::add);
        }
    }

    long agentRestores() {
        return agentRestores;
    }

    long journals() {
        return central.committed.size();
    }

    long agentRestarts() {
        return lives;
    }

    long restores() {
        return restores;
    }

    long messagesLost() {
        return line.lost();
    }

    long connections() {
        return line.connections();
    }

    @Override
    public void close() {
        journal.close();
    }

    private boolean everythingArrived() {
        return LANES.stream().allMatch(lane -> {
            var head = journal.outbox().head(lane);
            return head.ackedSeq() == head.lastSeq() && central.committed.containsKey(head.journal())
                    && central.rows(head.journal()).size() == head.lastSeq();
        });
    }

    private void run(Duration duration) {
        long until = time.nanos() + duration.toNanos();
        while (true) {
            long wanted = time.nanos() + conversation.step().toNanos();
            long next = Math.min(until, Math.min(wanted, line.nextNanos()));
            time.advance(Duration.ofNanos(next - time.nanos()));
            line.deliverDue();
            if (next == until) {
                return;
            }
        }
    }

    /// Killed, and started on what was on the disk at that moment; or stopped in order.
    private void restartAgent() {
        line.forgetAgent();
        if (random.nextBoolean()) {
            Path image = copyOf(folder.resolve("life-" + lives), folder.resolve("life-" + (lives + 1)));
            journal.close();
            journal = open(image);
        } else {
            journal.close();
            journal = open(copyOf(folder.resolve("life-" + lives), folder.resolve("life-" + (lives + 1))));
        }
        lives++;
        conversation = start();
    }

    private SqliteJournal open(Path place) {
        return SqliteJournal.open(place, ORIGIN, time, ids, time::nanos, TestKeys.KEYS, TestKeys.RANDOM);
    }

    private Conversation start() {
        var outbox = journal.outbox();
        line.bind(() -> conversation);
        return new Conversation(ME, outbox, new Incidents(journal, () -> STAMP), line, line, Timings.DEFAULT,
                time,
                time::nanos, ids, random, new StatusBoard(time), _ -> Optional.empty(),
                new Reunion(journal.lineage(), journal.succession(), central.tails()),
                new Elsewhere(Runnable::run, Runnable::run), Downstream.NONE);
    }

    private static Path copyOf(Path from, Path to) {
        try (var files = Files.list(from)) {
            Files.createDirectories(to);
            for (Path file : files.filter(file -> file.getFileName().toString().startsWith("journal.db"))
                    .toList()) {
                Files.copy(file, to.resolve(file.getFileName()));
            }
            return to;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
