package io.tillpost.bench.till;

import io.tillpost.bench.command.BenchCommand;
import io.tillpost.bench.command.Machine;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost bench till`.
@Command(name = "till", mixinStandardHelpOptions = true, description = "The till page in headless Chromium, against a real agent with 50,000 articles.")
public final class TillBenchCommand extends BenchCommand {
    private final Path home;

    @Option(names = "--scans", paramLabel = "N", defaultValue = "200", description = "How many scans are timed (default ${DEFAULT-VALUE}).")
    private int scans;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the catalogue and what is scanned (default: random, printed).")
    private @Nullable Long seed;

    /// @param home the checkout, with its modules built
    public TillBenchCommand(Path home, Machine machine) {
        super(machine);
        this.home = home;
    }

    @Override
    protected Report measure(PrintStream words) throws IOException {
        long chosen = seed(seed);
        words.println("bench till, seed " + chosen);
        return inNewFolder(null,
                folder -> new TillBench(home, folder, chosen, scans, machine().nanoTime(), words).run());
    }
}
