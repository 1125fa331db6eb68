package io.tillpost.central.http;

import io.tillpost.protocol.json.Json;
import java.util.Map;

/// What goes back. `body` is sent as it is.
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body) {
    private static final String JSON = "application/json";

    public Answer {
        headers = Map.copyOf(headers);
    }

    /// 200 with a record as JSON.
    public static Answer ok(Object value) {
        return new Answer(200, JSON, Map.of(), Json.write(value));
    }

    /// 201 with a record as JSON, and where it can be read again.
    public static Answer created(String location, Object value) {
        return new Answer(201, JSON, Map.of("Location", location), Json.write(value));
    }

    /// 200 with any other content.
    public static Answer content(String contentType, byte[] body) {
        return new Answer(200, contentType, Map.of(), body);
    }
}
