package io.tillpost.central.http;

import io.helidon.common.buffers.BufferData;
import io.helidon.common.concurrency.limits.Limit;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.helidon.webserver.spi.ServerConnection;
import io.helidon.webserver.spi.ServerConnectionSelector;
import java.time.Duration;
import java.util.Set;

/// Helidon's HTTP/1.1, under a [Patience.Watch] from before the first byte on: also while TLS shakes hands.
final class WatchedHttp1 implements ServerConnectionSelector {
    /// The watch of the connection that the current thread serves.
    static final ScopedValue<Patience.Watch> WATCH = ScopedValue.newInstance();

    private final Http1ConnectionSelector http1;
    private final Patience patience;
    private final HttpLimits limits;
    private final Crowd crowd;

    WatchedHttp1(Http1ConnectionSelector http1, Patience patience, HttpLimits limits) {
        this.http1 = http1;
        this.patience = patience;
        this.limits = limits;
        this.crowd = new Crowd(limits.connections(), limits.connectionsPerAddress());
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
        return new Watched(http1.connection(context), context);
    }

    private final class Watched implements ServerConnection {
        private final ServerConnection connection;
        private final ConnectionContext context;

        Watched(ServerConnection connection, ConnectionContext context) {
            this.connection = connection;
            this.context = context;
        }

        @Override
        public void handle(Limit limit) throws InterruptedException {
            try (var watch = patience.watchCurrentThread(() -> connection.close(false))) {
                watch.waitForRequest(limits.greeting());
                if (crowd.enter(watch, Front.address(context.remotePeer()))) {
                    handle(limit, watch);
                }
            }
        }

        private void handle(Limit limit, Patience.Watch watch) throws InterruptedException {
            try {
                ScopedValue.where(WATCH, watch).call(() -> {
                    connection.handle(limit);
                    return true;
                });
                if (watch.leavesUnread()) {
                    Farewell.wait(context.dataReader(), watch, limits.answer());
                }
            } finally {
                crowd.leave(watch);
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
}
