package io.tillpost.central.ingest;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/// Runs the messages of each store one after the other and those of different stores side by side, on a few threads. A
/// store with a backlog does not keep others waiting: after each message it goes to the end of the line. Safe for use
/// by all threads.
public final class StoreQueues implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(StoreQueues.class.getName());
    /// An agent has one batch per lane and a hello under way; more are repeats, and the last one says it all.
    private static final int WAITING_PER_STORE_MAX = 8;
    private static final int CLOSE_TIMEOUT_S = 10;

    private final ExecutorService workers;
    private final Map<String, Queue<Runnable>> waiting = new HashMap<>();

    /// @param threads messages that are worked on at a time, at most
    public StoreQueues(int threads) {
        this.workers = Executors.newFixedThreadPool(threads, Thread.ofVirtual().name("ingest-", 0).factory());
    }

    /// Runs `work` after what this store has waiting. Returns false, and drops it, when too much is waiting: the agent
    /// sends it again.
    public boolean offer(String store, Runnable work) {
        synchronized (waiting) {
            Queue<Runnable> line = waiting.get(store);
            if (line != null) {
                return line.size() < WAITING_PER_STORE_MAX && line.add(work);
            }
            if (workers.isShutdown()) {
                return false;
            }
            waiting.put(store, new ArrayDeque<>());
            workers.execute(() -> run(store, work));
            return true;
        }
    }

    private void run(String store, Runnable work) {
        try {
            work.run();
        } catch (RuntimeException e) {
            LOG.log(System.Logger.Level.WARNING, "a message of store " + store + " was not worked off", e);
        }
        synchronized (waiting) {
            Queue<Runnable> line = waiting.get(store);
            Runnable next = line == null ? null : line.poll();
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
