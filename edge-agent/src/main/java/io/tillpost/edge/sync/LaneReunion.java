package io.tillpost.edge.sync;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.sync.Reunion.Outcome;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// One lane's reunions with head office, each tried until it succeeds: while head office cannot be asked for its rows, the
/// pauses grow. Used on the conversation's thread; the work itself runs elsewhere.
final class LaneReunion {
    static final long NEVER = Long.MAX_VALUE;

    private static final Logger LOG = System.getLogger(LaneReunion.class.getName());
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
    /// A fork that head office answers with another fork is a fault somewhere, and must not make journals without end.
    private static final Duration FIRST_REST = Duration.ofMinutes(1);
    private static final Duration LONGEST_REST = Duration.ofHours(1);
    private static final int DOUBLINGS_MAX = 16;

    private final Lane lane;
    private final Reunion reunion;
    private final Elsewhere elsewhere;
    private final LongSupplier nanos;
    private @Nullable Task task;
    private @Nullable String failure;
    private boolean running;
    private int failures;
    private int forksWithoutAck;
    private long dueNanos;

    private interface Task {
        Outcome run() throws IOException;
    }

    private @Nullable Consumer<Outcome> done;

    LaneReunion(Lane lane, Reunion reunion, Elsewhere elsewhere, LongSupplier nanos) {
        this.lane = lane;
        this.reunion = reunion;
        this.elsewhere = elsewhere;
        this.nanos = nanos;
    }

    boolean isIgnorant() {
        return reunion.isIgnorant(lane);
    }

    /// Whether the row is here, with this hash.
    boolean has(JournalKey journal, long seq, Hash hash) {
        return reunion.has(journal, seq, hash);
    }

    /// Whether something is to be done, now or later.
    boolean isUnderWay() {
        return task != null;
    }

    /// Why it is not done yet; absent if nothing failed.
    @Nullable
    String failure() {
        return failure;
    }

    /// Head office took something: forks are of use.
    void acknowledged() {
        forksWithoutAck = 0;
    }

    /// Begins to fork the lane, in place of anything else that was to be done.
    void fork(String cause, long newestEpoch, Consumer<Outcome> then) {
        long rest = forksWithoutAck == 0
                ? 0
                : doubled(FIRST_REST, forksWithoutAck - 1, LONGEST_REST);
        forksWithoutAck++;
        begin(() -> reunion.fork(lane, cause, newestEpoch), then, rest);
    }

    /// Begins to learn what head office has of the time before a restore.
    void learn(Consumer<Outcome> then) {
        begin(() -> reunion.learn(lane), then, 0);
    }

    private void begin(Task what, Consumer<Outcome> then, long restNanos) {
        task = what;
        done = then;
        failure = null;
        failures = 0;
        dueNanos = nanos.getAsLong() + restNanos;
        var _ = step();
    }

    /// Does what is due; returns when it wants to be called again.
    long step() {
        Task current = task;
        if (current == null || running) {
            return NEVER;
        }
        if (nanos.getAsLong() < dueNanos) {
            return dueNanos;
        }
        running = true;
        try {
            elsewhere.away().execute(() -> work(current));
        } catch (RejectedExecutionException e) {
            failed("nobody is there to do it: " + e.getMessage());
        }
        return running ? NEVER : dueNanos;
    }

    private void work(Task current) {
        Runnable result;
        try {
            Outcome outcome = current.run();
            result = () -> succeeded(current, outcome);
        } catch (JournalClosedException e) {
            result = () -> {
                throw e;
            };
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "lane " + lane.wireName() + " waits for head office", e);
            result = () -> failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR,
                    "lane " + lane.wireName() + " cannot be reunited with head office, and is tried again",
                    e);
            result = () -> failed(String.valueOf(e.getMessage()));
        }
        elsewhere.home().execute(result);
    }

    private void succeeded(Task current, Outcome outcome) {
        running = false;
        Consumer<Outcome> then = done;
        if (current == task && then != null) {
            task = null;
            failure = null;
            then.accept(outcome);
        }
    }

    private void failed(String why) {
        running = false;
        failure = why;
        dueNanos = nanos.getAsLong() + doubled(FIRST_PAUSE, failures, LONGEST_PAUSE);
        failures = Math.min(failures + 1, DOUBLINGS_MAX);
    }

    private static long doubled(Duration first, int times, Duration longest) {
        return Math.min(longest.toNanos(), first.toNanos() << Math.min(times, DOUBLINGS_MAX));
    }
}
