package io.tillpost.edge.rebuild;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A random day at two tills that ends in the middle of anything, told to a box from every row on first and from its beginning
/// afterwards, up to that row or once more as a whole: the records are those of a box that was told in order. `-Dtillpost.rebuild.seeds` plays more days, `.seed` one
/// alone.
class ToldAtEveryCutTest {
    private static final int STEPS = 30;
    /// What is not said by events, or by the order that they are told in alone.
    private static final List<String> NOT_COMPARED = List.of("attempt", "attempt-guessed", "attempt-owed",
            "rebuilt-event", "sale-begun", "sale-gone", "refund-asked", "shift-guessed", "terminal-ended");

    @TempDir
    Path folder;

    static LongStream seeds() {
        Long one = Long.getLong("tillpost.rebuild.seed");
        return one == null
                ? LongStream.rangeClosed(1, Integer.getInteger("tillpost.rebuild.seeds", 4))
                : LongStream.of(one);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aBoxThatLostItsFileKnowsWhatOneThatWasToldInOrderKnows(long seed) throws InterruptedException {
        compare(seed, day(seed, null), null);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void aBoxThatWasRestoredKnowsWhatOneThatWasToldInOrderKnows(long seed) throws InterruptedException {
        Path backup = folder.resolve("backup");
        compare(seed, day(seed, backup), backup);
    }

    /// The rows of it; with a backup those after it.
    private List<JournalRow> day(long seed, @Nullable Path backup) throws InterruptedException {
        var random = new Random(seed);
        var terminal = new ScriptedTerminal();
        try (var world = new DayWorld(folder.resolve("lived"), terminal,
                new TurnedClock("2026-03-02T08:00:00Z"))) {
            var day = new BusyDay(world, terminal, random);
            int known = 0;
            int backupAt = backup == null ? -1 : 4 + random.nextInt(12);
            for (int step = 0; step < STEPS; step++) {
                if (step == backupAt) {
                    known = world.rowsAfter(Lane.FIN, 0).size();
                    DayWorld.copy(world.folder, Objects.requireNonNull(backup));
                }
                day.somethingHappens();
            }
            return world.rowsAfter(Lane.FIN, known);
        }
    }

    private void compare(long seed, List<JournalRow> rows, @Nullable Path backup) {
        Map<String, String> inOrder = told("in-order", backup, rows, List.of());
        for (int cut = 1; cut < rows.size(); cut++) {
            Map<String, String> late = told("late-" + cut, backup, rows.subList(cut, rows.size()),
                    cut % 2 == 0 ? rows.subList(0, cut) : rows);
            String where = "seed " + seed + ", from row " + cut + " of " + rows.size() + " on, between "
                    + rows.get(cut - 1).type() + " and " + rows.get(cut).type();
            inOrder.forEach((shelf, records) -> assertEquals(records, late.getOrDefault(shelf, ""),
                    shelf + ", " + where));
            late.forEach((shelf, records) -> assertEquals(inOrder.getOrDefault(shelf, ""), records,
                    shelf + ", " + where));
        }
    }

    private Map<String, String> told(String name, @Nullable Path backup, List<JournalRow> first,
            List<JournalRow> then) {
        Path file = folder.resolve(name);
        if (backup != null) {
            DayWorld.copy(backup, file);
        }
        try (var world = new DayWorld(file, new ScriptedTerminal(),
                new TurnedClock("2026-03-02T20:00:00Z"))) {
            world.learn(first);
            world.learn(then);
            return records(Records.of(world));
        }
    }

    private static Map<String, String> records(Records all) {
        var compared = new TreeMap<String, String>();
        compared.put("series", all.series().toString());
        all.shelves().keySet().stream().filter(shelf -> !NOT_COMPARED.contains(shelf)).forEach(shelf -> {
            List<Object> records = switch (shelf) {
                // One that was given up is remembered if that is all that is known of it. Who began it and when is the first
                // event's, and what a refund meant to take back its attempt's beginning says.
                case "sale", "refund" -> all.shelf(shelf, one -> !"ABORTED".equals(one.get("state")),
                        "operator", "startedAt", "taxDate", "reverses")
                        .stream()
                        .map(ToldAtEveryCutTest::withTendersSorted)
                        .toList();
                case "receipt-at", "receipt-number" -> all.shelf(shelf, _ -> true, "operator");
                case "shift", "z-report" -> all.shelf(shelf, _ -> true, "operator", "openedAt", "begunAt");
                case "refund-of-sale" -> all.shelf(shelf).stream().map(ToldAtEveryCutTest::sorted).toList();
                default -> all.shelf(shelf);
            };
            compared.put(shelf, lines(records));
        });
        compared.put("attempt states", lines(all.shelf("attempt").stream()
                .map(one -> (Map<?, ?>) one)
                .<Object>map(one -> one.get("attempt") + " " + one.get("state"))
                .toList()));
        return compared;
    }

    private static Object withTendersSorted(Object record) {
        var sorted = new TreeMap<Object, Object>((Map<?, ?>) record);
        sorted.computeIfPresent("tenders", (_, tenders) -> ((List<?>) tenders).stream()
                .map(String::valueOf)
                .sorted()
                .toList());
        return sorted;
    }

    private static Object sorted(Object refundsOfSale) {
        return ((List<?>) Objects.requireNonNull(((Map<?, ?>) refundsOfSale).get("refunds"))).stream()
                .map(String::valueOf)
                .sorted()
                .toList();
    }

    /// Those of one moment are kept in the order in which they came.
    private static String lines(List<Object> records) {
        return Records.lines(records).lines().sorted().reduce("", (one, next) -> one + next + "\n");
    }
}
