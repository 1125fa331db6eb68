package io.tillpost.edge.till.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.PeerInfo;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Helidon's HTTP/1.1, without clients that take too long to shake hands, to send a head, to send a body or to take an answer,
/// and without more of them than there are places for: Helidon itself closes none, and the till's connections are few.
/// Each connection has a virtual thread of its own; interrupting it while it waits for its socket closes the socket
/// (JEP 444).
final class SlowClients implements ServerConnectionSelector, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(SlowClients.class.getName());
    /// Who connects has something to ask; a browser that connected ahead of time connects again.
    static final Duration GREETING = Duration.ofSeconds(10);
    /// From an answer to the next head, on a connection that is kept.
    static final Duration QUIET = Duration.ofSeconds(60);
    /// For a whole body; the largest is a catalogue from the next room.
    static final Duration BODY = Duration.ofSeconds(60);
    /// For a whole answer.
    static final Duration ANSWER = Duration.ofSeconds(60);

    private static final ScopedValue<Watch> WATCH = ScopedValue.newInstance();
    private static final Duration LOOK_EVERY = Duration.ofMillis(250);

    private final Http1ConnectionSelector http1 = Http1ConnectionSelector.builder()
            .config(Http1Config.builder().build())
            .build();
    private final Set<Watch> watches = ConcurrentHashMap.newKeySet();
    private final Crowd crowd = new Crowd();
    private final LongSupplier nanoTime;
    private final Duration greeting;
    private final Thread watchman;

    /// @param nanoTime a monotonic clock
    /// @param greeting from the opening of a connection to its first complete head
    SlowClients(LongSupplier nanoTime, Duration greeting) {
        this.nanoTime = nanoTime;
        this.greeting = greeting;
        this.watchman = Thread.ofVirtual().name("http-patience").unstarted(this::watch);
        watchman.start();
    }

    /// The connection that the current thread serves.
    static Watch current() {
        return WATCH.get();
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException _) {
            // Closed.
        }
    }

    private void look() {
        try {
            long now = nanoTime.getAsLong();
            watches.forEach(watch -> watch.cutOffIfDue(now));
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: nobody else cuts anybody off.
            LOG.log(System.Logger.Level.WARNING, "connections that wait too long are looked for again", e);
        }
    }

    /// None: HTTP/1.1 is all that is spoken here, so no byte has to be awaited unwatched to tell.
    @Override
    public int bytesToIdentifyConnection() {
        return 0;
    }

    @Override
    public Support supports(BufferData request) {
        return Support.SUPPORTED;
    }

    @Override
    public Set<String> supportedApplicationProtocols() {
        return http1.supportedApplicationProtocols();
    }

    @Override
    public ServerConnection connection(ConnectionContext context) {
        return new Watched(http1.connection(context), guest(context));
    }

    private static Crowd.Guest guest(ConnectionContext context) {
        InetAddress remote = address(context.remotePeer());
        InetAddress local = address(context.localPeer());
        return remote == null
                ? new Crowd.Guest("unknown", false)
                : new Crowd.Guest(remote.getHostAddress(), isHere(remote, local));
    }

    /// Whether a peer is the box itself: on the loopback device, or at the address that it called.
    static boolean isHere(InetAddress remote, @Nullable InetAddress local) {
        return remote.isLoopbackAddress() || remote.equals(local);
    }

    /// Never a name, for which a name server would be asked.
    private static @Nullable InetAddress address(PeerInfo peer) {
        return peer.address() instanceof InetSocketAddress socket ? socket.getAddress() : null;
    }

    @Override
    public void close() {
        watchman.interrupt();
    }

    private final class Watched implements ServerConnection {
        private final ServerConnection connection;
        private final Crowd.Guest guest;

        Watched(ServerConnection connection, Crowd.Guest guest) {
            this.connection = connection;
            this.guest = guest;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            var watch = new Watch(Thread.currentThread(), guest.here(), () -> connection.close(false));
            watches.add(watch);
            try {
                watch.waitFor(greeting);
                if (crowd.enter(watch, guest)) {
                    ScopedValue.where(WATCH, watch).call(() -> {
                        connection.handle(limit);
                        return true;
                    });
                }
            } finally {
                watch.work();
                crowd.leave(watch);
                watches.remove(watch);
            }
        }

        @Override
        public Duration idleTime() {
            return connection.idleTime();
        }

        @Override
        public void close(boolean interrupt) {
            connection.close(interrupt);
        }
    }

    /// What one connection is waiting for, and until when.
    final class Watch {
        private static final long NO_DEADLINE = Long.MAX_VALUE;

        private final Thread thread;
        private final boolean here;
        private final Runnable hangUp;
        private volatile boolean known;
        /// Touched by the connection's own thread alone.
        private boolean ending;
        /// Guarded by this.
        private long deadlineNanos = NO_DEADLINE;
        /// Since when it waits for its client. Guarded by this.
        private long sinceNanos;

        /// @param here whether its client is on the box itself
        Watch(Thread thread, boolean here, Runnable hangUp) {
            this.thread = thread;
            this.here = here;
            this.hangUp = hangUp;
        }

        /// Nothing more is to be read from the connection than the present request.
        void mustEnd() {
            ending = true;
        }

        /// Whether the answer under way is the connection's last.
        boolean isEnding() {
            return ending;
        }

        /// Ends the connection behind the answer; to be called on its own thread.
        void hangUp() {
            hangUp.run();
        }

        /// Its client has shown a good token.
        void isKnown() {
            known = true;
        }

        /// Whether its client is on the box itself.
        boolean isHere() {
            return here;
        }

        /// Whether it waits for its client, which has never shown a good token.
        synchronized boolean isWaitingStranger() {
            return deadlineNanos != NO_DEADLINE && !known;
        }

        boolean waitsLongerThan(Watch other) {
            return other.since() - since() > 0;
        }

        private synchronized long since() {
            return sinceNanos;
        }

        /// Cuts it off if it still waits and is a stranger's; says whether it did.
        synchronized boolean evict() {
            if (!isWaitingStranger()) {
                return false;
            }
            deadlineNanos = NO_DEADLINE;
            thread.interrupt();
            return true;
        }

        /// From now on the connection waits for its client, but no longer than this.
        synchronized void waitFor(Duration atMost) {
            sinceNanos = nanoTime.getAsLong();
            deadlineNanos = sinceNanos + atMost.toNanos();
        }

        /// From now on the agent itself is at work.
        synchronized void work() {
            deadlineNanos = NO_DEADLINE;
        }

        private synchronized void cutOffIfDue(long nowNanos) {
            if (deadlineNanos != NO_DEADLINE && nowNanos - deadlineNanos >= 0) {
                deadlineNanos = NO_DEADLINE;
                thread.interrupt();
            }
        }
    }
}
