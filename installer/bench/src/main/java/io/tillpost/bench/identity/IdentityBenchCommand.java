package io.tillpost.bench.identity;

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

/// `tillpost bench identity`.
@Command(name = "identity", mixinStandardHelpOptions = true, description = "What the check of tokens and API keys costs, and every route of head office x every scope.")
public final class IdentityBenchCommand extends BenchCommand {
    private static final int FEWEST_PAIRS = 6;
    private static final int SHORTEST_SLICE_MS = 100;
    private static final int MOST_CLIENTS = 64;

    private final Path home;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "30", description = "How often each way is measured (default ${DEFAULT-VALUE}, at least 6).")
    private int pairs;

    @Option(names = "--slice-ms", paramLabel = "MS", defaultValue = "400", description = "How long each time (default ${DEFAULT-VALUE}, at least 100).")
    private int sliceMs;

    @Option(names = "--clients", paramLabel = "N", defaultValue = "8", description = "How many ask at the same time (default ${DEFAULT-VALUE}, 2 to 64).")
    private int clients;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the order of the slices (default: random, printed).")
    private @Nullable Long seed;

    /// @param home the checkout, with its modules built
    public IdentityBenchCommand(Path home, Machine machine) {
        super(machine);
        this.home = home;
    }

    @Override
    protected Report measure(PrintStream words) throws IOException {
        require("--pairs", pairs, FEWEST_PAIRS);
        require("--slice-ms", sliceMs, SHORTEST_SLICE_MS);
        require("--clients", clients, 2, MOST_CLIENTS);
        long chosen = seed(seed);
        words.println("bench identity, seed " + chosen + ", " + pairs + " pairs of slices of " + sliceMs
                + " ms, " + clients + " clients");
        var plan = new IdentityBench.Plan(chosen, pairs, Duration.ofMillis(sliceMs), clients);
        return inNewFolder(null,
                folder -> new IdentityBench(home, folder, plan, machine(), words).run());
    }
}
