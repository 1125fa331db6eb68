package io.tillpost.edge;

import io.tillpost.edge.cli.QueueCommand;
import io.tillpost.edge.cli.SyncCommand;
import io.tillpost.protocol.failpoint.ArmedFailpoint;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.log.Logging;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Starts the agent's program and hands it time, randomness and ids.
public final class AgentMain {
    private static final String LOG_LEVELS = """
            io.tillpost.level=INFO
            io.helidon.webserver.ConnectionHandler.level=SEVERE
            """;

    /// As a process that SIGKILL has ended.
    private static final int HALTED = 137;

    private AgentMain() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        Logging.start(LOG_LEVELS);
        boolean sells = args.length == 3 && args[0].equals("run") && args[1].equals("--config");
        System.exit(sells
                ? AgentCommand.run(Path.of(args[2]), machine(),
                        new PrintWriter(System.out, true, System.out.charset()),
                        new PrintWriter(System.err, true, System.err.charset()))
                : commandLine().execute(args));
    }

    /// `agent` and what it can do, for the launcher.
    public static CommandLine commandLine() {
        return AgentCommand.commandLine(machine(), System.in);
    }

    private static Machine machine() {
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        return new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime, random,
                credentials(), failpoints());
    }

    /// Where this process is to end or stall, see docs/reference/faults.md. Nothing in production sets it.
    private static Failpoints failpoints() {
        String written = System.getProperty("tillpost.failpoint");
        if (written == null) {
            return Failpoints.NONE;
        }
        System.getLogger(AgentMain.class.getName())
                .log(System.Logger.Level.ERROR,
                        "THIS AGENT IS SET TO FAIL at {0}: never do that where sales count", written);
        return ArmedFailpoint.of(written, () -> Runtime.getRuntime().halt(HALTED), AgentMain::stall);
    }

    private static void stall() {
        while (true) {
            LockSupport.park();
        }
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
