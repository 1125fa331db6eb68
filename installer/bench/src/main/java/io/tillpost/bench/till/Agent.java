package io.tillpost.bench.till;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/// The agent's API, called as other till software does.
final class Agent {
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
    private static final int REFUSED_FROM = 400;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final String token;

    Agent(String url, String token) {
        this.url = url;
        this.token = token;
    }

    JsonNode get(String path) {
        return send(request(path).GET().build());
    }

    JsonNode post(String path, Object body) {
        return post(path, "application/json", Json.write(body));
    }

    JsonNode post(String path, String contentType, byte[] body) {
        return send(request(path).header("Content-Type", contentType)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofByteArray(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(url + path)).timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode send(HttpRequest request) {
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() >= REFUSED_FROM) {
                throw new IllegalStateException(request.method() + " " + request.uri().getPath()
                        + " was refused with " + answer.statusCode() + ": " + new String(answer.body(),
                                java.nio.charset.StandardCharsets.UTF_8));
            }
            return Json.readTree(answer.body());
        } catch (IOException e) {
            throw new EnvironmentFault("the agent cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while talking to the agent", e);
        }
    }
}
