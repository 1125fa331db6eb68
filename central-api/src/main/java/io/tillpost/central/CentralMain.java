package io.tillpost.central;

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

/// Starts the head-office program and hands it time, randomness and ids.
public final class CentralMain {
    /// Libraries speak when something is wrong; one line per record, to standard error. A client that leaves in the middle
    /// of a TLS handshake is nothing wrong.
    private static final String LOGGING = """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.SimpleFormatter.format=%1$tFT%1$tT.%1$tL%1$tz %4$s %3$s %5$s%6$s%n
            .level=WARNING
            io.tillpost.level=INFO
            io.helidon.webserver.ConnectionHandler.level=SEVERE
            """;

    private CentralMain() {}

    /// Runs one command and exits with its code.
    public static void main(String[] args) {
        if (System.getProperty("java.util.logging.config.file") == null) {
            logToStandardError();
        }
        System.exit(commandLine().execute(args));
    }

    /// `central` and what it can do, for the launcher.
    public static CommandLine commandLine() {
        // RFC 9325, 3.5: nobody but an attacker renegotiates; the JDK reads this with its first handshake.
        System.setProperty("jdk.tls.rejectClientInitiatedRenegotiation", "true");
        var clock = Clock.systemUTC();
        var random = new SecureRandom();
        return CentralCommand.commandLine(
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime, credentials()));
    }

    /// systemd.exec(5), CREDENTIALS.
    private static @Nullable Path credentials() {
        String folder = System.getenv("CREDENTIALS_DIRECTORY");
        return folder == null || folder.isEmpty() ? null : Path.of(folder);
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
