package io.tillpost.central;

import io.tillpost.protocol.failpoint.ArmedFailpoint;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.log.Logging;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/// Starts the head-office program and hands it time, randomness and ids.
public final class CentralMain {
    /// A client that leaves in the middle of a TLS handshake is nothing wrong.
    private static final String LOG_LEVELS = """
            io.tillpost.level=INFO
            io.helidon.webserver.ConnectionHandler.level=SEVERE
            """;

    /// As a process that SIGKILL has ended.
    private static final int HALTED = 137;

    private CentralMain() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        Logging.start(LOG_LEVELS);
        System.exit(commandLine().execute(args));
    }

    /// `central` and what it can do, for the launcher.
    public static CommandLine commandLine() {
        // RFC 9325, 3.5: nobody but an attacker renegotiates; the JDK reads this with its first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        return CentralCommand.commandLine(
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime, user(),
                        credentials(),
                        failpoints()));
    }

    /// Where this process is to end or stall, see docs/reference/faults.md. Nothing in production sets it.
    private static Failpoints failpoints() {
        String written = System.getProperty("tillpost.failpoint");
        if (written == null) {
            return Failpoints.NONE;
        }
        System.getLogger(CentralMain.class.getName())
                .log(System.Logger.Level.ERROR,
                        "THIS NODE IS SET TO FAIL at {0}: never do that where sales count", written);
        return ArmedFailpoint.of(written, () -> Runtime.getRuntime().halt(HALTED), CentralMain::stall);
    }

    private static void stall() {
        while (true) {
            LockSupport.park();
        }
    }

    /// With whoever became that user by sudo(8).
    private static String user() {
        String user = System.getProperty("user.name", "unknown");
        String before = System.getenv("SUDO_USER");
        return before == null || before.isEmpty() || before.equals(user) ? user : user + " (" + before + ")";
    }

    /// systemd.exec(5), CREDENTIALS.
    private static @Nullable Path credentials() {
        String folder = System.getenv("CREDENTIALS_DIRECTORY");
        return folder == null || folder.isEmpty() ? null : Path.of(folder);
    }
}
