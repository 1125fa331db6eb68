package io.tillpost.bench.journal;

import io.tillpost.bench.figure.Folders;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tillpost bench journal`.
@Command(name = "journal", mixinStandardHelpOptions = true, description = "How quick the journal's durable appends are beside plain SQLite on the same disk.")
public final class JournalBenchCommand implements Callable<Integer> {
    private static final int SLICE_MS = 60;
    private static final int FEWEST_SECONDS = 5;
    private static final int MILLIS_PER_SECOND = 1_000;

    private final Machine machine;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

    @Option(names = "--seconds", paramLabel = "N", defaultValue = "60", description = "How long it is measured, after a warm-up (default ${DEFAULT-VALUE}, at least 5).")
    private int seconds;

    @Option(names = "--state", paramLabel = "DIR", description = "Measure on this folder's disk (default: that of temporary files). Nothing is left there.")
    private @Nullable Path state;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the order of the slices (default: random, printed).")
    private @Nullable Long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// What the bench takes from the machine.
    ///
    /// @param nanoTime monotonic time in nanoseconds
    public record Machine(Clock clock, SecureRandom random, LongSupplier nanoTime) {}

    public JournalBenchCommand(Machine machine) {
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException {
        if (seconds < FEWEST_SECONDS) {
            throw new ParameterException(spec.commandLine(),
                    "--seconds is " + seconds + ", expected at least " + FEWEST_SECONDS);
        }
        long chosen = seed == null ? machine.random().nextInt(Integer.MAX_VALUE) : seed;
        int rounds = seconds * MILLIS_PER_SECOND / (SLICE_MS * Round.Kind.values().length);
        PrintStream words = json ? System.err : System.out;
        words.println("bench journal, seed " + chosen + ", " + rounds + " rounds of four slices of "
                + SLICE_MS + " ms");
        var plan = new JournalBench.Plan(chosen, rounds, Duration.ofMillis(SLICE_MS));
        Path folder = folder();
        try {
            Report report = new JournalBench(folder, plan,
                    Store.fresh(machine.clock(), machine.random(), machine.nanoTime()), words).run();
            if (json) {
                System.out.println(report.json());
            } else {
                report.show(System.out);
            }
            return report.holds() ? 0 : 1;
        } finally {
            Folders.delete(folder);
        }
    }

    private Path folder() throws IOException {
        String prefix = "tillpost-bench-";
        return state == null
                ? Files.createTempDirectory(prefix)
                : Files.createTempDirectory(Files.createDirectories(state), prefix);
    }
}
