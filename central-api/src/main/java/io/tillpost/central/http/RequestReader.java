package io.tillpost.central.http;

import io.helidon.webserver.http.ServerRequest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Reads what a client sent, within the limits.
final class RequestReader {
    private RequestReader() {}

    /// Query parameters, each known to the route and given once.
    static Map<String, String> query(ServerRequest request, Route route) throws ProblemException {
        var query = new HashMap<String, String>();
        for (Map.Entry<String, List<String>> parameter : request.query().toMap().entrySet()) {
            String name = parameter.getKey();
            if (!route.queryParameters().contains(name)) {
                throw Problem.malformed("?" + name, route.operationId() + " knows no such parameter")
                        .exception();
            }
            if (parameter.getValue().size() != 1) {
                throw Problem.malformed("?" + name, "given " + parameter.getValue().size()
                        + " times, expected once").exception();
            }
            query.put(name, parameter.getValue().getFirst());
        }
        return query;
    }

    private static final Route.Body EMPTY_OBJECT = new Route.Body(Route.Body.NONE.contentTypes(), 16);
    private static final int TOO_LARGE = 413;

    /// The body; empty if none was sent.
    static byte[] body(ServerRequest request, Route.Body accepts, HttpLimits limits) throws ProblemException {
        if (!request.content().hasEntity()) {
            return new byte[0];
        }
        requireType(request, accepts);
        if (accepts.equals(Route.Body.NONE)) {
            return nothing(request, limits);
        }
        if (request.headers().contentLength().orElse(0) > accepts.maxBytes()) {
            throw RequestProblems.tooLarge(accepts.maxBytes()).exception();
        }
        var watch = WatchedHttp1.WATCH.get();
        watch.waitForRequest(limits.bodyDeadline(accepts));
        byte[] body;
        boolean isCutOff;
        try {
            body = received(request, accepts);
        } finally {
            watch.work();
            // What goes on is the server's own work, which must not fail by it.
            isCutOff = Thread.interrupted();
        }
        if (isCutOff) {
            throw RequestProblems.bodyNotReceived(new IOException("cut off while the last of it came"));
        }
        return body;
    }

    /// No body, or one that asks for nothing.
    private static byte[] nothing(ServerRequest request, HttpLimits limits) throws ProblemException {
        byte[] body;
        try {
            body = body(request, EMPTY_OBJECT, limits);
        } catch (ProblemException e) {
            throw e.problem().status() == TOO_LARGE ? unwanted() : e;
        }
        if (!new String(body, StandardCharsets.UTF_8).matches("\\s*(\\{\\s*\\}\\s*)?")) {
            throw unwanted();
        }
        return new byte[0];
    }

    private static ProblemException unwanted() {
        return Problem.malformed("", "expected no body: all that this route does stands in its path")
                .exception();
    }

    private static byte[] received(ServerRequest request, Route.Body accepts) throws ProblemException {
        try (InputStream stream = request.content().inputStream()) {
            byte[] body = stream.readNBytes(accepts.maxBytes());
            if (body.length == accepts.maxBytes() && stream.read() != -1) {
                throw RequestProblems.tooLarge(accepts.maxBytes()).exception();
            }
            return body;
        } catch (IOException | UncheckedIOException e) {
            throw RequestProblems.bodyNotReceived(e);
        } catch (RuntimeException e) {
            // Where chunks are malformed Helidon throws what its number parser happens to throw.
            throw RequestProblems.bodyMalformed(e);
        }
    }

    private static void requireType(ServerRequest request, Route.Body accepts) throws ProblemException {
        String type = request.headers()
                .contentType()
                .map(media -> media.mediaType().text().toLowerCase(Locale.ROOT))
                .orElse("");
        if (!accepts.contentTypes().contains(type)) {
            throw RequestProblems.otherType(type, accepts).exception();
        }
    }
}
