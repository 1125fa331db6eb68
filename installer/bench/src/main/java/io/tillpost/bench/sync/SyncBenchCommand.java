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

/// `tillpost bench sync`.
@Command(name = "sync", mixinStandardHelpOptions = true, description = "How fast stores' journals come to head office, against the bare database.")
public final class SyncBenchCommand extends BenchCommand {
    private static final int FEWEST_PAIRS = 3;
    private static final int MOST_STORES = 16;
    private static final int FEWEST_EVENTS = 2_000;
    private static final int FEWEST_ROWS = 50_000;

    private final Path home;

    @Option(names = "--stores", paramLabel = "N", defaultValue = "4", description = "How many deliver at the same time (default ${DEFAULT-VALUE}, 1 to 16).")
    private int stores;

    @Option(names = "--pairs", paramLabel = "N", defaultValue = "7", description = "How often line and floor are measured (default ${DEFAULT-VALUE}, at least 3).")
    private int pairs;

    @Option(names = "--events", paramLabel = "N", defaultValue = "10000", description = "What each store has waiting each time (default ${DEFAULT-VALUE}, at least 2000).")
    private int events;

    @Option(names = "--rows", paramLabel = "N", defaultValue = "1000000", description = "Events in the large database (default ${DEFAULT-VALUE}, at least 50000; 0: growth is not measured).")
    private int rows;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what is sold (default: random, printed).")
    private @Nullable Long seed;

    /// @param home the checkout, with its modules built
    public SyncBenchCommand(Path home, Machine machine) {
        super(machine);
        this.home = home;
    }

    @Override
    protected Report measure(PrintStream words) throws IOException {
        require("--stores", stores, 1, MOST_STORES);
        require("--pairs", pairs, FEWEST_PAIRS);
        require("--events", events, FEWEST_EVENTS);
        if (rows != 0) {
            require("--rows", rows, FEWEST_ROWS);
        }
        long chosen = seed(seed);
        words.println(
                "bench sync, seed " + chosen + ", " + stores + " stores, " + pairs + " pairs of " + events
                        + " events each");
        var plan = new SyncBench.Plan(chosen, stores, pairs, events, rows);
        return inNewFolder(null,
                folder -> new SyncBench(home, folder, plan, SyncBench.Machine.of(machine()), words).run());
    }
}
