package io.tillpost.edge;

import java.util.ArrayDeque;
import java.util.Deque;

/// What was opened, to be closed in reverse. For one thread.
final class Parts implements AutoCloseable {
    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /// Keeps one more.
    <T extends AutoCloseable> T add(T part) {
        opened.push(part);
        return part;
    }

    /// Closes all, whatever one of them says.
    @Override
    public void close() {
        while (!opened.isEmpty()) {
            try {
                opened.pop().close();
            } catch (Exception e) {
                System.getLogger(Parts.class.getName())
                        .log(System.Logger.Level.WARNING, "a part did not close cleanly", e);
            }
        }
    }
}
