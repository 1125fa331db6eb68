package io.tillpost.central.ingest;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// Runs the messages of each store one after the other and those of different stores side by side, on a few threads. A
/// store with a backlog does not keep others waiting: after each message it goes to the end of the line. What waits is
/// bounded, per store and in bytes. Safe for use by all threads.
public final class StoreQueues implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StoreQueues.class.getName());
    /// An agent has one batch per lane and a hello under way; more are repeats, and the last one says it all.
    private static final int WAITING_PER_STORE_MAX = 8;
    private static final int CLOSE_TIMEOUT_S = 10;

    private final ExecutorService workers;
    private final long bytesMax;
    private final LongSupplier nanoTime;
    private final Load load;
    private final Map<String, Queue<Message>> waiting = new HashMap<>();
    private long bytesWaiting;

    /// One message and the work on it.
    private record Message(Runnable work, int bytes, long arrivedNanos) {}

    /// @param threads messages that are worked on at a time, at most
    /// @param bytesMax of messages that wait or are worked on, all stores together
    /// @param nanoTime monotonic time in nanoseconds
    /// @param load hears how long messages waited and took
    public StoreQueues(int threads, long bytesMax, LongSupplier nanoTime, Load load) {
        this.workers = Executors.newFixedThreadPool(threads, Thread.ofVirtual().name("ingest-", 0).factory());
        this.bytesMax = bytesMax;
        this.nanoTime = nanoTime;
        this.load = load;
    }

    /// Runs `work` after what this store has waiting. Returns false, and drops it, when too much is waiting: the agent
    /// sends it again.
    ///
    /// @param bytes of the message
    public boolean offer(String store, int bytes, Runnable work) {
        synchronized (waiting) {
            // One message is always let in, however large: else it never were.
            if (workers.isShutdown() || (bytesWaiting > 0 && bytesWaiting + bytes > bytesMax)) {
                return false;
            }
            var message = new Message(work, bytes, nanoTime.getAsLong());
            Queue<Message> line = waiting.get(store);
            if (line != null && line.size() >= WAITING_PER_STORE_MAX) {
                return false;
            }
            bytesWaiting += bytes;
            if (line != null) {
                return line.add(message);
            }
            waiting.put(store, new ArrayDeque<>());
            workers.execute(() -> run(store, message));
            return true;
        }
    }

    private void run(String store, Message message) {
        long begun = nanoTime.getAsLong();
        try {
            message.work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a message of store " + store + " was not worked off", e);
        } finally {
            // Also if there was no memory for it: the store's next message has its turn.
            done(store, message, begun);
        }
    }

    private void done(String store, Message message, long begun) {
        load.worked(Duration.ofNanos(begun - message.arrivedNanos),
                Duration.ofNanos(nanoTime.getAsLong() - begun));
        synchronized (waiting) {
            bytesWaiting -= message.bytes;
            Queue<Message> line = waiting.get(store);
            Message next = line == null ? null : line.poll();
            if (next == null || workers.isShutdown()) {
                waiting.remove(store);
            } else {
                workers.execute(() -> run(store, next));
            }
        }
    }

    /// Lets what is being worked on end, drops what waits.
    @Override
    public void close() {
        synchronized (waiting) {
            workers.shutdown();
        }
        try {
            if (!workers.awaitTermination(CLOSE_TIMEOUT_S, TimeUnit.SECONDS)) {
                workers.shutdownNow();
            }
        } catch (InterruptedException e) {
            workers.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
