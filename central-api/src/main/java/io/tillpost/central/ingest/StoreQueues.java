package io.tillpost.central.ingest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs the messages of each store one after the other and those of different stores side by side, on a few threads. A
/// store with a backlog does not keep others waiting: after each message it goes to the end of the line. What waits is
/// bounded, per store and in bytes. Safe for use by all threads.
///
/// A broker takes acknowledgements in the order of its messages alone (MQTT 5, 4.6), so one that is worked on for long
/// would hold up all stores'. After [#PATIENCE] it is let go of while the work goes on, and with it what waits behind it:
/// no more than a store may have waiting, for as many stores as there are threads. What its sender does not repeat is never
/// let go of before it is worked off, and does not wait behind what is.
public final class StoreQueues implements AutoCloseable {
    /// As long as an agent waits for an answer before it sends the same again.
    public static final Duration PATIENCE = Duration.ofSeconds(2);

    private static final System.Logger LOG = System.getLogger(StoreQueues.class.getName());
    /// An agent has one batch per lane and a hello under way; more are repeats, and the last one says it all.
    private static final int WAITING_PER_STORE_MAX = 8;
    private static final int CLOSE_TIMEOUT_S = 10;
    private static final int LOOK_EVERY_MS = 250;

    private final ExecutorService forRepeated;
    private final ExecutorService forSaidOnce;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("ingest-patience").factory());
    private final long bytesMax;
    private final LongSupplier nanoTime;
    private final Load load;
    private final Map<Key, Line> lines = new HashMap<>();
    private long bytesWaiting;

    /// What becomes of a message that a node takes and loses.
    public enum Kind {
        /// Its agent sends it again until head office itself has answered: batches and hellos.
        REPEATED,
        /// Nobody sends it again: presence and reports on commands.
        SAID_ONCE
    }

    private record Key(String store, Kind kind) {}

    /// The messages of one kind of one store: one is worked on, others wait.
    private static final class Line {
        private final Queue<Message> waiting = new ArrayDeque<>();
        private Message current;
        /// Since when it is worked on; absent while it waits for a thread.
        private @Nullable Long sinceNanos;

        Line(Message first) {
            current = first;
        }

        boolean isSlow(long nowNanos) {
            return sinceNanos != null && nowNanos - sinceNanos >= PATIENCE.toNanos();
        }
    }

    /// One message and the work on it.
    private static final class Message {
        private final Runnable work;
        private final Runnable done;
        private final int bytes;
        private final AtomicBoolean gone = new AtomicBoolean();

        Message(Runnable work, Runnable done, int bytes) {
            this.work = work;
            this.done = done;
            this.bytes = bytes;
        }

        void letGo() {
            if (gone.compareAndSet(false, true)) {
                try {
                    done.run();
                } catch (RuntimeException | Error e) {
                    LOG.log(System.Logger.Level.DEBUG, "a message could not be let go of", e);
                }
            }
        }
    }

    /// @param threads messages of each kind that are worked on at a time, at most
    /// @param bytesMax of messages that wait or are worked on, all stores together
    /// @param nanoTime monotonic time in nanoseconds
    /// @param load hears how long messages waited for a thread and took
    public StoreQueues(int threads, long bytesMax, LongSupplier nanoTime, Load load) {
        this.forRepeated = workers("ingest-", threads);
        this.forSaidOnce = workers("ingest-once-", threads);
        this.bytesMax = bytesMax;
        this.nanoTime = nanoTime;
        this.load = load;
        var _ = watch.scheduleWithFixedDelay(this::look, LOOK_EVERY_MS, LOOK_EVERY_MS,
                TimeUnit.MILLISECONDS);
    }

    private static ExecutorService workers(String name, int threads) {
        return Executors.newFixedThreadPool(threads, Thread.ofVirtual().name(name, 0).factory());
    }

    /// Runs `work` after what this store has waiting of that kind. Returns false, and drops it, when too much is waiting.
    ///
    /// @param bytes of the message
    /// @param done run once, on any thread, when the broker may forget it; never if it is dropped, or the queues are closed
    ///     before its turn
    public boolean offer(String store, Kind kind, int bytes, Runnable work, Runnable done) {
        synchronized (lines) {
            // One message is always let in, however large: else it never were.
            if (watch.isShutdown() || (bytesWaiting > 0 && bytesWaiting + bytes > bytesMax)) {
                return false;
            }
            var message = new Message(work, done, bytes);
            var key = new Key(store, kind);
            Line line = lines.get(key);
            if (line != null && line.waiting.size() >= WAITING_PER_STORE_MAX) {
                return false;
            }
            bytesWaiting += bytes;
            if (line != null) {
                return line.waiting.add(message);
            }
            lines.put(key, new Line(message));
            execute(key, message);
            return true;
        }
    }

    private void execute(Key key, Message message) {
        ExecutorService workers = switch (key.kind) {
            case REPEATED -> forRepeated;
            case SAID_ONCE -> forSaidOnce;
        };
        // What it waited for its own store says nothing of the node: one slow store would make all others send less.
        long due = nanoTime.getAsLong();
        workers.execute(() -> run(key, message, due));
    }

    private void run(Key key, Message message, long due) {
        long begun = nanoTime.getAsLong();
        begins(key, begun);
        try {
            message.work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a message of store " + key.store + " was not worked off",
                    e);
        } finally {
            // Also if there was no memory for it: the store's next message has its turn.
            message.letGo();
            ended(key, message, Duration.ofNanos(begun - due), begun);
        }
    }

    private void begins(Key key, long nanos) {
        synchronized (lines) {
            Line line = lines.get(key);
            if (line != null) {
                line.sinceNanos = nanos;
            }
        }
    }

    private void ended(Key key, Message message, Duration waited, long begun) {
        load.worked(waited, Duration.ofNanos(nanoTime.getAsLong() - begun));
        synchronized (lines) {
            bytesWaiting -= message.bytes;
            Line line = lines.get(key);
            Message next = line == null ? null : line.waiting.poll();
            if (line == null || next == null || watch.isShutdown()) {
                lines.remove(key);
            } else {
                line.current = next;
                line.sinceNanos = null;
                execute(key, next);
            }
        }
    }

    /// Whatever is thrown here would end all later looks without a word.
    private void look() {
        try {
            letGoOfSlow();
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.WARNING, "slow messages are looked for again in a moment", e);
        }
    }

    /// Lets go of repeated messages that are worked on for long, and of those behind them.
    void letGoOfSlow() {
        var slow = new ArrayList<Message>();
        synchronized (lines) {
            long now = nanoTime.getAsLong();
            lines.forEach((key, line) -> {
                if (key.kind == Kind.REPEATED && line.isSlow(now)) {
                    slow.add(line.current);
                    slow.addAll(line.waiting);
                }
            });
        }
        slow.forEach(Message::letGo);
    }

    private List<ExecutorService> workers() {
        return List.of(forRepeated, forSaidOnce);
    }

    /// Lets what is being worked on end, drops what waits.
    @Override
    public void close() {
        synchronized (lines) {
            watch.shutdownNow();
            workers().forEach(ExecutorService::shutdown);
        }
        try {
            for (ExecutorService pool : workers()) {
                if (!pool.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                    pool.shutdownNow();
                }
            }
        } catch (InterruptedException e) {
            workers().forEach(ExecutorService::shutdownNow);
            Thread.currentThread().interrupt();
        }
    }
}
