package io.tillpost.edge;

import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.log.Logging;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Starts the agent's program and hands it time, randomness and ids.
public final class AgentMain {
    private static final String LOG_LEVELS = """
            io.tillpost.level=INFO
            io.helidon.webserver.ConnectionHandler.level=SEVERE
            """;

    private AgentMain() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        Logging.start(LOG_LEVELS);
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

    /// `sync`, for the launcher: questions to the agent that runs here.
    public static CommandLine syncCommandLine() {
        return SyncCommand.commandLine();
    }

    /// `queue`, likewise.
    public static CommandLine queueCommandLine() {
        return QueueCommand.commandLine();
    }

    /// `simulate` and the devices that it can be, for the launcher.
    public static CommandLine simulateCommandLine() {
        return SimulateCommand.commandLine();
    }
}
