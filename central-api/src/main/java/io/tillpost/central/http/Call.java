package io.tillpost.central.http;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One request, whole and within the limits, without any HTTP library.
///
/// @param pathParameters decoded values of the route's template
/// @param query decoded query parameters, each once
/// @param headers by lower-case name
/// @param caller absent on public routes only
/// @param requestId also in the answer's `Request-Id`
/// @param traceparent W3C Trace Context
public record Call(String method, String path, Map<String, String> pathParameters, Map<String, String> query,
        Map<String, String> headers, byte[] body, @Nullable Caller caller, String requestId,
        String traceparent) {

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

    /// The body as a record; a 400 that names the field otherwise.
    public <T> T json(Class<T> type) throws ProblemException {
        try {
            return Json.read(body, type);
        } catch (MalformedJsonException e) {
            throw Problem.malformed(e.pointer(), e.getMessage() == null ? "malformed" : e.getMessage())
                    .exception();
        }
    }
}
