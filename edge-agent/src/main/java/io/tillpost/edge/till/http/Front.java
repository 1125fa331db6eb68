package io.tillpost.edge.till.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.till.Answer;
import io.tillpost.edge.till.Call;
import io.tillpost.edge.till.Caller;
import io.tillpost.edge.till.Problem;
import io.tillpost.edge.till.ProblemException;
import io.tillpost.edge.till.Route;
import io.tillpost.edge.till.TillApi;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.trace.TraceParent;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/// Between Helidon and the till's API: lets in who may come in, and turns every end into an answer.
final class Front {
    private static final Logger LOG = System.getLogger(Front.class.getName());
    /// Long polls included: a store has some ten tills.
    private static final int REQUESTS_MAX = 128;
    /// Of these, for who shows no token and is not on the box itself: signing in takes a tenth of a second of a processor.
    private static final int STRANGERS_MAX = 16;
    /// A catalogue of the largest size takes most of the agent's memory while it is read.
    private static final int LARGE_BODIES_MAX = 1;
    private static final Map<String, String> ALWAYS = Map.of("X-Content-Type-Options", "nosniff",
            "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'", "Referrer-Policy",
            "no-referrer", "Cross-Origin-Resource-Policy", "same-origin", "Cross-Origin-Opener-Policy",
            "same-origin", "Permissions-Policy",
            "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cache-Control", "no-store");

    private final TillApi api;
    private final RouteTable routes;
    private final Pages pages;
    private final Supplier<Set<String>> hosts;
    private final ApiToken token;
    private final IdSource ids;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private final Semaphore places = new Semaphore(REQUESTS_MAX);
    private final Semaphore strangers = new Semaphore(STRANGERS_MAX);
    private final Semaphore largeBodies = new Semaphore(LARGE_BODIES_MAX);

    /// @param hosts names by which this server may be called, without port
    /// @param nanoTime a monotonic clock
    Front(TillApi api, Pages pages, Supplier<Set<String>> hosts, ApiToken token, IdSource ids,
            RandomGenerator random,
            LongSupplier nanoTime) {
        this.api = api;
        this.routes = new RouteTable(api.routes());
        this.pages = pages;
        this.nanoTime = nanoTime;
        this.hosts = hosts;
        this.token = token;
        this.ids = ids;
        this.random = random;
    }

    void handle(ServerRequest request, ServerResponse response) {
        SlowClients.current().work();
        String requestId = ids.next().toString();
        Answer answer = answer(request, requestId);
        response.status(answer.status());
        response.header("Content-Type", answer.contentType());
        if (request.isSecure()) {
            // RFC 6797: a year, for this name alone.
            response.header("Strict-Transport-Security", "max-age=31536000");
        }
        if (pages.has(request.prologue().uriPath().rawPath())) {
            // A page is some sixty small files: each says only what counts for it.
            response.header("X-Content-Type-Options", "nosniff");
        } else {
            response.header("Request-Id", requestId);
            ALWAYS.forEach(response::header);
        }
        answer.headers().forEach(response::header);
        var connection = SlowClients.current();
        if (connection.isEnding()) {
            response.header(HeaderValues.CONNECTION_CLOSE);
        }
        connection.waitFor(SlowClients.ANSWER);
        if (answer.stream() != null) {
            connection.work();
            EventStream.send(answer.stream(), pages.version(), response, nanoTime);
        } else {
            response.send(packed(answer, request, response));
        }
        // Helidon says `Connection: close` and stays.
        if (connection.isEnding()) {
            connection.hangUp();
        }
        connection.waitFor(SlowClients.QUIET);
    }

    /// The body, as gzip where that is wanted and gains something.
    private static byte[] packed(Answer answer, ServerRequest request, ServerResponse response) {
        if (answer.headers().containsKey("ETag")
                || !Compression.pays(answer.contentType(), answer.body().length)) {
            return answer.body();
        }
        response.header("Vary", "Accept-Encoding");
        if (!Compression.isWanted(header(request, "Accept-Encoding"))) {
            return answer.body();
        }
        response.header("Content-Encoding", "gzip");
        return Compression.gzip(answer.body());
    }

