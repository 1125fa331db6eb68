package io.tillpost.edge.catalog.https;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The central API as far as a catalogue needs it: a token, and the catalogue. Used by one thread.
final class HeadOffice implements AutoCloseable {
    /// What head office takes at most.
    private static final long LARGEST_CATALOG_BYTES = 50L * 1024 * 1024;
    private static final long LARGEST_TOKEN_BYTES = 64L * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration TOKEN_WITHIN = Duration.ofSeconds(30);
    /// The largest one at 1.4 Mbit/s.
    private static final Duration CATALOG_WITHIN = Duration.ofMinutes(5);
    /// A token that ends on the way is of no use.
    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(1);
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

    private final HeadOfficeSettings settings;
    private final LongSupplier nanos;
    private final HttpClient client;
    private @Nullable Token token;

    /// @param goodUntil in the ticker's nanoseconds
    private record Token(String text, long goodUntil) {
        /// The text is left out.
        @Override
        public String toString() {
            return "Token[until " + goodUntil + "]";
        }
    }

    /// @param nanos monotonic time
    HeadOffice(HeadOfficeSettings settings, LongSupplier nanos) throws IOException {
        this.settings = settings;
        this.nanos = nanos;
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        if (settings.caFile() != null) {
            builder.sslContext(Trust.in(settings.caFile()));
        }
        this.client = builder.build();
    }

    /// Its answer about the store's catalogue: 200, 304, 404, or another that is no failure of the line.
    ///
    /// @param known hashes of what need not be sent again
    HttpResponse<byte[]> catalog(List<String> known) throws IOException {
        HttpResponse<byte[]> answer = catalog(known, token());
        if (answer.statusCode() == UNAUTHORIZED) {
            token = null;
            return catalog(known, token());
        }
        return answer;
    }

    private HttpResponse<byte[]> catalog(List<String> known, Token with) throws IOException {
        HttpRequest.Builder request = HttpRequest
                .newBuilder(uri("/v1/stores/" + settings.store() + "/catalog"))
                .header("Authorization", "Bearer " + with.text);
        if (!known.isEmpty()) {
            request.header("If-None-Match", "\"" + String.join("\", \"", known) + "\"");
        }
        return send(request, LARGEST_CATALOG_BYTES, CATALOG_WITHIN);
    }

    private Token token() throws IOException {
        Token held = token;
        if (held != null && nanos.getAsLong() - held.goodUntil < 0) {
            return held;
        }
        long asked = nanos.getAsLong();
        HttpResponse<byte[]> answer = send(HttpRequest.newBuilder(uri("/oauth/token"))
                .header("Authorization", "Basic " + credentials())
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials&scope=catalog%3Aread")),
                LARGEST_TOKEN_BYTES, TOKEN_WITHIN);
        if (answer.statusCode() != 200) {
            throw new UnusableAnswerException("head office gives client '" + settings.clientId()
                    + "' no token (" + answer.statusCode() + ")");
        }
        Token fresh = read(answer.body(), asked);
        token = fresh;
        return fresh;
    }

    private static Token read(byte[] body, long asked) throws IOException {
        try {
            JsonNode json = Json.readTree(body);
            String text = json.path("access_token").asText("");
            long seconds = json.path("expires_in").asLong(0);
            if (text.matches("[\\x21-\\x7e]+")) {
                return new Token(text,
                        asked + Duration.ofSeconds(seconds).minus(BEFORE_EXPIRY).toNanos());
            }
        } catch (MalformedJsonException | ArithmeticException _) {
            throw new UnusableAnswerException("what head office gave as a token cannot be read");
        }
        throw new UnusableAnswerException("what head office gave as a token holds none");
    }

    /// RFC 6749, 2.3.1: both are form-encoded first.
    private String credentials() throws IOException {
        String secret;
        try {
            secret = Files.readString(settings.secretFile()).strip();
        } catch (IOException e) {
            throw new UnusableAnswerException("the secret cannot be read: " + e);
        }
        String pair = URLEncoder.encode(settings.clientId(), StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private URI uri(String path) {
        return URI.create(settings.url() + path);
    }

    /// The whole answer in time, or [IOException].
    private HttpResponse<byte[]> send(HttpRequest.Builder request, long largest, Duration within)
            throws IOException {
        CompletableFuture<HttpResponse<byte[]>> coming = client.sendAsync(request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest));
        try {
            HttpResponse<byte[]> answer = coming.get(within.toNanos(), TimeUnit.NANOSECONDS);
            if (answer.statusCode() >= SERVER_ERRORS || answer.statusCode() == TOO_MANY) {
                throw new IOException("head office answers " + answer.statusCode());
            }
            return answer;
        } catch (ExecutionException e) {
            throw new IOException(String.valueOf(e.getCause()), e);
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new IOException("no whole answer within " + within.toSeconds() + " s", e);
        } catch (InterruptedException _) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /// Ends what is under way.
    @Override
    public void close() {
        client.shutdownNow();
    }
}
