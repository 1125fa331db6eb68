package io.tillpost.installer.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.function.LongSupplier;

/// Speaks JSON over HTTP with one program and asks again, with the same idempotency key, while that program is away: it
/// may have been killed and be coming back. Safe for use by all threads.
public final class RestClient {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration ONE_CALL_MAX = Duration.ofSeconds(200);
    private static final Duration PAUSE = Duration.ofMillis(100);
    private static final int REFUSED_FROM = 400;
    private static final int UNAUTHORIZED = 401;
    private static final int SERVER_FAULT_FROM = 500;

    private final String name;
    private final String baseUrl;
    private final Access access;
    private final LongSupplier nanoTime;
    private final HttpClient http;
    private final Duration patience;

    /// How calls are authorized.
    public interface Access {
        /// The value of the `Authorization` header.
        String header();

        /// What `header` gave is not taken any more.
        void refused();

        /// The same secret for ever.
        static Access bearer(String token) {
            return new Access() {
                @Override
                public String header() {
                    return "Bearer " + token;
                }

                @Override
                public void refused() {
                    throw new IllegalStateException("the token is not taken");
                }
            };
        }
    }

    /// One request.
    ///
    /// @param key idempotency key, empty for what needs none
    public record Request(String method, String path, String contentType, byte[] body, String key) {
        /// Reads a path.
        public static Request get(String path) {
            return new Request("GET", path, "", new byte[0], "");
        }

        /// Sends a body as JSON.
        public static Request json(String method, String path, Object body, String key) {
            return new Request(method, path, "application/json", Json.write(body), key);
        }
    }

    /// What the other side refused, by its problem document (RFC 9457).
    public static final class RefusedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        private final int status;
        private final String code;

        RefusedException(String what, int status, String code, String detail) {
            super(what + " was refused with " + status + " " + code + ": " + detail);
            this.status = status;
            this.code = code;
        }

        /// The HTTP status.
        public int status() {
            return status;
        }

        /// The code of the problem document.
        public String code() {
            return code;
        }
    }

    /// @param name of the program, for messages
    public RestClient(String name, String baseUrl, HttpClient http, Access access, LongSupplier nanoTime) {
        this(name, baseUrl, http, access, nanoTime, PATIENCE);
    }

    /// @param patience how long a program may be away
    public RestClient(String name, String baseUrl, HttpClient http, Access access, LongSupplier nanoTime,
            Duration patience) {
        this.patience = patience;
        this.http = http;
        this.name = name;
        this.baseUrl = baseUrl;
        this.access = access;
        this.nanoTime = nanoTime;
    }

    /// Reads a path, as [#send].
    public JsonNode get(String path) {
        return send(Request.get(path));
    }

    /// Throws [RefusedException] for a 4xx, [EnvironmentFault] when the program stays away.
    public JsonNode send(Request request) {
        long end = nanoTime.getAsLong() + patience.toNanos();
        while (true) {
            String trouble;
            try {
                HttpResponse<byte[]> answer = http.send(request(request), BodyHandlers.ofByteArray());
                if (answer.statusCode() < REFUSED_FROM) {
                    return read(answer.body());
                }
                trouble = refusalToRetry(request, answer);
            } catch (IOException e) {
                trouble = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EnvironmentFault("interrupted while talking to " + name, e);
            }
            if (nanoTime.getAsLong() > end) {
                throw new EnvironmentFault(
                        name + " does not answer " + request.method() + " " + request.path() + ": "
                                + trouble);
            }
            Pause.of(PAUSE);
        }
    }

    private HttpRequest request(Request request) {
        var builder = HttpRequest.newBuilder(URI.create(baseUrl + request.path()))
                .timeout(ONE_CALL_MAX)
                .header("Authorization", access.header())
                .method(request.method(), BodyPublishers.ofByteArray(request.body()));
        if (!request.contentType().isEmpty()) {
            builder.header("Content-Type", request.contentType());
        }
        if (!request.key().isEmpty()) {
            builder.header("Idempotency-Key", "\"" + request.key() + "\"");
        }
        return builder.build();
    }

    // Answers why it is worth asking again, or throws.
    private String refusalToRetry(Request request, HttpResponse<byte[]> answer) {
        JsonNode problem = problem(answer.body());
        if (answer.statusCode() == UNAUTHORIZED) {
            access.refused();
            return "token refused";
        }
        String detail = problem.path("detail").asText("");
        if (answer.statusCode() >= SERVER_FAULT_FROM || problem.path("retryable").asBoolean(false)) {
            return answer.statusCode() + " " + detail;
        }
        throw new RefusedException(request.method() + " " + request.path(), answer.statusCode(),
                problem.path("code").asText(""), detail + " " + problem.path("errors"));
    }

    private static JsonNode problem(byte[] body) {
        try {
            return read(body);
        } catch (MalformedJsonException e) {
            return Json.readTree(Json.write(Map.of("detail", "an answer that is not JSON")));
        }
    }

    private static JsonNode read(byte[] body) {
        return Json.readTree(body.length == 0 ? new byte[]{'{', '}'} : body);
    }
}