    private Answer answer(ServerRequest request, String requestId) {
        try {
            return routed(request);
        } catch (ProblemException e) {
            return problem(e.problem(), requestId);
        } catch (JournalRefusedException e) {
            LOG.log(Level.ERROR, "request {0}: {1}", requestId, e.getMessage());
            return problem(refused(e), requestId);
        } catch (JournalClosedException e) {
            LOG.log(Level.ERROR, "request {0}: {1}", requestId, e.getMessage());
            return problem(Problem.of(503, "journal-closed", "The agent takes nothing any more",
                    "it starts again by itself, or has to be started; the same request with the same Idempotency-Key"
                            + " then says whether it was done"),
                    requestId);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return problem(Problem.of(503, "stopping", "The agent stops", "ask again when it is back")
                    .retryLater(), requestId);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.ERROR, "request " + requestId + " failed", e);
            return problem(Problem.of(500, "internal-error", "An error of ours",
                    "the request id finds it in the log; the same request may be sent again").retryLater(),
                    requestId);
        }
    }

    private static Answer problem(Problem problem, String requestId) {
        return Answer.of(problem.inRequest(requestId));
    }

    private static Problem refused(JournalRefusedException e) {
        return switch (e.reason()) {
            case DISK_FULL -> Problem.of(507, "disk-full", "The disk is full",
                    "nothing was done; free some room and try again").retryLater();
            case DISK_NEARLY_FULL -> Problem.of(507, "disk-nearly-full", "The disk is nearly full",
                    "nothing was done; what is open can be finished, free some room before something new is begun")
                    .retryLater();
            case BUSY -> Problem.of(503, "journal-busy", "The journal is held by another program",
                    "nothing was done").retryLater();
        };
    }

    private Answer routed(ServerRequest request) throws InterruptedException {
        String method = request.prologue().method().text();
        String path = request.prologue().uriPath().rawPath();
        requireHost(header(request, "Host"));
        Optional<Answer> page = method.equals("GET")
                ? pages.answer(path, header(request, "Accept-Encoding"), header(request, "If-None-Match"))
                : Optional.empty();
        if (page.isPresent()) {
            return page.get();
        }
        return switch (routes.find(method, path)) {
            case RouteTable.Found.Nothing() -> throw Problem
                    .of(404, "no-such-path", "No such path", "nothing answers at " + path)
                    .exception();
            case RouteTable.Found.OtherMethod(var allowed) -> throw Problem.of(405, "method-not-allowed",
                    "Method not allowed", path + " answers " + allowed + ", not " + method).exception();
            case RouteTable.Found.Hit(var route, var parameters) -> {
                Caller caller = caller(route, header(request, "Authorization"));
                if (!(caller instanceof Caller.Anybody)) {
                    SlowClients.current().isKnown();
                }
                yield answer(request, new Matched(route, method, path, parameters), caller);
            }
        };
    }

    private record Matched(Route route, String method, String path, Map<String, String> parameters) {}

    /// Nobody has a place while a body is awaited; but of large ones there is one at a time, from its first byte on.
    private Answer answer(ServerRequest request, Matched at, Caller caller) throws InterruptedException {
        Map<String, String> query = query(request, at.route);
        if (!at.route.body().isLarge()) {
            byte[] body = RequestBody.read(request, at.route.body());
            return inPlace(request, at, query, body, caller);
        }
        api.beforeLargeBody(at.route, caller, header(request, "Approval"));
        return with(largeBodies, () -> inPlace(request, at, query,
                RequestBody.read(request, at.route.body()), caller));
    }

    private Answer inPlace(ServerRequest request, Matched at, Map<String, String> query, byte[] body,
            Caller caller) throws InterruptedException {
        var call = new Call(at.method, at.path, at.parameters, query, headers(request), body,
                TraceParent.continued(header(request, "traceparent"), random), caller);
        boolean stranger = caller instanceof Caller.Anybody && !SlowClients.current().isHere();
        return stranger
                ? with(strangers, () -> with(places, () -> api.answer(at.route, call)))
                : with(places, () -> api.answer(at.route, call));
    }

    @FunctionalInterface
    private interface Work {
        Answer answer() throws InterruptedException;
    }

    /// Refuses at once where there is no place: whoever waited would have one of something else.
    private static Answer with(Semaphore places, Work work) throws InterruptedException {
        if (!places.tryAcquire()) {
            throw Problem.of(503, "overloaded", "Too busy", "more requests at once than the agent works on")
                    .retryLater()
                    .exception();
        }
        try {
            return work.answer();
        } finally {
            places.release();
        }
    }

    private Caller caller(Route route, String authorization) {
        return api.caller(route, token.isShownBy(authorization), ApiToken.shownIn(authorization));
    }

    /// Against DNS rebinding: a page from elsewhere reaches this port only under its own name.
    private void requireHost(String host) {
        int colon = host.lastIndexOf(':');
        String name = colon > host.lastIndexOf(']') ? host.substring(0, colon) : host;
        if (!hosts.get().contains(plain(name.toLowerCase(Locale.ROOT)))) {
            throw Problem.of(421, "other-host", "This is not that host",
                    "the request is for another host than this agent").exception();
        }
    }

    /// An IPv6 address as Java writes it, which is how certificates' names come; anything else as it is.
    private static String plain(String name) {
        try {
            return name.startsWith("[") && name.endsWith("]") && !name.equals("[::1]")
                    ? "[" + InetAddress.ofLiteral(name.substring(1, name.length() - 1)).getHostAddress() + "]"
                    : name;
        } catch (IllegalArgumentException _) {
            return name;
        }
    }

    private static Map<String, String> query(ServerRequest request, Route route) {
        var query = new HashMap<String, String>();
        for (Map.Entry<String, List<String>> parameter : request.query().toMap().entrySet()) {
            String name = parameter.getKey();
            if (!route.query().contains(name) || parameter.getValue().size() != 1) {
                throw Problem.malformed("?" + name, "expected each of " + route.query()
                        + " at most once, and no others").exception();
            }
            query.put(name, parameter.getValue().getFirst());
        }
        return query;
    }

    private static Map<String, String> headers(ServerRequest request) {
        var headers = new HashMap<String, String>();
        for (Header header : request.headers()) {
            headers.put(header.name().toLowerCase(Locale.ROOT), String.join(", ", header.allValues()));
        }
        return headers;
    }

    private static String header(ServerRequest request, String name) {
        return request.headers().value(HeaderNames.create(name)).orElse("");
    }
}
