package io.tillpost.edge.till.http;

import io.helidon.common.tls.Tls;
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
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The till's API on its port.
public final class TillServer implements AutoCloseable {
    /// Connections that were told to go and are not gone yet: newcomers do not wait for them.
    private static final int LEAVING = 256;
    /// Long polls do not end sooner; whoever waits asks again.
    private static final Duration STOPPING = Duration.ofSeconds(1);

    private final WebServer server;
    private final TillApi api;
    private final SlowClients slow;
    private final @Nullable KeyWatch watch;

    private TillServer(WebServer server, TillApi api, SlowClients slow, @Nullable KeyWatch watch) {
        this.slow = slow;
        this.watch = watch;
        this.server = server;
        this.api = api;
    }

    /// Has the server's library find its own parts, which takes as long as to start it. Optional; any thread.
    public static void warmUp() {
        var _ = WebServer.builder().protocolsDiscoverServices(false).routing(HttpRouting.builder());
    }

    /// Starts to listen. Fails with a message for people if that address cannot be listened on.
    ///
    /// @param pages the till page
    /// @param random for trace ids
    /// @param nanoTime a monotonic clock
    public static TillServer start(TillAddress address, TillApi api, Pages pages, ApiToken token,
            IdSource ids, RandomGenerator random, LongSupplier nanoTime) throws IOException {
        var hosts = new HashSet<>(Set.of("localhost", "127.0.0.1", "[::1]"));
        String host = address.host();
        int port = address.port();
        hosts.add(host.toLowerCase(Locale.ROOT));
        var running = new AtomicReference<WebServer>();
        KeyWatch watch = watch(address.keys(), tls -> running.get().reloadTls(tls));
        var front = new Front(api, pages, () -> named(hosts, watch), token, ids, random, nanoTime);
        var slow = new SlowClients(nanoTime, SlowClients.GREETING);
        var builder = WebServer.builder()
                .host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(STOPPING)
                .maxTcpConnections(Crowd.MOST + LEAVING)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(slow)
                .errorHandling(ErrorHandling.builder().includeEntity(false).build())
                .routing(HttpRouting.builder().any(front::handle));
        if (watch != null) {
            builder.tls(watch.first());
        }
        requireFree(host, port);
        WebServer server = builder.build();
        running.set(server);
        server.start();
        if (!server.isRunning()) {
            throw new IOException("http: cannot listen on " + host + ":" + port);
        }
        if (watch != null) {
            watch.start();
        }
        return new TillServer(server, api, slow, watch);
    }

    private static @Nullable KeyWatch watch(@Nullable TillKeys keys, Consumer<Tls> use) throws IOException {
        return keys == null ? null : KeyWatch.of(keys, use);
    }

    /// Over TLS, also by the names that its certificate proves.
    private static Set<String> named(Set<String> always, @Nullable KeyWatch watch) {
        if (watch == null) {
            return always;
        }
        var all = new HashSet<>(always);
        all.addAll(watch.names());
        return all;
    }

    /// Uses a certificate that is new in the files; by itself that happens within ten seconds.
    public void lookAtKeys() {
        if (watch != null) {
            watch.look();
        }
    }

    /// The port listened on.
    public int port() {
        return server.port();
    }

    /// Stops taking requests, and lets those in flight end within a second.
    @Override
    public void close() {
        if (watch != null) {
            watch.close();
        }
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
