package io.tillpost.central.http;

import io.tillpost.protocol.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What goes back. `body` is sent as it is.
///
/// @param about ids of what was touched, for the audit trail; not sent
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body,
        List<String> about) {
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    public Answer {
        headers = Map.copyOf(headers);
        about = List.copyOf(about);
    }

    /// An answer about nothing in particular.
    public Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
        this(status, contentType, headers, body, List.of());
    }

    /// 200 with a record as JSON.
    public static Answer ok(Object value) {
        return json(200, value);
    }

    /// A record as JSON with any status.
    public static Answer json(int status, Object value) {
        return new Answer(status, JSON, Map.of(), Json.write(value));
    }

    /// 201 with a record as JSON, and where it can be read again.
    public static Answer created(String location, Object value) {
        return json(201, value).withHeader("Location", location);
    }

    /// 200 with any other content.
    public static Answer content(String contentType, byte[] body) {
        return new Answer(200, contentType, Map.of(), body);
    }

    /// A refusal (RFC 9457).
    public static Answer of(Problem problem) {
        return new Answer(problem.status(), PROBLEM, Map.of(), Json.write(problem));
    }

    /// The same with one more header.
    public Answer withHeader(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, body, about);
    }

    /// The same, telling the audit trail what it touched.
    public Answer about(String... ids) {
        return new Answer(status, contentType, headers, body, List.of(ids));
    }
}
