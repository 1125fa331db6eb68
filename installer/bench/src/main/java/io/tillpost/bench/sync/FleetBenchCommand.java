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

/// `tillpost bench fleet`.
@Command(name = "fleet", mixinStandardHelpOptions = true, description = "All stores of a chain come back at once, each with a day's backlog.")
public final class FleetBenchCommand implements Callable<Integer> {
    private static final int MOST_STORES = 2_000;
    private static final int MOST_EVENTS = 5_000;

    private final Path home;
    private final SyncBench.Machine machine;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

    @Option(names = "--stores", paramLabel = "N", defaultValue = "500", description = "How many (default ${DEFAULT-VALUE}, 2 to 2000).")
    private int stores;

    @Option(names = "--events", paramLabel = "N", defaultValue = "400", description = "What each has waiting (default ${DEFAULT-VALUE}, 1 to 5000).")
    private int events;

    @Option(names = "--seed", paramLabel = "N", description = "Decides what is sold (default: random, printed).")
    private @Nullable Long seed;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// @param home the checkout, with its modules built
    /// @param nanoTime monotonic time in nanoseconds
    public FleetBenchCommand(Path home, Clock clock, SecureRandom random, LongSupplier nanoTime) {
        this.home = home;
        this.machine = new SyncBench.Machine(clock, random, nanoTime, IdSource.uuidV7(clock, random));
    }

    @Override
    public Integer call() throws IOException {
        require("--stores", stores, 2, MOST_STORES);
        require("--events", events, 1, MOST_EVENTS);
        long chosen = seed == null ? machine.random().nextInt(Integer.MAX_VALUE) : seed;
        PrintStream words = json ? System.err : System.out;
        words.println("bench fleet, seed " + chosen + ", " + stores + " stores, " + events + " events each");
        Path folder = Files.createTempDirectory("tillpost-bench-");
        try {
            Report report = new FleetBench(home, folder, new FleetBench.Plan(chosen, stores, events), machine,
                    words).run();
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
            throw new ParameterException(spec.commandLine(),
                    option + " is " + value + ", expected " + least + " to " + most);
        }
    }
}
