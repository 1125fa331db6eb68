package io.tillpost.central;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/// Everything that is logged in this JVM while it is open, with stack traces.
public final class CapturedLog implements AutoCloseable {
    private final Logger root = Logger.getLogger("");
    private final Queue<String> lines = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {
        @Override
        public void publish(LogRecord entry) {
            lines.add(new SimpleFormatter().format(entry));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private CapturedLog() {
        root.addHandler(handler);
    }

    /// Starts to listen.
    public static CapturedLog start() {
        return new CapturedLog();
    }

    /// What was logged until now.
    public String text() {
        return lines.stream().collect(Collectors.joining());
    }

    @Override
    public void close() {
        root.removeHandler(handler);
    }
}
