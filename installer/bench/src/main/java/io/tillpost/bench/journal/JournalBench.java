package io.tillpost.bench.journal;

import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.figure.Report;
import io.tillpost.bench.figure.Samples;
import io.tillpost.bench.journal.Round.Kind;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.ToDoubleFunction;

/// One run of the bench. The marks are explained in docs/reference/agent-budgets.md.
final class JournalBench {
    /// Tills of a busy store that append at the same time.
    static final int TILLS = 8;
    private static final int SAMPLE_ROWS = 512;
    private static final int LOG_APPENDS = 1_200;
    private static final int WARM_UP_ROUNDS = 20;
    private static final int MEDIAN = 50;

    private final Path folder;
    private final Plan plan;
    private final Store store;
    private final PrintStream words;

    /// How it is measured.
    ///
    /// @param seed decides in which order the slices of a round come
    /// @param rounds how many
    /// @param slice how long one lasts
    record Plan(long seed, int rounds, Duration slice) {}

    JournalBench(Path folder, Plan plan, Store store, PrintStream words) {
        this.folder = folder;
        this.plan = plan;
        this.store = store;
        this.words = words;
    }

    Report run() throws IOException {
        try (var journal = new JournalAppends(store, folder.resolve("journal"), TILLS);
                var alone = new AloneFloor(sampled("floor-single"));
                var crowd = new CrowdFloor(sampled("floor-eight"))) {
            Map<Kind, Appending> targets = new EnumMap<>(Map.of(Kind.SINGLE, journal, Kind.EIGHT, journal,
                    Kind.FLOOR_SINGLE, alone, Kind.FLOOR_EIGHT, crowd));
            var random = new Random(plan.seed);
            targets.values().forEach(JournalBench::fillLog);
            for (int i = 0; i < WARM_UP_ROUNDS; i++) {
                var _ = round(targets, random);
            }
            List<Round> rounds = new ArrayList<>();
            for (int i = 0; i < plan.rounds; i++) {
                rounds.add(round(targets, random));
                show(i + 1, rounds.getLast());
            }
            return new Report("journal", figures(rounds));
        }
    }

    /// Until the write-ahead log has been round once: a log that still grows costs several times as much to sync, on both
    /// sides, as one that is written over.
    private static void fillLog(Appending target) {
        for (int i = 0; i < LOG_APPENDS; i++) {
            target.append(i % TILLS);
        }
    }

    /// Rows that the journal itself sealed, in a file with its schema.
    private PlainRows sampled(String name) {
        Path there = folder.resolve(name);
        try (var journal = store.open(there)) {
            var stamp = store.stamp(1);
            var _ = journal.commit(unit -> {
                for (int i = 1; i <= SAMPLE_ROWS; i++) {
                    var _ = unit.append(stamp, store.sale(i));
                }
                return true;
            });
        }
        return new PlainRows(there.resolve("journal.db"), store.ids());
    }

    private Round round(Map<Kind, Appending> targets, Random random) {
        var order = new ArrayList<>(List.of(Kind.values()));
        Collections.shuffle(order, random);
        var slices = new EnumMap<Kind, Slice>(Kind.class);
        for (Kind kind : order) {
            int tills = kind == Kind.EIGHT || kind == Kind.FLOOR_EIGHT ? TILLS : 1;
            slices.put(kind, Slice.of(Objects.requireNonNull(targets.get(kind)), tills, plan.slice,
                    store.nanoTime()));
        }
        return new Round(slices);
    }

    private void show(int number, Round round) {
        words.printf(Locale.ROOT, "  round %d: one till %.0f/s, floor %.0f/s (%.3f); eight %.0f/s, floor"
                + " %.0f/s (%.3f)%n", number, round.perSecond(Kind.SINGLE),
                round.perSecond(Kind.FLOOR_SINGLE), round.ratioSingle(), round.perSecond(Kind.EIGHT),
                round.perSecond(Kind.FLOOR_EIGHT), round.ratioEight());
    }

    private List<Figure> figures(List<Round> rounds) {
        var figures = new ArrayList<Figure>();
        figures.add(Figure.reaching("ratio_single", "one till's appends per second / the floor's, median",
                Round.percentile(rounds, Round::ratioSingle, MEDIAN), 0.9));
        spread(figures, "ratio_single", rounds, Round::ratioSingle);
        figures.add(Figure.reaching("ratio_eight", "likewise eight tills at once",
                Round.percentile(rounds, Round::ratioEight, MEDIAN), 0.85));
        spread(figures, "ratio_eight", rounds, Round::ratioEight);
        figures.add(new Figure("p99_ratio", "one till: 99 % of all appends within, / the floor's",
                p99(rounds, Kind.SINGLE) / p99(rounds, Kind.FLOOR_SINGLE), 3d));
        figures.add(new Figure("p99_eight_ratio", "likewise eight tills at once",
                p99(rounds, Kind.EIGHT) / p99(rounds, Kind.FLOOR_EIGHT), 3d));
        figures.add(Figure.reaching("group_gain", "eight tills' appends per second / one till's, median",
                Round.percentile(rounds, Round::groupGain, MEDIAN), 2));
        absolutes(figures, rounds);
        figures.add(reported("seed", "the order of the slices", (double) plan.seed));
        figures.add(reported("rounds", "how often all four were measured", plan.rounds));
        figures.add(reported("slice_ms", "how long each time", (double) plan.slice.toMillis()));
        return figures;
    }

    private static void absolutes(List<Figure> figures, List<Round> rounds) {
        figures.add(reported("single_per_s", "one till's durable appends per second, median",
                Round.percentile(rounds, round -> round.perSecond(Kind.SINGLE), MEDIAN)));
        figures.add(reported("eight_tills_per_s", "likewise eight tills together",
                Round.percentile(rounds, round -> round.perSecond(Kind.EIGHT), MEDIAN)));
        figures.add(reported("floor_single_per_s", "plain SQLite, one row a transaction, median",
                Round.percentile(rounds, round -> round.perSecond(Kind.FLOOR_SINGLE), MEDIAN)));
        figures.add(reported("floor_eight_per_s", "plain SQLite, eight tills, one writer, median",
                Round.percentile(rounds, round -> round.perSecond(Kind.FLOOR_EIGHT), MEDIAN)));
        figures.add(reported("p99_ms", "one till: 99 % of all appends within",
                p99(rounds, Kind.SINGLE)));
        figures.add(reported("p99_eight_ms", "eight tills: 99 % of all appends within",
                p99(rounds, Kind.EIGHT)));
        figures.add(reported("p50_ms", "one till: half of all appends within",
                new Samples(Round.micros(rounds, Kind.SINGLE)).percentileMs(MEDIAN)));
    }

    private static double p99(List<Round> rounds, Kind kind) {
        return new Samples(Round.micros(rounds, kind)).percentileMs(99);
    }

    private static void spread(List<Figure> figures, String name, List<Round> rounds,
            ToDoubleFunction<Round> figure) {
        figures.add(reported(name + "_p10", "likewise, one round in ten is lower",
                Round.percentile(rounds, figure, 10)));
        figures.add(reported(name + "_p90", "likewise, one round in ten is higher",
                Round.percentile(rounds, figure, 90)));
    }

    private static Figure reported(String name, String what, double value) {
        return new Figure(name, what, value, null);
    }
}
