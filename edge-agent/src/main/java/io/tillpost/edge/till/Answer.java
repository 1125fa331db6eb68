package io.tillpost.edge.till;

import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What goes back. `body` is sent as it is.
///
/// @param stream news that are sent one after the other, and closed then; absent for an answer that is whole
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body,
        @Nullable LiveStream stream) {
    private static final String JSON = "application/json";

    /// A whole answer.
    public Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
        this(status, contentType, headers, body, null);
    }

    public Answer {
        headers = Map.copyOf(headers);
    }

    /// 200 with a record as JSON.
    static Answer ok(Object value) {
        return new Answer(200, JSON, Map.of(), Json.write(value));
    }

    /// 201 with a record as JSON, and where it can be read again.
    static Answer created(String location, Object value) {
        return new Answer(201, JSON, Map.of("Location", location), Json.write(value));
    }

    /// 202 with a record as JSON, and where to see what becomes of it.
    static Answer begun(String location, Object value) {
        return new Answer(202, JSON, Map.of("Location", location), Json.write(value));
    }

    /// 202 with a record as JSON: it is not known yet what becomes of it.
    static Answer accepted(Object value) {
        return new Answer(202, JSON, Map.of(), Json.write(value));
    }

    /// 200 with a file, to be shown or kept under this name.
    static Answer file(String contentType, String name, byte[] body) {
        return new Answer(200, contentType,
                Map.of("Content-Disposition", "inline; filename=\"" + name + "\""), body);
    }

    /// 200 with plain text.
    static Answer text(String text) {
        return new Answer(200, "text/plain; charset=utf-8", Map.of(), text.getBytes(StandardCharsets.UTF_8));
    }

    /// 200 with news until they end.
    static Answer streaming(LiveStream stream) {
        return new Answer(200, "text/event-stream", Map.of(), new byte[0], stream);
    }

    /// A refusal.
    public static Answer of(Problem problem) {
        return new Answer(problem.status(), "application/problem+json", Map.of(), Json.write(problem));
    }

    /// The same where paths begin with `prefix`.
    Answer below(String prefix) {
        String location = headers.get("Location");
        return location == null ? this : withHeader("Location", prefix + location);
    }

    /// The same with one more header.
    Answer withHeader(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Answer(status, contentType, more, body);
    }
}
