package io.tillpost.installer.launcher;

import io.tillpost.central.CentralMain;
import io.tillpost.edge.AgentMain;
import io.tillpost.installer.demo.DemoCommand;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.logging.LogManager;
import picocli.CommandLine;

/// The `tillpost` command.
public final class TillpostMain {
    /// Libraries speak when something is wrong.
    private static final String LOGGING = """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n
            .level=WARNING
            """;

    private TillpostMain() {}

    /// Runs one command and ends with its exit code.
    public static void main(String[] args) {
        if (System.getProperty("java.util.logging.config.file") == null) {
            logToStandardError();
        }
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        var environment = System.getenv();
        Path home = Path.of(environment.getOrDefault("TILLPOST_HOME", ".")).toAbsolutePath().normalize();
        var machine = new DemoCommand.Machine(home, environment, Clock.systemUTC(), System::nanoTime,
                new SecureRandom());
        return new CommandLine(new TillpostCommand())
                .addSubcommand(new DemoCommand(machine))
                .addSubcommand(new BrokerCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler(new ExitCodes())
                // Added last: they say themselves what stopped them.
                .addSubcommand(AgentMain.commandLine())
                .addSubcommand(CentralMain.commandLine())
                .addSubcommand(AgentMain.simulateCommandLine());
    }

    private static void logToStandardError() {
        try {
            LogManager.getLogManager()
                    .readConfiguration(new ByteArrayInputStream(LOGGING.getBytes(StandardCharsets.UTF_8)));
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }
}
