package io.tillpost.central.http;

import static java.util.Objects.requireNonNull;

import io.helidon.common.socket.PeerInfo;
import io.helidon.http.DirectHandler.TransportResponse;
import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.http.Route.Handler;
import io.tillpost.protocol.trace.TraceParent;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Between Helidon and the routes: turns requests into calls and answers into responses.
final class Front {
    private static final System.Logger LOG = System.getLogger(Front.class.getName());
    /// What is unread and larger than this is not worth reading to keep the connection.
    private static final int WORTH_DRAINING_BYTES = 4 << 20;
    private static final int NOT_MODIFIED = 304;
    private static final String UNKNOWN = "unknown";
    private static final Map<String, String> ALWAYS = Map.of("X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy",
            "no-referrer", "Cross-Origin-Resource-Policy", "same-origin", "Cross-Origin-Opener-Policy",
            "same-origin", "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
    /// RFC 6797: a year, for this name alone; others of the domain are not ours.
    private static final String STRICT_TRANSPORT = "max-age=31536000";

    private final RouteTable routes;
    private final List<Filter> filters;
    private final HttpLimits limits;
    private final ApiServer.Machine machine;
    private final Supplier<ClientTrust> trust;
    private final Semaphore places;
    private final Map<String, String> always;
    private final TrustedProxy proxy;

    /// @param trust which client certificates are believed at present
    /// @param overTls whether all requests come over TLS
    /// @param proxy who is believed when it says for whom it asks
    Front(RouteTable routes, List<Filter> filters, HttpLimits limits, ApiServer.Machine machine,
            Supplier<ClientTrust> trust, boolean overTls, TrustedProxy proxy) {
        this.routes = routes;
        this.filters = List.copyOf(filters);
        this.limits = limits;
        this.machine = machine;
        this.trust = trust;
        this.proxy = proxy;
        this.places = new Semaphore(limits.concurrentRequests());
        this.always = new HashMap<>(ALWAYS);
        if (overTls) {
            always.put("Strict-Transport-Security", STRICT_TRANSPORT);
        }
    }

    /// What is learnt about a request while it is served; for the access log.
    private static final class Visit {
        final String address;
        final String requestId;
        final String traceparent;
        final long startNanos;
        @Nullable
        Exchange exchange;
        boolean hasPlace;

        Visit(String address, String requestId, String traceparent, long startNanos) {
            this.address = address;
            this.requestId = requestId;
            this.traceparent = traceparent;
            this.startNanos = startNanos;
        }
    }

    void handle(ServerRequest request, ServerResponse response) {
        var watch = WatchedHttp1.WATCH.get();
        watch.work();
        var visit = new Visit(client(request), machine.ids().next().toString(),
                TraceParent.continued(first(request, "traceparent"), machine.random()),
                machine.nanoTicker().getAsLong());
        Answer answer = answer(request, visit);
        if (visit.exchange != null && visit.exchange.call().caller() != null) {
            watch.isKnown();
        }
        // Before it is sent: what a client has seen is in the log, also when the process ends right after.
        log(request, visit, answer);
        watch.waitFor(limits.answer());
        send(request, response, visit, answer);
        // Helidon says `Connection: close` and stays; the rest of an unread body would be taken for the next request.
        if (response.headers().containsToken(HeaderValues.CONNECTION_CLOSE)) {
            watch.hangUp();
            if (isUnread(request)) {
                watch.leaveUnread();
            }
        }
        watch.waitForRequest(limits.quiet());
    }

    /// A refusal of something that is not even a request.
    TransportResponse refuse(Status status, ServerResponseHeaders headers) {
        WatchedHttp1.WATCH.get().leaveUnread();
        String requestId = machine.ids().next().toString();
        var answer = Answer.of(RequestProblems.unreadable(status.code()).inRequest(requestId));
        headers.set(HeaderNames.CONTENT_TYPE, answer.contentType());
        headers.set(HeaderNames.create("Request-Id"), requestId);
        always.forEach((name, value) -> headers.set(HeaderNames.create(name), value));
        return TransportResponse.builder()
                .status(Status.create(answer.status()))
                .headers(headers)
                .entity(answer.body())
                .keepAlive(false)
                .build();
    }

    private Answer answer(ServerRequest request, Visit visit) {
        visit.hasPlace = places.tryAcquire();
        if (!visit.hasPlace) {
            return problem(visit, overloaded());
        }
        try {
            return routed(request, visit);
        } catch (ProblemException e) {
            return problem(visit, e);
        } catch (DatabaseException e) {
            LOG.log(System.Logger.Level.ERROR, "request " + visit.requestId + " failed in the database", e);
            return problem(visit, e.refusesTheData()
                    ? RequestProblems.internal().exception()
                    : RequestProblems.databaseUnavailable().exception().withHeader("Retry-After", "1"));
        } catch (RuntimeException | Error e) {
            LOG.log(System.Logger.Level.ERROR, "request " + visit.requestId + " failed", e);
            return problem(visit, RequestProblems.internal().exception());
        } finally {
            leavePlace(visit);
        }
    }

    private static ProblemException overloaded() {
        return RequestProblems.overloaded().exception().withHeader("Retry-After", "1");
    }

    private void leavePlace(Visit visit) {
        if (visit.hasPlace) {
            visit.hasPlace = false;
            places.release();
        }
    }

    private static Answer problem(Visit visit, ProblemException refusal) {
        Answer answer = Answer.of(refusal.problem().inRequest(visit.requestId));
        for (var header : refusal.headers().entrySet()) {
            answer = answer.withHeader(header.getKey(), header.getValue());
        }
        return answer;
    }

    private Answer routed(ServerRequest request, Visit visit) throws ProblemException {
        String method = request.prologue().method().text();
        String path = request.prologue().uriPath().rawPath();
        SecretsInUrl.refuse(path, request.query().rawValue());
        return switch (routes.find(method, path)) {
            case RouteTable.Found.Hit(var route, var parameters) -> {
                var call = new Call(route.method(), path, parameters, Map.of(), headers(request), new byte[0],
                        null, visit.requestId, visit.traceparent, peer(request));
                var exchange = new Exchange(route, method, call, visit.address,
                        () -> RequestReader.query(request, route), body -> body(request, body, visit));
                visit.exchange = exchange;
                yield through(0, exchange);
            }
            case RouteTable.Found.OtherMethod(var allowed) when method.equals("OPTIONS") ->
                new Answer(204, "", Map.of("Allow", String.join(", ", allowed)), new byte[0]);
            case RouteTable.Found.OtherMethod(var allowed) -> throw RequestProblems.otherMethod(method)
                    .exception()
                    .withHeader("Allow", String.join(", ", allowed));
            case RouteTable.Found.Nothing() -> throw RequestProblems.noSuchPath(path).exception();
        };
    }

    /// The body. Who is known keeps the place meanwhile: large bodies are as many as there are places. A stranger takes one
    /// when all of the body is here: bodies that do not come would take every place, and theirs are small.
    private byte[] body(ServerRequest request, Route.Body accepts, Visit visit) throws ProblemException {
        var exchange = requireNonNull(visit.exchange);
        if (exchange.call().caller() != null) {
            WatchedHttp1.WATCH.get().isKnown();
            return RequestReader.body(request, accepts, limits);
        }
        leavePlace(visit);
        byte[] body;
        try {
            body = RequestReader.body(request, accepts, limits);
        } finally {
            visit.hasPlace = places.tryAcquire();
            if (!visit.hasPlace) {
                exchange.leaveUnaudited();
            }
        }
        if (!visit.hasPlace) {
            throw overloaded();
        }
        return body;
    }

    private Answer through(int filter, Exchange exchange) throws ProblemException {
        if (filter < filters.size()) {
            return filters.get(filter).answer(exchange, next -> through(filter + 1, next));
        }
        return switch (exchange.route().handler()) {
            case Handler.Query query -> query.answer(exchange.call());
            case Handler.Command _ -> throw new IllegalStateException(
                    exchange.route().operationId() + " needs a transaction, and no filter opened one");
        };
    }

    private static Map<String, String> headers(ServerRequest request) {
        var headers = new HashMap<String, String>();
        for (Header header : request.headers()) {
            headers.put(header.name().toLowerCase(Locale.ROOT), String.join(", ", header.allValues()));
        }
        return headers;
    }

    private static @Nullable String first(ServerRequest request, String header) {
        return request.headers().value(HeaderNames.create(header)).orElse(null);
    }

    private void send(ServerRequest request, ServerResponse response, Visit visit, Answer answer) {
        response.status(answer.status());
        response.header("Request-Id", visit.requestId);
        response.header("traceparent", visit.traceparent);
        response.header("Cache-Control", "no-store");
        always.forEach(response::header);
        answer.headers().forEach(response::header);
        if (!answer.contentType().isEmpty()) {
            response.header("Content-Type", answer.contentType());
        }
        if (isUnread(request)
                && request.headers().contentLength().orElse(Long.MAX_VALUE) > WORTH_DRAINING_BYTES) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        if (answer.status() == NOT_MODIFIED) {
            // RFC 9110, 15.4.5: without content, and without the length of none.
            response.send();
        } else if (request.prologue().method().text().equals("HEAD")) {
            response.contentLength(answer.body().length);
            response.send();
        } else {
            response.send(answer.body());
        }
    }

    private static boolean isUnread(ServerRequest request) {
        return request.content().hasEntity() && !request.content().consumed();
    }

    /// Only a chain that was verified in the handshake is ever here.
    private @Nullable Peer peer(ServerRequest request) {
        Certificate[] chain = request.remotePeer().tlsCertificates().orElse(null);
        return chain == null || chain.length == 0
                ? null
                : new Peer(Arrays.copyOf(chain, chain.length, X509Certificate[].class), trust.get());
    }

    private String client(ServerRequest request) {
        InetAddress peer = peerAddress(request.remotePeer());
        return peer == null ? UNKNOWN : proxy.client(peer, said(request, proxy.header()));
    }

    private static List<String> said(ServerRequest request, String header) {
        return header.isEmpty() ? List.of() : request.headers().all(HeaderNames.create(header), List::of);
    }

    /// Of the other end of the connection.
    static String address(PeerInfo remote) {
        InetAddress peer = peerAddress(remote);
        return peer == null ? UNKNOWN : peer.getHostAddress();
    }

    /// Never a name: over TLS Helidon's `host()` is what the peer's own DNS calls it.
    private static @Nullable InetAddress peerAddress(PeerInfo remote) {
        return remote.address() instanceof InetSocketAddress peer ? peer.getAddress() : null;
    }

    private void log(ServerRequest request, Visit visit, Answer answer) {
        Exchange exchange = visit.exchange;
        Caller caller = exchange == null ? null : exchange.call().caller();
        long micros = (machine.nanoTicker().getAsLong() - visit.startNanos) / 1000;
        AccessLog.write(new AccessLog.Line(visit.requestId, visit.traceparent, visit.address,
                request.prologue().method().text(), request.prologue().uriPath().rawPath(),
                exchange == null ? null : exchange.route().operationId(),
                caller == null ? null : caller.tenant(),
                caller == null ? null : caller.client(), answer.status(), answer.body().length, micros));
    }
}
