package io.tillpost.bench.agent;

import io.tillpost.bench.command.BenchCommand;
import io.tillpost.bench.command.Machine;
import io.tillpost.bench.figure.Report;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost bench agent`.
@Command(name = "agent", mixinStandardHelpOptions = true, description = "How soon an agent with a large journal sells after its start, and how much memory it needs.")
public final class AgentBenchCommand extends BenchCommand {
    private static final int FEWEST_SALES = 100;
    private static final int MIB_BITS = 20;

    private final Path home;

    @Option(names = "--journal-mib", paramLabel = "MIB", defaultValue = "1024", description = "Size of the journal that the agent starts with (default ${DEFAULT-VALUE}).")
    private int journalMib;

    @Option(names = "--starts", paramLabel = "N", defaultValue = "5", description = "How often it is started after a clean stop, and after a kill (default ${DEFAULT-VALUE}).")
    private int starts;

    @Option(names = "--sales", paramLabel = "N", defaultValue = "10000", description = "After how many its memory is looked at (default ${DEFAULT-VALUE}, at least 100).")
    private int sales;

    @Option(names = "--state", paramLabel = "DIR", description = "Keeps the large journal for the next run (default: tillpost-bench-agent in the folder of temporary files).")
    private @Nullable Path state;

    /// @param home the checkout, with its modules built
    public AgentBenchCommand(Path home, Machine machine) {
        super(machine);
        this.home = home;
    }

    @Override
    protected Report measure(PrintStream words) throws IOException {
        require("--starts", starts, 1);
        require("--sales", sales, FEWEST_SALES);
        require("--journal-mib", journalMib, 1);
        Path folder = Files.createDirectories(state == null
                ? Path.of(System.getProperty("java.io.tmpdir"), "tillpost-bench-agent")
                : state).toAbsolutePath();
        words.println("bench agent, " + journalMib + " MiB of journal, " + sales + " sales, state in "
                + folder);
        var plan = new AgentBench.Plan((long) journalMib << MIB_BITS, starts, sales);
        return new AgentBench(home, folder, plan, machine(), words).run();
    }
}
