package io.tillpost.edge.till;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// One request, whole and within the limits, without any HTTP library.
///
/// @param pathParameters values of the route's template
/// @param query parameters, each once and known to the route
/// @param headers by lower-case name
/// @param traceparent W3C Trace Context
public record Call(String method, String path, Map<String, String> pathParameters, Map<String, String> query,
        Map<String, String> headers, byte[] body, String traceparent, Caller caller) {
    private static final int LONGEST_WAIT_S = 60;

    /// The same, by somebody.
    Call by(Caller other) {
        return new Call(method, path, pathParameters, query, headers, body, traceparent, other);
    }

    /// A value of the path template.
    String pathParameter(String name) {
        String value = pathParameters.get(name);
        if (value == null) {
            throw new IllegalStateException("path " + path + " has no parameter " + name);
        }
        return value;
    }

    /// How long the caller wants to wait for the end of something: `?wait=` in seconds, none without.
    Duration patience() {
        String text = query.getOrDefault("wait", "0");
        if (!text.matches("[0-9]{1,2}") || Integer.parseInt(text) > LONGEST_WAIT_S) {
            throw Problem.malformed("?wait", "'" + text + "', expected 0 to " + LONGEST_WAIT_S + " seconds")
                    .exception();
        }
        return Duration.ofSeconds(Integer.parseInt(text));
    }

    /// A header, if given; the name in lower case.
    Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name));
    }
}
