package io.tillpost.bench.agent;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The agent's API (docs/reference/agent-api.md), as till software calls it. Safe for use by all threads.
final class Till {
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(2);
    private static final int REFUSED_FROM = 400;

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String url;
    private final Path token;

    /// @param token the agent's file with it
    Till(String url, Path token) {
        this.url = url;
        this.token = token;
    }

    /// Asks for the agent's status. Throws [IOException] as long as nobody answers.
    JsonNode status() throws IOException {
        return send("GET", "/v1/status", null);
    }

    /// Opens the till, unless it is open.
    void openShift(String till, String operator) throws IOException {
        if (send("GET", "/v1/shifts?open=true&till=" + till, null).required("items").isEmpty()) {
            var _ = send("POST", "/v1/shifts", Map.of("till", till, "operator", operator, "openingFloat",
                    money(10_000)));
        }
    }

    /// Begins a sale of one article and answers its id.
    String begin(String till) throws IOException {
        return send("POST", "/v1/sales", Map.of("till", till, "lines",
                List.of(Map.of("sku", "4711", "description", "Coffee", "quantityThousandths", 1_000,
                        "unitPrice", money(250), "taxRate", 1_900, "salesClass", "drinks"))))
                .required("sale")
                .asText();
    }

    /// Pays it.
    void pay(String sale) throws IOException {
        var _ = send("POST", "/v1/sales/" + sale + "/tenders", Map.of("kind", "cash", "given", money(500)));
    }

    private static Map<String, Object> money(long minor) {
        return Map.of("minor", minor, "currency", "EUR");
    }

    private JsonNode send(String method, String path, @Nullable Object body)
            throws IOException {
        var request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(ANSWER_WITHIN)
                .header("Authorization", "Bearer " + Files.readString(token).strip())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .method(method, body == null
                        ? BodyPublishers.noBody()
                        : BodyPublishers.ofByteArray(Json.write(body)))
                .build();
        try {
            var answer = http.send(request, BodyHandlers.ofByteArray());
            JsonNode said = Json.readTree(answer.body());
            if (answer.statusCode() >= REFUSED_FROM) {
                throw new EnvironmentFault("the agent answers " + method + " " + path + " with "
                        + answer.statusCode() + ": " + said);
            }
            return said;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while talking to the agent", e);
        }
    }
}
