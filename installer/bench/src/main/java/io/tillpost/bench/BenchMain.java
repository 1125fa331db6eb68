package io.tillpost.bench;

import io.tillpost.bench.agent.AgentBenchCommand;
import io.tillpost.bench.command.Machine;
import io.tillpost.bench.identity.IdentityBenchCommand;
import io.tillpost.bench.journal.JournalBenchCommand;
import io.tillpost.bench.sync.FleetBenchCommand;
import io.tillpost.bench.sync.SyncBenchCommand;
import io.tillpost.bench.till.TillBenchCommand;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.log.Logging;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The `tillpost bench` program.
public final class BenchMain {
    private static final int ENVIRONMENT = 3;
    private static final int FAULT = 70;

    /// A schema that is up to date is no news.
    private static final String LOG_LEVELS = "org.flywaydb.level=SEVERE\n";

    private BenchMain() {}

    /// Runs one bench and exits with its code: 0 within all limits, 1 beyond one, 3 if this machine cannot run it.
    public static void main(String[] args) {
        Logging.start(LOG_LEVELS);
        Path home = Path.of(System.getenv().getOrDefault("TILLPOST_HOME", ".")).toAbsolutePath().normalize();
        var machine = new Machine(Clock.systemUTC(), new SecureRandom(), System::nanoTime);
        var command = new CommandLine(new Bench()).addSubcommand(new TillBenchCommand(home, machine))
                .addSubcommand(new IdentityBenchCommand(home, machine))
                .addSubcommand(new AgentBenchCommand(home, machine))
                .addSubcommand(new JournalBenchCommand(machine))
                .addSubcommand(new SyncBenchCommand(home, machine))
                .addSubcommand(new FleetBenchCommand(home, machine));
        command.setExecutionExceptionHandler((fault, line, _) -> {
            line.getErr().println("tillpost bench: " + fault.getMessage());
            if (fault instanceof EnvironmentFault) {
                return ENVIRONMENT;
            }
            fault.printStackTrace(line.getErr());
            return FAULT;
        });
        System.exit(command.execute(args));
    }

    /// The root: by itself it only says which benches there are.
    @Command(name = "tillpost bench", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "BENCH", description = "Measures Tillpost on this machine.", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
        "0:all limits are kept", "1:a limit is missed", "2:the command line is wrong",
        "3:this machine cannot run it, e.g. no Chromium"})
    static final class Bench implements Runnable {
        @Spec
        private CommandSpec spec = CommandSpec.create();

        @Override
        public void run() {
            throw new ParameterException(spec.commandLine(), "a bench is missing");
        }
    }
}
