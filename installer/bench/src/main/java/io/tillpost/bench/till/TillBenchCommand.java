package io.tillpost.bench.till;

import io.tillpost.bench.figure.Folders;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost bench till`.
@Command(name = "till", mixinStandardHelpOptions = true, description = "The till page in headless Chromium, against a real agent with 50,000 articles.")
public final class TillBenchCommand implements Callable<Integer> {
    private final Path home;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

    @Option(names = "--scans", paramLabel = "N", defaultValue = "200", description = "How many scans are timed (default ${DEFAULT-VALUE}).")
    private int scans;

    @Option(names = "--seed", paramLabel = "N", description = "Decides the catalogue and what is scanned (default: random, printed).")
    private @Nullable Long seed;

    /// @param home the checkout, with its modules built
    public TillBenchCommand(Path home, LongSupplier nanoTime, RandomGenerator random) {
        this.home = home;
        this.nanoTime = nanoTime;
        this.random = random;
    }

    @Override
    public Integer call() throws IOException {
        long chosen = seed == null ? random.nextInt(Integer.MAX_VALUE) : seed;
        PrintStream words = json ? System.err : System.out;
        words.println("bench till, seed " + chosen);
        Path folder = Files.createTempDirectory("tillpost-bench-");
        try {
            Report report = new TillBench(home, folder, chosen, scans, nanoTime, words).run();
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
}
