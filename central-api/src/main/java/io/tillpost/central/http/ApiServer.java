package io.tillpost.central.http;

import static java.util.Objects.requireNonNull;

import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.helidon.webserver.http1.Http1ConnectionSelector;
import io.tillpost.protocol.journal.IdSource;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.UnresolvedAddressException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// The REST API on its port: HTTP/1.1, over TLS if there are keys, with bounded heads, bodies, connections and patience. Every request gets its id and
/// its line in the access log; a request that finds its route goes through the filters, in the order given, to its
/// handler.
public final class ApiServer implements AutoCloseable {
    /// Connections that were told to go and are not gone yet: newcomers do not wait for them.
    private static final int LEAVING = 512;

    private final Patience patience;
    private final WebServer server;
    private final Optional<KeyWatch> keyWatch;

    private ApiServer(Patience patience, WebServer server, Optional<KeyWatch> keyWatch) {
        this.patience = patience;
        this.server = server;
        this.keyWatch = keyWatch;
    }

    /// What the server needs from the machine.
    ///
    /// @param ids for request ids
    /// @param random for trace and span ids
    /// @param nanoTicker monotonic time in nanoseconds
    public record Machine(IdSource ids, RandomGenerator random, LongSupplier nanoTicker) {}

    /// The same, before which no proxy is believed.
    ///
    /// @throws IOException if that address cannot be listened on, with a message for people
    public static ApiServer start(String host, int port, @Nullable ServerKeys keys, HttpLimits limits,
            List<Route> routes, List<Filter> filters, Machine machine) throws IOException {
        return start(host, port, keys, limits, TrustedProxy.NONE, routes, filters, machine);
    }

    /// Starts to listen.
    ///
    /// @param port 0 for any free one
    /// @param keys for HTTPS, looked at again every second; absent: plain HTTP
    /// @param proxy who is believed when it says for whom it asks
    /// @throws IOException if that address cannot be listened on, with a message for people
    public static ApiServer start(String host, int port, @Nullable ServerKeys keys, HttpLimits limits,
            TrustedProxy proxy, List<Route> routes, List<Filter> filters, Machine machine)
            throws IOException {
        var versions = keys == null
                ? Optional.<KeyWatch.Versions>empty()
                : Optional.of(KeyWatch.Versions.of(keys));
        Optional<ServerKeys.Loaded> loaded = keys == null ? Optional.empty() : Optional.of(keys.load());
        var trust = new AtomicReference<>(loaded.map(ServerKeys.Loaded::trust).orElse(ClientTrust.NONE));
        requireFree(host, port);
        var front = new Front(new RouteTable(routes), filters, limits, machine, trust::get,
                loaded.isPresent(), proxy);
        var patience = new Patience(machine.nanoTicker());
        var server = server(host, port, loaded.map(ServerKeys.Loaded::tls), limits, front, patience).start();
        if (!server.isRunning()) {
            patience.close();
            throw new IOException("http: cannot listen on " + host + ":" + port);
        }
        return new ApiServer(patience, server,
                versions.map(read -> KeyWatch.start(requireNonNull(keys), read, changed -> {
                    server.reloadTls(changed.tls());
                    trust.set(changed.trust());
                })));
    }

    /// Helidon logs a stack trace and returns when it cannot bind; a person wants one line and a program an exception.
    private static void requireFree(String host, int port) throws IOException {
        try (var probe = ServerSocketChannel.open()) {
            probe.bind(new InetSocketAddress(host, port));
        } catch (IOException | UnresolvedAddressException e) {
            throw new IOException("http: cannot listen on " + host + ":" + port + ": "
                    + (e.getMessage() == null ? "no such address" : e.getMessage()), e);
        }
    }

    /// The port listened on.
    public int port() {
        return server.port();
    }

    /// Stops taking requests, and lets those in flight end within their time.
    @Override
    public void close() {
        keyWatch.ifPresent(KeyWatch::close);
        server.stop();
        patience.close();
    }

    private static WebServer server(String host, int port, Optional<Tls> tls, HttpLimits limits,
            Front front, Patience patience) {
        var http1 = Http1ConnectionSelector.builder()
                .config(Http1Config.builder()
                        .maxHeadersSize(limits.headerBytes())
                        .maxPrologueLength(limits.headerBytes())
                        .build())
                .build();
        var builder = WebServer.builder();
        tls.ifPresent(builder::tls);
        return builder.host(host)
                .port(port)
                .shutdownHook(false)
                .shutdownGracePeriod(limits.stopping())
                .maxTcpConnections(limits.connections() + LEAVING)
                .connectionOptions(options -> options.tcpNoDelay(true))
                .protocolsDiscoverServices(false)
                .addConnectionSelector(new WatchedHttp1(http1, patience, limits))
                .errorHandling(ErrorHandling.builder().includeEntity(false).build())
                .directHandlers(unreadable(front))
                .routing(HttpRouting.builder().any(front::handle))
                .build();
    }

    /// What Helidon refuses before there is a request.
    private static DirectHandlers unreadable(Front front) {
        var handlers = DirectHandlers.builder();
        for (var type : DirectHandler.EventType.values()) {
            handlers.addHandler(type, (_, _, status, headers, _) -> front.refuse(status, headers));
        }
        return handlers.build();
    }
}
