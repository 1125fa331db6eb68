package io.tillpost.bench.journal;

import io.tillpost.bench.command.BenchCommand;
import io.tillpost.bench.command.Machine;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost bench journal`.
@Command(name = "journal", mixinStandardHelpOptions = true, description = "How quick the journal's durable appends are beside plain SQLite on the same disk.")
public final class JournalBenchCommand extends BenchCommand {
    private static final int SLICE_MS = 60;
    private static final int FEWEST_SECONDS = 5;
    private static final int MILLIS_PER_SECOND = 1_000;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "How long it is measured, after a warm-up (default ${DEFAULT-VALUE}, at least 5).")
    private int seconds;

    @Option(names = "--state", paramLabel = "DIR", description = "Measure on this folder's disk (default: that of temporary files). Nothing is left there.")
    private @Nullable Path state;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the order of the slices (default: random, printed).")
    private @Nullable Long seed;

    public JournalBenchCommand(Machine machine) {
        super(machine);
    }

    @Override
    protected Report measure(PrintStream words) throws IOException {
        require("--seconds", seconds, FEWEST_SECONDS);
        long chosen = seed(seed);
        int rounds = seconds * MILLIS_PER_SECOND / (SLICE_MS * Round.Kind.values().length);
        words.println("bench journal, seed " + chosen + ", " + rounds + " rounds of four slices of "
                + SLICE_MS + " ms");
        var plan = new JournalBench.Plan(chosen, rounds, Duration.ofMillis(SLICE_MS));
        var store = Store.fresh(machine().clock(), machine().random(), machine().nanoTime());
        return inNewFolder(state, folder -> new JournalBench(folder, plan, store, words).run());
    }
}
