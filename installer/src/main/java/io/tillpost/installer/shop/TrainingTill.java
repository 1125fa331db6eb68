package io.tillpost.installer.shop;

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
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A till that shows an agent what a day is like, so that Java knows which classes and methods it needs.
final class TrainingTill {
    static final String TILL = "till-1";
    private static final int SALES = 40;
    private static final int REFUSED_FROM = 400;
    private static final Duration ANSWER_WITHIN = Duration.ofMinutes(1);
    private static final String CURRENCY = "EUR";

    private final String url;
    private final String token;

    TrainingTill(String url, String token) {
        this.url = url;
        this.token = token;
    }

    /// A shift with some sales for cash, one of them taken back, and the till's questions between them.
    void sell() {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            var _ = get(http, "/v1/till-setup");
            var _ = get(http, "/v1/status");
            String shift = post(http, "/v1/shifts", Map.of("till", TILL, "operator", "nobody", "openingFloat",
                    money(10_000))).required("shift").asText();
            String sale = "";
            for (int i = 0; i < SALES; i++) {
                sale = sale(http);
            }
            var _ = get(http, "/v1/sales/" + sale);
            var _ = post(http, "/v1/sales/" + sale + "/refunds", Map.of("lines",
                    List.of(Map.of("line", 1, "quantityThousandths", 1_000)), "reason", "training", "tender",
                    Map.of("kind", "cash")));
            var _ = get(http, "/v1/shifts/" + shift + "/x");
            var _ = post(http, "/v1/shifts/" + shift + "/close", Map.of());
        }
    }

    /// Whether head office has acknowledged everything.
    boolean isAllAtHeadOffice() {
        try (var http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
            JsonNode sync = get(http, "/v1/status").required("sync");
            return sync.required("connected").asBoolean() && sync.required("pending").asLong() == 0;
        }
    }

    private String sale(HttpClient http) {
        String sale = post(http, "/v1/sales", Map.of("till", TILL, "lines",
                List.of(Map.of("sku", "4711", "description", "Coffee", "quantityThousandths", 1_000,
                        "unitPrice",
                        money(250), "taxRate", 1_900, "salesClass", "drinks"))))
                .required("sale").asText();
        var _ = post(http, "/v1/sales/" + sale + "/tenders", Map.of("kind", "cash", "given", money(500)));
        return sale;
    }

    private static Map<String, Object> money(long minor) {
        return Map.of("minor", minor, "currency", CURRENCY);
    }

    private JsonNode get(HttpClient http, String path) {
        return send(http, HttpRequest.newBuilder(URI.create(url + path)).GET());
    }

    private JsonNode post(HttpClient http, String path, Object body) {
        return send(http,
                HttpRequest.newBuilder(URI.create(url + path)).header("Content-Type", "application/json")
                        .header("Idempotency-Key", UUID.randomUUID().toString())
                        .POST(BodyPublishers.ofByteArray(Json.write(body))));
    }

    private JsonNode send(HttpClient http, HttpRequest.Builder request) {
        try {
            var answer = http.send(request.timeout(ANSWER_WITHIN).header("Authorization", "Bearer " + token)
                    .build(), BodyHandlers.ofByteArray());
            JsonNode body = Json.readTree(answer.body());
            if (answer.statusCode() >= REFUSED_FROM) {
                throw new EnvironmentFault("the agent answers " + answer.request().uri().getPath() + " with "
                        + answer.statusCode() + ": " + body);
            }
            return body;
        } catch (IOException e) {
            throw new EnvironmentFault("the agent cannot be reached: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EnvironmentFault("interrupted while showing the agent a day", e);
        }
    }
}
