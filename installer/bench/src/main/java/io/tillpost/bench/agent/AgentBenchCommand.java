package io.tillpost.bench.agent;

import io.tillpost.bench.figure.Report;
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

/// `tillpost bench agent`.
@Command(name = "agent", mixinStandardHelpOptions = true, description = "How soon an agent with a large journal sells after its start, and how much memory it needs.")
public final class AgentBenchCommand implements Callable<Integer> {
    private static final int FEWEST_SALES = 100;
    private static final int MIB_BITS = 20;

    private final Path home;
    private final Machine machine;

    @Option(names = "--json", description = "Only JSON on standard output.")
    private boolean json;

    @Option(names = "--journal-mib", paramLabel = "MIB", defaultValue = "1024", description = "Size of the journal that the agent starts with (default ${DEFAULT-VALUE}).")
    private int journalMib;

    @Option(names = "--starts", paramLabel = "N", defaultValue = "5", description = "How often it is started after a clean stop, and after a kill (default ${DEFAULT-VALUE}).")
    private int starts;

    @Option(names = "--sales", paramLabel = "N", defaultValue = "10000", description = "After how many its memory is looked at (default ${DEFAULT-VALUE}, at least 100).")
    private int sales;

    @Option(names = "--state", paramLabel = "DIR", description = "Keeps the large journal for the next run (default: tillpost-bench-agent in the folder of temporary files).")
    private @Nullable Path state;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// What the bench takes from the machine.
    ///
    /// @param nanoTime monotonic time in nanoseconds
    public record Machine(Clock clock, SecureRandom random, LongSupplier nanoTime) {}

    /// @param home the checkout, with its modules built
    public AgentBenchCommand(Path home, Machine machine) {
        this.home = home;
        this.machine = machine;
    }

    @Override
    public Integer call() throws IOException {
        require("--starts", starts, 1);
        require("--sales", sales, FEWEST_SALES);
        require("--journal-mib", journalMib, 1);
        PrintStream words = json ? System.err : System.out;
        Path folder = Files.createDirectories(state == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "tillpost-bench-agent")
                : state).toAbsolutePath();
        words.println("bench agent, " + journalMib + " MiB of journal, " + sales + " sales, state in "
                + folder);
        var plan = new AgentBench.Plan((long) journalMib << MIB_BITS, starts, sales);
        Report report = new AgentBench(home, folder, plan, machine, words).run();
        if (json) {
            System.out.println(report.json());
        } else {
            report.show(System.out);
        }
        return report.holds() ? 0 : 1;
    }

    private void require(String option, int value, int least) {
        if (value < least) {
            throw new ParameterException(spec.commandLine(),
                    option + " is " + value + ", expected at least " + least);
        }
    }
}
