package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.sync.SimulatedBox.Shared;
import io.tillpost.edge.sync.SimulatedBox.Sold;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.Credit;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One store, its line and one head office, driven by a seed in virtual time; for a while there may be a second box under
/// the store's name.
final class SyncWorld implements AutoCloseable {
    static final List<Lane> LANES = List.of(Lane.FIN, Lane.OPS);

    private static final int ACTS = 60;
    private static final Duration PATIENCE = Duration.ofHours(6);
    private static final Duration OPERATOR = Duration.ofMinutes(20);

    private final Random random;
    private final Path folder;
    private final VirtualTime time = new VirtualTime();
    private final TinyCentral central = new TinyCentral();
    private final Trace trace = new Trace();
    private final Shared shared;
    private final boolean badLine;
    private final List<Sold> accepted = new ArrayList<>();
    private final Set<UUID> lost = new HashSet<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final List<SimulatedLine> lines = new ArrayList<>();
    /// Those that are switched on; the first one is the store's.
    private final List<SimulatedBox> boxes = new ArrayList<>();
    private @Nullable Path backup;
    private int images;

    SyncWorld(long seed, Path folder) {
        this(new Random(seed), folder, true);
    }

    static SyncWorld quiet(Path folder) {
        return new SyncWorld(new Random(0), folder, false);
    }

    private SyncWorld(Random random, Path folder, boolean badLine) {
        this.random = random;
        this.folder = folder;
        this.badLine = badLine;
        this.shared = new Shared(random, time, IdSource.uuidV7(time, random), central, trace);
        central.poison = row -> new String(row.body(), StandardCharsets.UTF_8).contains(SimulatedBox.POISON);
        SimulatedBox first = box("till-1", badLine && random.nextInt(3) == 0);
        boxes.add(first);
        first.start();
    }

    private SimulatedBox box(String till, boolean mirrored) {
        var line = new SimulatedLine(random, time, central, badLine, trace);
        lines.add(line);
        return new SimulatedBox(till, folder.resolve(till), mirrored, line, shared);
    }

    /// Sales, pauses and disasters in random order.
    void runTheDay() {
        for (int i = 0; i < ACTS; i++) {
            int act = random.nextInt(1000);
            trace.note(time.nanos(), "act " + act);
            if (act < 640) {
                sell(1 + random.nextInt(4));
            } else if (act < 710) {
                arm();
            } else if (act < 740) {
                count("restart");
                any().restart(random.nextBoolean());
            } else {
                disaster(act);
            }
            run(Duration.ofMillis(random.nextInt(500)));
        }
        endClone();
    }

    private void disaster(int act) {
        if (act < 770) {
            central.takeBackup();
        } else if (act < 785) {
            count("head-office-restored");
            central.restoreBackup();
            forgetWhatNobodyHas();
        } else if (act < 810) {
            crashHeadOffice();
        } else if (act < 840) {
            time.stepWallClock(Duration.ofMinutes(random.nextInt(241) - 120));
        } else if (act < 870) {
            any().line().cut();
        } else if (act < 890) {
            images++;
            backup = any().image(folder.resolve("image-" + images));
        } else if (act < 905) {
            restoreBox();
        } else if (act < 913) {
            loseFile();
        } else if (act < 920) {
            cloneBox();
        } else if (act < 927) {
            endClone();
        } else if (act < 935) {
            takeOver(any());
        } else if (act < 950) {
            central.credit = new Credit(200 + random.nextInt(8_000), 1 + random.nextInt(20),
                    random.nextInt(3) * 100);
        } else {
            run(Duration.ofMillis(random.nextInt(60_000)));
        }
    }

    void sell(int events) {
        for (int i = 0; i < events; i++) {
            any().sell().ifPresent(sold -> {
                trace.note(time.nanos(), "sold " + sold);
                accepted.add(sold);
            });
            revive();
        }
    }

    private void arm() {
        any().crashes()
                .arm(Crashes.POINTS.get(random.nextInt(Crashes.POINTS.size())), 1 + random.nextInt(3));
    }

    private void armFork(SimulatedBox box) {
        if (random.nextInt(3) == 0) {
            box.crashes().arm("fork.before-commit", 1 + random.nextInt(4));
        }
    }

    private void crashHeadOffice() {
        count("head-office-crashed");
        central.dieAt(random.nextBoolean()
                ? TinyCentral.Death.BEFORE_COMMIT
                : TinyCentral.Death.AFTER_COMMIT);
        run(Duration.ofMillis(random.nextInt(20_000)));
        central.start();
    }

    private void restoreBox() {
        if (backup != null) {
            count("box-restored");
            armFork(boxes.getFirst());
            beginAnotherTill(boxes.getFirst());
            boxes.getFirst().restore(backup);
            tellApart(boxes.getFirst());
            forgetWhatNobodyHas();
        }
    }

    /// After a clone the other box may hold what this one sold and is about to forget, and let it go later.
    private void beginAnotherTill(SimulatedBox box) {
        if (counts.containsKey("cloned")) {
            box.beginAnotherTill();
        }
    }

    /// The mirror brings back what head office had not acknowledged, not what comes before it. If a restored head office
    /// forgets that, too, only the other box can bring it, later.
    private void tellApart(SimulatedBox box) {
        if (counts.containsKey("cloned")) {
            var kept = new HashSet<UUID>();
            LANES.forEach(lane -> box.addEvents(lane, kept));
            accepted.replaceAll(sold -> kept.contains(sold.id()) ? sold.kept() : sold);
        }
    }

