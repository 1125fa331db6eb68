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
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The central API as far as a box needs it: a token for one scope, and what is asked for with it. Used by one thread.
public final class HeadOffice implements AutoCloseable {
    /// What head office takes at most.
    private static final long LARGEST_CATALOG_BYTES = 50L * 1024 * 1024;
    private static final long LARGEST_TOKEN_BYTES = 64L * 1024;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration TOKEN_WITHIN = Duration.ofSeconds(30);
    /// The largest one at 1.4 Mbit/s.
    private static final Duration CATALOG_WITHIN = Duration.ofMinutes(5);
    /// A token that ends on the way is of no use.
    private static final Duration BEFORE_EXPIRY = Duration.ofMinutes(1);
    /// RFC 7523, section 2.2.
    private static final String ASSERTION_TYPE = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    /// Closer than this, another time would not help.
    private static final Duration CLOCKS_AGREE = Duration.ofSeconds(15);
    private static final int UNAUTHORIZED = 401;
    private static final int TOO_MANY = 429;
    private static final int SERVER_ERRORS = 500;

    private final HeadOfficeSettings settings;
    private final LongSupplier nanos;
    private final String scope;
    private @Nullable Line line;
    private @Nullable Token token;
    /// Head office's clock before ours, as its answers say; zero unless it matters.
    private Duration clockOffset = Duration.ZERO;

    private record Line(HeadOfficeSettings.Place place, HttpClient client) {}

    /// @param goodUntil in the ticker's nanoseconds
    private record Token(String text, long goodUntil) {
        /// The text is left out.
        @Override
        public String toString() {
            return "Token[until " + goodUntil + "]";
        }
    }

    /// @param nanos monotonic time
    /// @param scope what the token is for, e.g. `catalog:read`
    public HeadOffice(HeadOfficeSettings settings, LongSupplier nanos, String scope) {
        this.settings = settings;
        this.nanos = nanos;
        this.scope = scope;
    }

    /// The connection to where head office is now. [#close] may come from another thread.
    private synchronized Line line() throws IOException {
        HeadOfficeSettings.Place place = settings.place().now();
        Line held = line;
        if (held != null && held.place.equals(place)) {
            return held;
        }
        if (held != null) {
            held.client.shutdownNow();
        }
        HttpClient.Builder builder = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT);
        if (place.tls() != null) {
            builder.sslContext(place.tls());
        }
        var fresh = new Line(place, builder.build());
        line = fresh;
        token = null;
        return fresh;
    }

    /// Its answer about the store's catalogue: 200, 304, 404, or another that is no failure of the line.
    ///
    /// @param known hashes of what need not be sent again
    HttpResponse<byte[]> catalog(List<String> known) throws IOException {
        String path = "/v1/stores/" + settings.store() + "/catalog";
        return get(path, LARGEST_CATALOG_BYTES, CATALOG_WITHIN, request -> {
            if (!known.isEmpty()) {
                request.header("If-None-Match", "\"" + String.join("\", \"", known) + "\"");
            }
        });
    }

    /// Its answer to a GET: any that is no failure of the line, e.g. 200 or 404. A token that is no longer taken is
    /// replaced once.
    ///
    /// @param path from the slash on, with its query
    public HttpResponse<byte[]> get(String path, long largestBytes, Duration within) throws IOException {
        return get(path, largestBytes, within, _ -> {});
    }

    private HttpResponse<byte[]> get(String path, long largest, Duration within,
            Consumer<HttpRequest.Builder> more) throws IOException {
        var _ = line();
        HttpResponse<byte[]> answer = get(path, largest, within, more, token());
        if (answer.statusCode() == UNAUTHORIZED) {
            token = null;
            return get(path, largest, within, more, token());
        }
        return answer;
    }

    private HttpResponse<byte[]> get(String path, long largest, Duration within,
            Consumer<HttpRequest.Builder> more, Token with) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .header("Authorization", "Bearer " + with.text);
        more.accept(request);
        return send(request, largest, within);
    }

    private Token token() throws IOException {
        Token held = token;
        if (held != null && nanos.getAsLong() - held.goodUntil < 0) {
            return held;
        }
        long asked = nanos.getAsLong();
        HttpResponse<byte[]> answer = askForToken();
        if (answer.statusCode() != 200 && settings.client() instanceof HeadOfficeClient.WithKey
                && clockMoved(answer)) {
            answer = askForToken();
        }
        if (answer.statusCode() != 200) {
            throw new UnusableAnswerException(
                    "head office gives " + who() + " no token (" + answer.statusCode() + ")");
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

    private HttpResponse<byte[]> askForToken() throws IOException {
        var request = HttpRequest.newBuilder(uri("/oauth/token"))
                .header("Content-Type", "application/x-www-form-urlencoded");
        String form = "grant_type=client_credentials&scope="
                + URLEncoder.encode(scope, StandardCharsets.UTF_8);
        switch (settings.client()) {
            case HeadOfficeClient.WithSecret with -> request.header("Authorization",
                    "Basic " + credentials(with));
            case HeadOfficeClient.WithKey(var assertions) -> form += "&client_assertion_type="
                    + URLEncoder.encode(ASSERTION_TYPE, StandardCharsets.UTF_8) + "&client_assertion="
                    + assertions.assertion(uri("/oauth/token").toString(),
                            settings.time().instant().plus(clockOffset));
        }
        return send(request.POST(BodyPublishers.ofString(form)), LARGEST_TOKEN_BYTES, TOKEN_WITHIN);
    }

    /// Whether head office's clock (RFC 9110, section 6.6.1) shows that the assertion was made at the wrong time.
    private boolean clockMoved(HttpResponse<?> answer) {
        Optional<Instant> theirs = date(answer);
        if (theirs.isEmpty()) {
            return false;
        }
        Duration offset = Duration.between(settings.time().instant(), theirs.get());
        boolean moved = offset.minus(clockOffset).abs().compareTo(CLOCKS_AGREE) > 0;
        clockOffset = offset;
        return moved;
    }

    private static Optional<Instant> date(HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    private String who() {
        return switch (settings.client()) {
            case HeadOfficeClient.WithSecret(var id, _) -> "client '" + id + "'";
            case HeadOfficeClient.WithKey _ -> "this box by its key";
        };
    }

    /// RFC 6749, 2.3.1: both are form-encoded first.
    private static String credentials(HeadOfficeClient.WithSecret with) throws IOException {
        String secret;
        try {
            secret = Files.readString(with.secretFile()).strip();
        } catch (IOException e) {
            throw new UnusableAnswerException("the secret cannot be read: " + e);
        }
        String pair = URLEncoder.encode(with.id(), StandardCharsets.UTF_8) + ":"
                + URLEncoder.encode(secret, StandardCharsets.UTF_8);
        return Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private URI uri(String path) throws IOException {
        return URI.create(line().place.url() + path);
    }

    /// The whole answer in time, or [IOException].
    private HttpResponse<byte[]> send(HttpRequest.Builder request, long largest, Duration within)
            throws IOException {
        CompletableFuture<HttpResponse<byte[]>> coming = line().client.sendAsync(request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), largest));
        try {
            HttpResponse<byte[]> answer = coming.get(within.toNanos(), TimeUnit.NANOSECONDS);
            if (settings.client() instanceof HeadOfficeClient.WithKey(var assertions)
                    && request.build().uri().getScheme().equals("https")) {
                date(answer).ifPresent(assertions::heard);
            }
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
    public synchronized void close() {
        if (line != null) {
            line.client.shutdownNow();
        }
    }
}
