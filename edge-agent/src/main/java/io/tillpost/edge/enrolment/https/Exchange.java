package io.tillpost.edge.enrolment.https;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One question over HTTP, with an answer that is whole, small and in time, or [IOException].
final class Exchange implements AutoCloseable {
    static final int OK = 200;
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final Duration WITHIN = Duration.ofSeconds(30);
    private static final long LARGEST_ANSWER_BYTES = 64L * 1024;

    private final HttpClient client;

    Exchange(SSLContext tls) {
        client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT)
                .sslContext(tls)
                .build();
    }

    HttpResponse<byte[]> send(HttpRequest.Builder request) throws IOException {
        CompletableFuture<HttpResponse<byte[]>> coming = client.sendAsync(request.build(),
                BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER_BYTES));
        try {
            return coming.get(WITHIN.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } catch (TimeoutException e) {
            coming.cancel(true);
            throw new IOException("no whole answer within " + WITHIN.toSeconds() + " s", e);
        } catch (InterruptedException _) {
            coming.cancel(true);
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    /// The server's clock, to the second (RFC 9110, section 6.6.1).
    static @Nullable Instant date(HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("Date")
                    .map(text -> ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant())
                    .orElse(null);
        } catch (DateTimeException _) {
            return null;
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
