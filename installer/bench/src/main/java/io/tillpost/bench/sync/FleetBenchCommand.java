package io.tillpost.bench.sync;

import io.tillpost.bench.command.BenchCommand;
import io.tillpost.bench.command.Machine;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost bench fleet`.
@Command(name = "fleet", mixinStandardHelpOptions = true, description = "All stores of a chain come back at once, each with a day's backlog.")
public final class FleetBenchCommand extends BenchCommand {
    private static final int MOST_STORES = 2_000;
    private static final int MOST_EVENTS = 5_000;

    private final Path home;

    @Option(names = "--stores", paramLabel = "N", defaultValue = "500", description = "How many (default ${DEFAULT-VALUE}, 2 to 2000).")
    private int stores;

    @Option(names = "--events", paramLabel = "N", defaultValue = "400", description = "What each has waiting (default ${DEFAULT-VALUE}, 1 to 5000).")
    private int events;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what is sold (default: random, printed).")
    private @Nullable Long seed;

    /// @param home the checkout, with its modules built
    public FleetBenchCommand(Path home, Machine machine) {
        super(machine);
        this.home = home;
    }

    @Override
    protected Report measure(PrintStream words) throws IOException {
        require("--stores", stores, 2, MOST_STORES);
        require("--events", events, 1, MOST_EVENTS);
        long chosen = seed(seed);
        words.println("bench fleet, seed " + chosen + ", " + stores + " stores, " + events + " events each");
        var plan = new FleetBench.Plan(chosen, stores, events);
        return inNewFolder(null,
                folder -> new FleetBench(home, folder, plan, SyncBench.Machine.of(machine()), words).run());
    }
}
