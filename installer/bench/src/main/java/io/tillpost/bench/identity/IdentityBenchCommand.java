package io.tillpost.bench.identity;

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

/// `tillpost bench identity`.
@Command(name = "identity", mixinStandardHelpOptions = true, description = "What the check of tokens and API keys costs, and every route of head office x every scope.")
public final class IdentityBenchCommand implements Callable<Integer> {
    private static final int FEWEST_PAIRS = 6;
    private static final int SHORTEST_SLICE_MS = 100;
    private static final int MOST_CLIENTS = 64;

    private final Path home;
    private final Machine machine;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "30", description = "How often each way is measured (default ${DEFAULT-VALUE}, at least 6).")
    private int pairs;

    @Option(names = "--slice-ms", paramLabel = "MS", defaultValue = "400", description = "How long each time (default ${DEFAULT-VALUE}, at least 100).")
    private int sliceMs;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "8", description = "How many ask at the same time (default ${DEFAULT-VALUE}, 2 to 64).")
    private int clients;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the order of the slices (default: random, printed).")
    private @Nullable Long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// What the bench takes from the machine.
    ///
    /// @param nanoTime monotonic time in nanoseconds
    public record Machine(Clock clock, SecureRandom random, LongSupplier nanoTime) {}

    /// @param home the checkout, with its modules built
    public IdentityBenchCommand(Path home, Machine machine) {
        this.home = home;
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException {
        require("--pairs", pairs, FEWEST_PAIRS, Integer.MAX_VALUE);
        require("--slice-ms", sliceMs, SHORTEST_SLICE_MS, Integer.MAX_VALUE);
        require("--clients", clients, 2, MOST_CLIENTS);
        long chosen = seed == null ? machine.random().nextInt(Integer.MAX_VALUE) : seed;
        PrintStream words = json ? System.err : System.out;
        words.println("bench identity, seed " + chosen + ", " + pairs + " pairs of slices of " + sliceMs
                + " ms, " + clients + " clients");
        var plan = new IdentityBench.Plan(chosen, pairs, Duration.ofMillis(sliceMs), clients);
        Path folder = Files.createTempDirectory("tillpost-bench-");
        try {
            Report report = new IdentityBench(home, folder, plan, machine, words).run();
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

    private void require(String option, int value, int least, int most) {
        if (value < least || value > most) {
            throw new ParameterException(spec.commandLine(), option + " is " + value + ", expected "
                    + (most == Integer.MAX_VALUE ? "at least " + least : least + " to " + most));
        }
    }
}
