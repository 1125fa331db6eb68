package io.tillpost.edge.till.http;

import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.tillpost.edge.till.TillApi;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/// The till's API on its port.
public final class TillServer implements AutoCloseable {
    private static final int CONNECTIONS_MAX = 256;
    /// Long polls do not end sooner; whoever waits asks again.
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final WebServer server;
    private final TillApi api;
    private final SlowClients slow;

    private TillServer(WebServer server, TillApi api, SlowClients slow) {
        this.slow = slow;
        this.server = server;
        this.api = api;
    }

    /// Starts to listen. Fails with a message for people if that address cannot be listened on.
    ///
    /// @param port 0 for any free one
    /// @param random for trace ids
    /// @param nanoTime a monotonic clock
    public static TillServer start(String host, int port, TillApi api, ApiToken token, IdSource ids,
            RandomGenerator random, LongSupplier nanoTime) throws IOException {
        var hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        hosts.add(host.toLowerCase(Locale.ROOT));
        var front = new Front(api, Pages.read(), hosts, token, ids, random, nanoTime);
        var slow = new SlowClients(nanoTime, SlowClients.GREETING);
        var server = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(STOPPING)
                .maxTcpConnections(CONNECTIONS_MAX)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(slow)
                .errorHandling(ErrorHandling.builder().includeEntity(false).build())
                .routing(HttpRouting.builder().any(front::handle))
                .build();
        requireFree(host, port);
        server.start();
        if (!server.isRunning()) {
            throw new IOException("http: cannot listen on " + host + ":" + port);
        }
        return new TillServer(server, api, slow);
    }

    /// The port listened on.
    public int port() {
        return server.port();
    }

    /// Stops taking requests, and lets those in flight end within a second.
    @Override
    public void close() {
        api.endStreams();
        server.stop();
        slow.close();
    }

    /// Helidon 4.5 only logs that it cannot listen, so the reason is asked for first.
    private static void requireFree(String host, int port) throws IOException {
        try (var probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new IOException("http: cannot listen on " + host + ":" + port + ": " + e.getMessage(), e);
        }
    }
}
