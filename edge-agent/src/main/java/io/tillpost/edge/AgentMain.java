package io.tillpost.edge;

import io.tillpost.protocol.journal.IdSource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.logging.LogManager;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Starts the agent's program and hands it time, randomness and ids.
public final class AgentMain {
    /// Libraries speak when something is wrong; one line per record, to standard error.
    private static final String LOGGING = """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n
            .level=WARNING
            io.tillpost.level=INFO
            io.helidon.webserver.ConnectionHandler.level=SEVERE
            """;

    private AgentMain() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        if (System.getProperty("java.util.logging.config.file") == null) {
            logToStandardError();
        }
        System.exit(commandLine().execute(args));
    }

    /// `agent` and what it can do, for the launcher.
    public static CommandLine commandLine() {
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        return AgentCommand.commandLine(
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime, random,
                        credentials()),
                System.in);
    }

    /// systemd.exec(5), CREDENTIALS.
    private static @Nullable Path credentials() {
        String folder = System.getenv("CREDENTIALS_DIRECTORY");
        return folder == null || folder.isEmpty() ? null : Path.of(folder);
    }

    /// `simulate` and the devices that it can be, for the launcher.
    public static CommandLine simulateCommandLine() {
        return SimulateCommand.commandLine();
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
