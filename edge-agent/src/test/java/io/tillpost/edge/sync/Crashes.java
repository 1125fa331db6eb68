package io.tillpost.edge.sync;

import io.tillpost.protocol.failpoint.Failpoints;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Ends a simulated agent at a named point: the disk is copied as it is at that moment, and an error unwinds the thread.
/// What the agent still does on its way out reaches nobody, for its line is cut before.
final class Crashes implements Failpoints {
    static final List<String> POINTS = List.of("journal.before-commit", "journal.after-commit",
            "journal.after-mirror", "sync.after-send", "sync.before-acknowledge", "fork.before-commit");

    private final Consumer<String> copyTheDisk;
    private final Map<String, Integer> counts = new TreeMap<>();
    private volatile String armed = "";
    private final AtomicInteger left = new AtomicInteger();
    private volatile boolean exploded;

    /// @param copyTheDisk hears the point, on the thread that dies
    Crashes(Consumer<String> copyTheDisk) {
        this.copyTheDisk = copyTheDisk;
    }

    /// The `times`th time that the agent is at `point` it dies.
    void arm(String point, int times) {
        left.set(times);
        armed = point;
    }

    void disarm() {
        armed = "";
    }

    boolean exploded() {
        return exploded;
    }

    /// It lives again.
    void revived() {
        exploded = false;
    }

    Map<String, Integer> counts() {
        return counts;
    }

    @Override
    public void reached(String point) {
        if (exploded || !point.equals(armed)) {
            return;
        }
        if (left.decrementAndGet() > 0) {
            return;
        }
        armed = "";
        copyTheDisk.accept(point);
        counts.merge(point, 1, Integer::sum);
        exploded = true;
        throw new Crash(point);
    }

    /// The agent is gone.
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;

        Crash(String point) {
            super("died at " + point, null, false, false);
        }
    }
}
