package io.tillpost.installer.launcher;

import io.tillpost.central.CentralMain;
import io.tillpost.edge.AgentMain;
import io.tillpost.installer.demo.DemoCommand;
import io.tillpost.installer.faults.FaultsCommand;
import io.tillpost.installer.faults.world.Ground;
import io.tillpost.protocol.log.Logging;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import picocli.CommandLine;

/// The `tillpost` command.
public final class TillpostMain {
    private TillpostMain() {}

    /// Runs one command and ends with its exit code.
    public static void main(String[] args) {
        Logging.start("");
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var environment = System.getenv();
        Path home = Path.of(environment.getOrDefault("TILLPOST_HOME", ".")).toAbsolutePath().normalize();
        var machine = new DemoCommand.Machine(home, environment, Clock.systemUTC(), System::nanoTime,
                new SecureRandom());
        return new CommandLine(new TillpostCommand())
                .addSubcommand(new DemoCommand(machine))
                .addSubcommand(new FaultsCommand(new Ground(home, environment, machine.clock(),
                        machine.nanoTime(), machine.random())))
                .addSubcommand(new BrokerCommand())
                .addSubcommand(new CardScanCommand())
                .addSubcommand(new PrepareCommand(home, machine.random()))
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ExitCodes())
                // Added last: they say themselves what stopped them.
                .addSubcommand(AgentMain.commandLine())
                .addSubcommand(AgentMain.syncCommandLine())
                .addSubcommand(AgentMain.queueCommandLine())
                .addSubcommand(CentralMain.commandLine())
                .addSubcommand(AgentMain.simulateCommandLine());
    }
}
