package io.tillpost.edge.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A random day at two tills; a backup somewhere in it; the backup is restored and told of what came after it. Its records
/// are then those of the box that lived through the day. `-Dtillpost.rebuild.seeds` and `.steps` make it longer, `.seed` plays
/// one day alone.
class ForgottenDayTest {
    private static final String START = "2026-03-02T08:00:00Z";
    private static final int STEPS = Integer.getInteger("tillpost.rebuild.steps", 26);

    @TempDir
    Path folder;

    static List<Long> seeds() {
        String one = System.getProperty("tillpost.rebuild.seed");
        if (one != null) {
            return List.of(Long.parseLong(one));
        }
        var seeds = new ArrayList<Long>();
        for (long seed = 1; seed <= Integer.getInteger("tillpost.rebuild.seeds", 16); seed++) {
            seeds.add(seed);
        }
        return seeds;
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void recordsComeToWhereTheLostDayLeftThem(long seed) throws InterruptedException {
        var random = new Random(seed);
        var clock = new TurnedClock(START);
        boolean ended = seed % 2 == 0;
        Path backup = folder.resolve("backup");
        Lived lived = live(random, clock, folder.resolve("lived"), backup, ended);
        List<List<JournalRow>> lanes = random.nextBoolean() ? lived.lanes : lived.lanes.reversed();

        try (var world = new DayWorld(backup, new ScriptedTerminal(), clock)) {
            // Every third box is told of what it knows, too.
            Set<UUID> known = seed % 3 == 0 ? Set.of() : known(world);
            lanes.forEach(rows -> world.learn(
                    rows.stream().filter(row -> !known.contains(row.eventId())).toList()));
            assertComplete(lived.records, world, lanes, ended);
        }
        if (seed % 4 > 1) {
            return;
        }
        // Every other one lost its file.
        try (var world = new DayWorld(folder.resolve("fresh"), new ScriptedTerminal(), clock)) {
            lanes.forEach(world::learn);
            assertComplete(lived.records, world, lanes, ended);
        }
    }

    /// What the box had in the end, and what it wrote, lane by lane.
    record Lived(Records records, List<List<JournalRow>> lanes) {}

    static Lived live(Random random, TurnedClock clock, Path lived, Path backup, boolean ended)
            throws InterruptedException {
        var terminal = new ScriptedTerminal();
        try (var world = new DayWorld(lived, terminal, clock)) {
            var day = new BusyDay(world, terminal, random);
            int backupAt = random.nextInt(STEPS);
            for (int step = 0; step < STEPS; step++) {
                if (step == backupAt) {
                    DayWorld.copy(lived, backup);
                }
                day.somethingHappens();
            }
            if (ended) {
                day.endAll();
            }
            world.unplug();
            return new Lived(Records.of(world),
                    List.of(world.rowsAfter(Lane.FIN, 0), world.rowsAfter(Lane.OPS, 0)));
        }
    }

    private static Set<UUID> known(DayWorld world) {
        return Stream.of(Lane.FIN, Lane.OPS)
                .flatMap(lane -> world.rowsAfter(lane, 0).stream())
                .map(JournalRow::eventId)
                .collect(Collectors.toSet());
    }

    static void assertComplete(Records there, DayWorld world, List<List<JournalRow>> lanes,
            boolean ended) {
        Records here = Records.of(world);
        assertSame(there, here, ended);
        lanes.forEach(world::learn);
        assertUnchanged(here, Records.of(world));
    }

    /// What has to be the same, and where not, why not.
    private static void assertSame(Records there, Records here, boolean ended) {
        assertEquals(there.series(), here.series(), "numbers that are taken");
        for (String shelf : List.of("shift", "shift-open", "shift-last", "shift-last-of-drawer", "z-report",
                "grand-totals",
                "receipt-at",
                "receipt-last", "receipt-number", "attempt-unresolved", "attempt-attested",
                "terminal-last-charge")) {
            assertEquals(Records.lines(there.shelf(shelf)), Records.lines(here.shelf(shelf)), shelf);
        }
        // How far each run of a box has counted by itself differs from box to box.
        same("shift-count", there, here, _ -> true, "written");
        // Since when nobody knows is the clock's, not an event's; a tender's place needs the vouchers before it; whose the
        // numbers of before were no event says.
        same("attempt", there, here, _ -> true, "unsureSince", "purpose",
                "before.terminalId");
        same("sale", there, here, record -> "COMPLETED".equals(record.get("state")));
        // Which charge a refund meant to take back is not told where nothing was tried with the card.
        same("refund", there, here, record -> "COMPLETED".equals(record.get("state")), "reverses");
        assertMoneyIsVisible(there, here);
        if (ended) {
            // Those that a sale in the works has reserved or redeemed are known with its end.
            same("voucher", there, here, _ -> true);
        }
    }

    /// A sale or refund that is not completed, but has moved money, is open with that money.
    private static void assertMoneyIsVisible(Records there, Records here) {
        for (String shelf : List.of("sale", "refund")) {
            assertEquals(Records.lines(open(there, shelf)), Records.lines(open(here, shelf)),
                    "open " + shelf);
        }
    }

    private static List<Object> open(Records records, String shelf) {
        return records.shelf(shelf, record -> isOpen(record) && hasMoney(record))
                .stream()
                .<Object>map(record -> {
                    var open = (Map<?, ?>) record;
                    return List.of(Objects.requireNonNull(open.get(shelf)), money(open),
                            Objects.requireNonNullElse(open.get("pending"), "nothing pending"));
                })
                .toList();
    }

    private static boolean isOpen(Map<?, ?> record) {
        return !Set.of("COMPLETED", "ABORTED").contains(String.valueOf(record.get("state")));
    }

    private static boolean hasMoney(Map<?, ?> record) {
        return !money(record).isEmpty() || record.get("pending") != null;
    }

    /// Vouchers are redeemed by the end of their sale; of cash its change is not told.
    private static List<Object> money(Map<?, ?> record) {
        return ((List<?>) Objects.requireNonNull(record.get("tenders"))).stream()
                .map(tender -> (Map<?, ?>) tender)
                .filter(tender -> !"voucher".equals(tender.get("kind")))
                .<Object>map(tender -> Objects.requireNonNull(tender.get("amount")))
                .toList();
    }

    private static void same(String shelf, Records there, Records here, Predicate<Map<?, ?>> which,
            String... without) {
        assertEquals(Records.lines(there.shelf(shelf, which, without)),
                Records.lines(here.shelf(shelf, which, without)), shelf);
    }

    private static Set<String> without(Records records, String shelf) {
        var names = new TreeSet<>(records.shelves().keySet());
        names.remove(shelf);
        return names;
    }

    private static void assertUnchanged(Records before, Records now) {
        assertEquals(before.series(), now.series(), "what is told twice changes nothing");
        // What a terminal did is timed by what is told alone.
        assertEquals(without(before, "terminal-ended"), without(now, "terminal-ended"),
                "what is told twice changes nothing");
        without(before, "terminal-ended").forEach(shelf -> assertEquals(Records.lines(before.shelf(shelf)),
                Records.lines(now.shelf(shelf)), "what is told twice changes nothing: " + shelf));
    }
}
