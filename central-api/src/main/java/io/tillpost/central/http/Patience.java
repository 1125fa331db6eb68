package io.tillpost.central.http;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Cuts off connections that take too long to send a head, to send a body or to take an answer. Each connection has a
/// virtual thread of its own; interrupting it while it waits for its socket closes the socket (JEP 444), which is the
/// only way out of such a wait.
final class Patience implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(Patience.class.getName());
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoTicker;
    private final Thread watchman;

    /// @param nanoTicker monotonic time in nanoseconds
    Patience(LongSupplier nanoTicker) {
        this.nanoTicker = nanoTicker;
        this.watchman = Thread.ofVirtual().name("http-patience").unstarted(this::watch);
        watchman.start();
    }

    /// Watches the current thread until the watch is closed. `hangUp` ends its connection after the present request.
    Watch watchCurrentThread(Runnable hangUp) {
        var watch = new Watch(Thread.currentThread(), hangUp);
        watches.add(watch);
        return watch;
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    private void look() {
        try {
            long now = nanoTicker.getAsLong();
            watches.forEach(watch -> watch.cutOffIfDue(now));
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: nobody else cuts anybody off.
            LOG.log(System.Logger.Level.ERROR, "connections that wait too long are looked for again", e);
        }
    }

    @Override
    public void close() {
        watchman.interrupt();
    }

    /// What one connection is waiting for, and until when.
    final class Watch implements AutoCloseable {
        private static final long NO_DEADLINE = Long.MAX_VALUE;

        private final Thread thread;
        private final Runnable hangUp;
        /// Guarded by this.
        private long deadlineNanos = NO_DEADLINE;
        /// Since when it waits for a request or the rest of one. Guarded by this.
        private long askingSinceNanos;
        /// Guarded by this.
        private boolean waitsForRequest;
        private volatile boolean known;
        /// Used by its own thread alone.
        private boolean leavesUnread;

        private Watch(Thread thread, Runnable hangUp) {
            this.thread = thread;
            this.hangUp = hangUp;
        }

        /// Ends the connection after the present request; to be called on its own thread.
        void hangUp() {
            hangUp.run();
        }

        /// Part of what its client sent will never be asked for; to be called on its own thread.
        void leaveUnread() {
            leavesUnread = true;
        }

        boolean leavesUnread() {
            return leavesUnread;
        }

        /// From now on the connection waits for its client's next head or for the body of its request, but no longer than this.
        synchronized void waitForRequest(Duration atMost) {
            askingSinceNanos = nanoTicker.getAsLong();
            waitsForRequest = true;
            waitFor(atMost);
        }

        /// Lets it wait for its client this much longer, but no longer than `inAll` since it began to; false if that is over.
        synchronized boolean waitOn(Duration more, Duration inAll) {
            long now = nanoTicker.getAsLong();
            long leftNanos = inAll.toNanos() - (now - askingSinceNanos);
            deadlineNanos = now + Math.min(more.toNanos(), leftNanos);
            return leftNanos > 0;
        }

        /// Its client has shown a good token.
        void isKnown() {
            known = true;
        }

        /// Whether it waits, and its client has never shown a good token.
        synchronized boolean isStranger() {
            return waitsForRequest && !known;
        }

        boolean waitsLongerThan(Watch other) {
            return other.askingSince() - askingSince() > 0;
        }

        private synchronized long askingSince() {
            return askingSinceNanos;
        }

        /// Cuts it off if it still is a stranger; says whether it did.
        synchronized boolean evict() {
            if (!isStranger()) {
                return false;
            }
            work();
            thread.interrupt();
            return true;
        }

        /// From now on the connection waits for its client, but no longer than this.
        synchronized void waitFor(Duration atMost) {
            deadlineNanos = nanoTicker.getAsLong() + atMost.toNanos();
        }

        /// From now on the server itself is working, which has its own limits.
        synchronized void work() {
            deadlineNanos = NO_DEADLINE;
            waitsForRequest = false;
        }

        private synchronized void cutOffIfDue(long nowNanos) {
            if (deadlineNanos != NO_DEADLINE && nowNanos - deadlineNanos >= 0) {
                deadlineNanos = NO_DEADLINE;
                thread.interrupt();
            }
        }

        @Override
        public void close() {
            work();
            watches.remove(this);
        }
    }
}
