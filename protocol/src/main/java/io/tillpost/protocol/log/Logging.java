package io.tillpost.protocol.log;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/// The built-in logging of our programs: standard error, one line a record, by [SafeFormatter]. A file named by
/// `java.util.logging.config.file` takes its place.
public final class Logging {
    private static final String COMMON = """
            handlers=java.util.logging.ConsoleHandler
            java.util.logging.ConsoleHandler.level=ALL
            java.util.logging.ConsoleHandler.formatter=io.tillpost.protocol.log.SafeFormatter
            .level=WARNING
            """;

    private Logging() {}

    /// Starts it, once, from a main. What no thread caught goes the same way, and not around it to standard error.
    ///
    /// @param levels further lines like `io.tillpost.level=INFO`
    public static void start(String levels) {
        if (System.getProperty("java.util.logging.config.file") == null) {
            try {
                LogManager.getLogManager()
                        .readConfiguration(
                                new ByteArrayInputStream((COMMON + levels).getBytes(StandardCharsets.UTF_8)));
            } catch (IOException e) {
                throw new UncheckedIOException("reading from memory cannot fail", e);
            }
        }
        Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> Logger.getLogger("io.tillpost.uncaught")
                .log(Level.SEVERE, thrown, () -> "thread " + thread.getName() + " ended"));
    }
}
