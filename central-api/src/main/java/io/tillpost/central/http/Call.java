package io.tillpost.central.http;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One request, whole and within the limits, without any HTTP library.
///
/// @param pathParameters decoded values of the route's template
/// @param query decoded query parameters, each once
/// @param headers by lower-case name
/// @param caller absent on public routes only
/// @param requestId also in the answer's `Request-Id`
/// @param traceparent W3C Trace Context
/// @param connectionPeer what [#peer] is about
public record Call(String method, String path, Map<String, String> pathParameters, Map<String, String> query,
        Map<String, String> headers, byte[] body, @Nullable Caller caller, String requestId,
        String traceparent, @Nullable Peer connectionPeer) {
    private static final Pattern UUID_SHAPE = Pattern
            .compile("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");

    public Call {
        pathParameters = Map.copyOf(pathParameters);
        query = Map.copyOf(query);
        headers = Map.copyOf(headers);
    }

    /// A call of a client that sent no certificate.
    public Call(String method, String path, Map<String, String> pathParameters, Map<String, String> query,
            Map<String, String> headers, byte[] body, @Nullable Caller caller, String requestId,
            String traceparent) {
        this(method, path, pathParameters, query, headers, body, caller, requestId, traceparent, null);
    }

    /// The certificate that the client proved to hold in the TLS handshake; an authority of
    /// `http.tls.clientCaFile` has issued it, or it is one of `http.tls.pinnedClientsFile`.
    /// Absent over plain HTTP, and where the client sent none. Whether it is still wanted (revoked, unknown) is for its
    /// reader to decide.
    public Optional<Peer> peer() {
        return Optional.ofNullable(connectionPeer);
    }

    /// The caller of a route that needs one.
    public Caller authenticated() {
        if (caller == null) {
            throw new IllegalStateException("route " + path + " has no authenticated caller");
        }
        return caller;
    }

    /// A value of the path template.
    public String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalStateException("path " + path + " has no parameter " + name);
        }
        return value;
    }

    /// A query parameter, if given.
    public Optional<String> queryParameter(String name) {
        return Optional.ofNullable(query.get(name));
    }

    /// A header, if given; the name in lower case.
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }

    /// A query parameter that is a calendar date, e.g. `2026-03-02`; a 400 if it is something else.
    public Optional<LocalDate> dateParameter(String name) throws ProblemException {
        String text = query.get(name);
        if (text == null) {
            return Optional.empty();
        }
        Optional<LocalDate> date = Dates.parse(text);
        if (date.isEmpty()) {
            throw Problem.malformed("?" + name, "expected a date like 2026-03-02").exception();
        }
        return date;
    }

    /// A query parameter that is one of a few words, if given; a 400 that names them if it is something else.
    public Optional<String> wordParameter(String name, List<String> words) throws ProblemException {
        String text = query.get(name);
        if (text != null && !words.contains(text)) {
            throw Problem.malformed("?" + name, "'" + text + "', expected "
                    + String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast())
                    .exception();
        }
        return Optional.ofNullable(text);
    }

    /// A value of the path template that is a UUID; what is none names nothing, so it is a 404.
    public UUID idParameter(String name) throws ProblemException {
        String text = pathParameter(name);
        if (!UUID_SHAPE.matcher(text).matches()) {
            throw Problem.notFound(name, text).exception();
        }
        return UUID.fromString(text);
    }

    /// The same call, made by `caller`.
    public Call by(Caller caller) {
        return new Call(method, path, pathParameters, query, headers, body, caller, requestId, traceparent,
                connectionPeer);
    }

    /// The same call with its query.
    public Call withQuery(Map<String, String> received) {
        return new Call(method, path, pathParameters, received, headers, body, caller, requestId, traceparent,
                connectionPeer);
    }

    /// The same call with its body.
    public Call withBody(byte[] received) {
        return new Call(method, path, pathParameters, query, headers, received, caller, requestId,
                traceparent, connectionPeer);
    }

    /// The body as a record; a 400 that names the field otherwise.
    public <T> T json(Class<T> type) throws ProblemException {
        try {
            return Json.readWithoutNulls(body, type);
        } catch (MalformedJsonException e) {
            throw Problem.malformed(e.pointer(), e.getMessage() == null ? "malformed" : e.getMessage())
                    .exception();
        }
    }
}
