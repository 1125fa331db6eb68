package io.tillpost.installer.stage;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// Gets access tokens by client id and secret (RFC 6749, 4.4), and a new one when the old one is not taken any more. Safe
/// for use by all threads.
public final class TokenAccess implements RestClient.Access {
    private static final Duration CALL_MAX = Duration.ofSeconds(20);

    private final String tokenUrl;
    private final String basic;
    private final HttpClient http;
    private @Nullable String token;

    /// By the id and secret of an OAuth client.
    public TokenAccess(HttpClient http, String baseUrl, String client, String secret) {
        this.http = http;
        this.tokenUrl = baseUrl + "/oauth/token";
        this.basic = "Basic "
                + Base64.getEncoder()
                        .encodeToString((client + ":" + secret).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public synchronized String header() {
        if (token == null) {
            token = fetch();
        }
        return "Bearer " + token;
    }

    @Override
    public synchronized void refused() {
        token = null;
    }

    private String fetch() {
        var request = HttpRequest.newBuilder(URI.create(tokenUrl))
                .timeout(CALL_MAX)
                .header("Authorization", basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"))
                .build();
        while (true) {
            try {
                var answer = http.send(request, BodyHandlers.ofByteArray());
                JsonNode body = Json.readTree(answer.body());
                if (answer.statusCode() != 200) {
                    throw new EnvironmentFault("head office gives no token: " + body);
                }
                return body.required("access_token").asText();
            } catch (IOException e) {
                // Killed, and coming back: whoever needs the token has patience and an end to it.
                Pause.of(Duration.ofMillis(200));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new EnvironmentFault("interrupted while asking for a token", e);
            }
        }
    }
}