    private void loseFile() {
        SimulatedBox box = boxes.getFirst();
        count(box.isMirrored() ? "file-lost-with-mirror" : "file-lost");
        Set<UUID> before = known(Lane.FIN);
        armFork(box);
        beginAnotherTill(box);
        box.loseFile();
        tellApart(box);
        forgetWhatNobodyHas();
        if (box.isMirrored() && !counts.containsKey("head-office-restored")) {
            Set<UUID> after = known(Lane.FIN);
            before.removeIf(after::contains);
            assertEquals(Set.of(), before, "what the mirror should have kept");
        }
    }

    /// The box's disk is copied into another box, which is switched on beside it.
    private void cloneBox() {
        if (boxes.size() > 1) {
            return;
        }
        count("cloned");
        images++;
        SimulatedBox box = boxes.getFirst();
        Path image = box.image(folder.resolve("image-" + images));
        SimulatedBox clone = box("till-" + (lines.size() + 1), box.isMirrored());
        clone.line().sharesItsNameWith(box.line());
        box.line().sharesItsNameWith(clone.line());
        boxes.add(clone);
        clone.startAs(image);
        box.becomeBlind();
    }

    /// A person finds out. Either both sets of sales are kept: one box is off while the other lets its sales go, then it
    /// is the other way round; or one of the boxes goes away with what only it has.
    private void endClone() {
        if (boxes.size() < 2) {
            return;
        }
        SimulatedBox right = any();
        SimulatedBox wrong = boxes.get(0) == right ? boxes.get(1) : boxes.get(0);
        if (random.nextBoolean()) {
            count("both-kept");
            right.crashes().disarm();
            right.line().forgetAgent();
            boxes.remove(right);
            settle(wrong, OPERATOR);
            boxes.add(0, right);
        }
        boxes.remove(wrong);
        wrong.switchOff();
        right.line().sharesItsNameWith(null);
        wrong.line().sharesItsNameWith(null);
        right.becomeBlind();
        right.restart(false);
        takeOver(right);
        forgetWhatNobodyHas();
    }

    private void takeOver(SimulatedBox box) {
        unlessItDied(() -> {
            if (!box.conversation().takeOver(EnumSet.allOf(Lane.class), "the right one").isEmpty()) {
                count("taken-over");
            }
        });
    }

    /// The line becomes good, and everything is given time.
    void heal() {
        lines.forEach(SimulatedLine::heal);
        central.start();
        boxes.forEach(box -> box.crashes().disarm());
        settle(boxes.getFirst(), PATIENCE);
    }

    private void settle(SimulatedBox box, Duration patience) {
        long until = time.nanos() + patience.toNanos();
        while (!LANES.stream().allMatch(box::isInStep) && time.nanos() < until) {
            // A box from an image of before a fork is fenced, as the clone that it looks like: a person says that it is not.
            takeOver(box);
            run(Duration.ofSeconds(1));
        }
    }

    void assertNothingLostDoubledOrReordered() {
        new SyncOracle(boxes.getFirst(), central, accepted, lost, counts).check();
    }

    /// What neither the box's disk nor head office's database holds is lost, and nobody could bring it back.
    private void forgetWhatNobodyHas() {
        Map<Lane, Set<UUID>> known = Map.of(Lane.FIN, known(Lane.FIN), Lane.OPS, known(Lane.OPS));
        accepted.stream()
                .filter(sold -> !known.getOrDefault(sold.lane(), Set.of()).contains(sold.id()))
                .forEach(sold -> lost.add(sold.id()));
    }

    /// Every event that somebody has.
    private Set<UUID> known(Lane lane) {
        var known = new HashSet<>(central.posted(lane));
        boxes.forEach(box -> box.addEvents(lane, known));
        return known;
    }

    /// How often what happened.
    Map<String, Integer> counts() {
        var all = new TreeMap<>(counts);
        for (SimulatedBox box : boxes) {
            all.putAll(box.crashes().counts());
        }
        all.put("journals", central.committed.size());
        all.put("quarantined", central.quarantined.size());
        all.put("messages-lost", (int) lines.stream().mapToLong(SimulatedLine::lost).sum());
        all.put("events", accepted.size());
        all.put("events-lost", lost.size());
        return all;
    }

    long connections() {
        return lines.stream().mapToLong(SimulatedLine::connections).sum();
    }

    String trace() {
        return trace.result();
    }

    @Override
    public void close() {
        boxes.forEach(SimulatedBox::close);
    }

    private SimulatedBox any() {
        return boxes.get(boxes.size() == 1 ? 0 : random.nextInt(boxes.size()));
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private void run(Duration duration) {
        long until = time.nanos() + duration.toNanos();
        while (true) {
            long next = until;
            for (SimulatedBox box : boxes) {
                next = Math.min(next, time.nanos() + stepped(box));
            }
            for (SimulatedLine line : lines) {
                next = Math.min(next, line.nextNanos());
            }
            time.advance(Duration.ofNanos(Math.max(0, next - time.nanos())));
            for (SimulatedLine line : lines) {
                unlessItDied(line::deliverDue);
            }
            if (next >= until) {
                return;
            }
        }
    }

    private long stepped(SimulatedBox box) {
        var wait = new long[]{0};
        unlessItDied(() -> wait[0] = box.conversation().step().toNanos());
        return wait[0];
    }

    private void unlessItDied(Runnable work) {
        try {
            work.run();
        } catch (RuntimeException | Error e) {
            if (boxes.stream().noneMatch(box -> box.crashes().exploded())) {
                throw e;
            }
        }
        revive();
    }

    private void revive() {
        for (SimulatedBox box : boxes) {
            if (box.revived()) {
                count("died");
            }
        }
    }

    TinyCentral central() {
        return central;
    }
}
