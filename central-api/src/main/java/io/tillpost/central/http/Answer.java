package io.tillpost.central.http;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tillpost.protocol.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What goes back. `body` is sent as it is.
///
/// @param about ids of what was touched, for the audit trail; not sent
/// @param shownOnce JSON Pointers (RFC 6901) into the body to the secrets that this answer alone shows; see
///        [#withoutSecrets()]
public record Answer(int status, String contentType, Map<String, String> headers, byte[] body,
        List<String> about, List<String> shownOnce) {
    /// In an answer that is given again: the pointers whose values were in the first one alone.
    public static final String SHOWN_ONCE = "Shown-Once";
    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";

    public Answer {
        headers = Map.copyOf(headers);
        about = List.copyOf(about);
        shownOnce = List.copyOf(shownOnce);
    }

    /// An answer without secrets.
    public Answer(int status, String contentType, Map<String, String> headers, byte[] body,
            List<String> about) {
        this(status, contentType, headers, body, about, List.of());
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
        return new Answer(status, contentType, more, body, about, shownOnce);
    }

    /// The same, telling the audit trail what it touched.
    public Answer about(String... ids) {
        return new Answer(status, contentType, headers, body, List.of(ids), shownOnce);
    }

    /// The same, saying where in the body a secret stands: it goes to the caller and is never kept.
    ///
    /// @param pointers e.g. `/secret`; each must name a text in the body
    public Answer showingOnce(String... pointers) {
        return new Answer(status, contentType, headers, body, about, List.of(pointers));
    }

    /// What may be kept of this answer: `null` in the place of every secret, and the header [#SHOWN_ONCE] that names the
    /// places. An answer that shows no secret is returned as it is, to the byte.
    ///
    /// @throws IllegalStateException if a place holds no text: the secret is then somewhere else, so nothing may be kept
    public Answer withoutSecrets() {
        if (shownOnce.isEmpty()) {
            return this;
        }
        JsonNode tree = Json.readTree(body);
        for (String place : shownOnce) {
            var pointer = JsonPointer.compile(place);
            if (!tree.at(pointer).isTextual() || !(tree.at(pointer.head()) instanceof ObjectNode parent)) {
                throw new IllegalStateException(
                        "the answer has no text at " + place + ", where its secret was to be");
            }
            parent.putNull(pointer.last().getMatchingProperty());
        }
        return new Answer(status, contentType, headers, Json.write(tree), about)
                .withHeader(SHOWN_ONCE, String.join(", ", shownOnce));
    }

    /// Without headers and body, which may hold a secret.
    @Override
    public String toString() {
        return "Answer[" + status + " " + contentType + ", " + body.length + " bytes]";
    }
}
