package io.tillpost.edge.catalog.https;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.https.Exchange;
import io.tillpost.edge.https.Question;
import io.tillpost.edge.https.Reply;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The central API as far as a box needs it: a token for one scope, and what is asked for with it. Used by one thread.
public final class HeadOffice implements AutoCloseable {
    /// What head office takes at most.
    private static final long LARGEST_CATALOG_BYTES = 50L * 1024 * 1024;
    private static final long LARGEST_TOKEN_BYTES = 64L * 1024;
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

    private record Line(HeadOfficeSettings.Place place, Exchange exchange) {}

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
            held.exchange.close();
        }
        var fresh = new Line(place, new Exchange(tls(place)));
        line = fresh;
        token = null;
        return fresh;
    }

    private static @Nullable SSLContext tls(HeadOfficeSettings.Place place) throws IOException {
        return place.tls() == null && place.url().getScheme().equals("https") ? Trust.asJava() : place.tls();
    }

    /// Its answer about the store's catalogue: 200, 304, 404, or another that is no failure of the line.
    ///
    /// @param known hashes of what need not be sent again
    Reply catalog(List<String> known) throws IOException {
        var question = Question.get(uri("/v1/stores/" + settings.store() + "/catalog"));
        return get(known.isEmpty()
                ? question
                : question.with("If-None-Match", "\"" + String.join("\", \"", known) + "\""),
                LARGEST_CATALOG_BYTES, CATALOG_WITHIN);
    }

    /// Its answer to a GET: any that is no failure of the line, e.g. 200 or 404. A token that is no longer taken is
    /// replaced once.
    ///
    /// @param path from the slash on, with its query
    public Reply get(String path, long largestBytes, Duration within) throws IOException {
        return get(Question.get(uri(path)), largestBytes, within);
    }

    private Reply get(Question question, long largest, Duration within) throws IOException {
        Reply answer = ask(withToken(question), largest, within);
        if (answer.status() == UNAUTHORIZED) {
            token = null;
            return ask(withToken(question), largest, within);
        }
        return answer;
    }

    private Question withToken(Question question) throws IOException {
        return question.with("Authorization", "Bearer " + token().text);
    }

    private Token token() throws IOException {
        Token held = token;
        if (held != null && nanos.getAsLong() - held.goodUntil < 0) {
            return held;
        }
        long asked = nanos.getAsLong();
        Reply answer = askForToken();
        if (answer.status() != Reply.OK && settings.client() instanceof HeadOfficeClient.WithKey
                && clockMoved(answer)) {
            answer = askForToken();
        }
        if (answer.status() != Reply.OK) {
            throw new UnusableAnswerException(
                    "head office gives " + who() + " no token (" + answer.status() + ")");
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

    private Reply askForToken() throws IOException {
        URI uri = uri("/oauth/token");
        String form = "grant_type=client_credentials&scope="
                + URLEncoder.encode(scope, StandardCharsets.UTF_8);
        return switch (settings.client()) {
            case HeadOfficeClient.WithSecret with ->
                askForToken(form(uri, form).with("Authorization", "Basic " + credentials(with)));
            case HeadOfficeClient.WithKey(var assertions) ->
                askForToken(form(uri, form + "&client_assertion_type="
                        + URLEncoder.encode(ASSERTION_TYPE, StandardCharsets.UTF_8) + "&client_assertion="
                        + assertions.assertion(uri.toString(), settings.time().instant().plus(clockOffset))));
        };
    }

    private Reply askForToken(Question question) throws IOException {
        return ask(question, LARGEST_TOKEN_BYTES, TOKEN_WITHIN);
    }

    private static Question form(URI uri, String form) {
        return Question.post(uri, "application/x-www-form-urlencoded",
                form.getBytes(StandardCharsets.US_ASCII));
    }

    /// Whether head office's clock (RFC 9110, section 6.6.1) shows that the assertion was made at the wrong time.
    private boolean clockMoved(Reply answer) {
        Optional<Instant> theirs = answer.date();
        if (theirs.isEmpty()) {
            return false;
        }
        Duration offset = Duration.between(settings.time().instant(), theirs.get());
        boolean moved = offset.minus(clockOffset).abs().compareTo(CLOCKS_AGREE) > 0;
        clockOffset = offset;
        return moved;
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
    private Reply ask(Question question, long largest, Duration within) throws IOException {
        Reply answer = line().exchange.ask(question, largest, within);
        if (settings.client() instanceof HeadOfficeClient.WithKey(var assertions)) {
            answer.provenTime().ifPresent(assertions::heard);
        }
        if (answer.status() >= SERVER_ERRORS || answer.status() == TOO_MANY) {
            throw new IOException("head office answers " + answer.status());
        }
        return answer;
    }

    /// Ends what is under way.
    @Override
    public synchronized void close() {
        if (line != null) {
            line.exchange.close();
        }
    }
}
