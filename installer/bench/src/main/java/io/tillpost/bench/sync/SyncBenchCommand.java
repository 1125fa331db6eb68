package io.tillpost.bench.sync;

import io.tillpost.bench.figure.Folders;
import io.tillpost.bench.figure.Report;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tillpost bench sync`.
@Command(name = "sync", mixinStandardHelpOptions = true, description = "How fast stores' journals come to head office, against the bare database.")
public final class SyncBenchCommand implements Callable<Integer> {
    private static final int FEWEST_PAIRS = 3;
    private static final int MOST_STORES = 16;
    private static final int FEWEST_EVENTS = 2_000;
    private static final int FEWEST_ROWS = 50_000;

    private final Path home;
    private final SyncBench.Machine machine;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

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

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param home the checkout, with its modules built
    /// @param nanoTime monotonic time in nanoseconds
    public SyncBenchCommand(Path home, Clock clock, SecureRandom random, LongSupplier nanoTime) {
        this.home = home;
        this.machine = new SyncBench.Machine(clock, random, nanoTime, IdSource.uuidV7(clock, random));
    }

    @Override
    public Integer call() throws IOException {
        require("--stores", stores, 1, MOST_STORES);
        require("--pairs", pairs, FEWEST_PAIRS, Integer.MAX_VALUE);
        require("--events", events, FEWEST_EVENTS, Integer.MAX_VALUE);
        if (rows != 0) {
            require("--rows", rows, FEWEST_ROWS, Integer.MAX_VALUE);
        }
        long chosen = seed == null ? machine.random().nextInt(Integer.MAX_VALUE) : seed;
        PrintStream words = json ? System.err : System.out;
        words.println(
                "bench sync, seed " + chosen + ", " + stores + " stores, " + pairs + " pairs of " + events
                        + " events each");
        var plan = new SyncBench.Plan(chosen, stores, pairs, events, rows);
        Path folder = Files.createTempDirectory("tillpost-bench-");
        try {
            Report report = new SyncBench(home, folder, plan, machine, words).run();
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
