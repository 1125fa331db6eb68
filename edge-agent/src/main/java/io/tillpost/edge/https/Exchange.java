package io.tillpost.edge.https;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.HttpURLConnection;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;

/// Asks one server over HTTP/1.1, and follows no redirects. The client is the one in `java.base`: another would be more
/// memory in a box (docs/decisions/0034). Safe for use by all threads.
public final class Exchange implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(10);
    private static final int ERRORS = 400;

    private final @Nullable SSLSocketFactory tls;
    private final Set<FutureTask<Reply>> running = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    /// Connects to nobody yet.
    ///
    /// @param tls whom to trust; absent: URLs begin with `http`
    public Exchange(@Nullable SSLContext tls) {
        this.tls = tls == null ? null : tls.getSocketFactory();
    }

    /// The whole answer, whatever its status, or [IOException] with words for people: nobody there or not trusted, no HTTP,
    /// more than `largestBytes`, cut short, too late, interrupted ([InterruptedIOException]; the thread stays interrupted),
    /// or closed meanwhile. What was posted may have been done all the same; it is sent once. A GET may be sent twice. Of a
    /// 401 to a POST the body is left out.
    ///
    /// @param largestBytes of the body
    /// @param within from now until the last byte
    public Reply ask(Question question, long largestBytes, Duration within) throws IOException {
        var asking = new FutureTask<>(() -> exchange(question, largestBytes));
        running.add(asking);
        try {
            if (closed) {
                throw new IOException("closed");
            }
            // An interrupt ends what a virtual thread does with a socket, wherever it waits.
            Thread.ofVirtual().name("exchange").start(asking);
            return asking.get(within.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(cause instanceof BadAnswerException
                    ? cause.getMessage()
                    : String.valueOf(cause), cause);
        } catch (TimeoutException e) {
            throw new IOException("no whole answer within " + within.toSeconds() + " s", e);
        } catch (CancellationException e) {
            throw new IOException("closed", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } finally {
            asking.cancel(true);
            running.remove(asking);
        }
    }

    private Reply exchange(Question question, long largestBytes) throws IOException {
        var connection = (HttpURLConnection) question.uri().toURL().openConnection();
        boolean whole = false;
        try {
            ask(connection, question);
            Instant provenUntil = provenUntil(connection);
            int status = connection.getResponseCode();
            if (status < 0) {
                throw new BadAnswerException("what answers speaks no HTTP");
            }
            var answer = new Reply(status, headers(connection), body(connection, status, largestBytes),
                    provenUntil);
            whole = true;
            return answer;
        } finally {
            if (!whole) {
                connection.disconnect();
            }
        }
    }

    private void ask(HttpURLConnection connection, Question question) throws IOException {
        if (connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(requireNonNull(tls, "https without TLS"));
        }
        connection.setConnectTimeout((int) CONNECT.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setUseCaches(false);
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("User-Agent", "tillpost-agent");
        question.headers().forEach(header -> connection.setRequestProperty(header.name(), header.value()));
        byte[] body = question.body();
        if (body != null) {
            connection.setDoOutput(true);
            // Without this it would be posted once more, silently, when the server hangs up.
            connection.setFixedLengthStreamingMode(body.length);
            try (var out = connection.getOutputStream()) {
                out.write(body);
            }
        }
    }

    /// Asked before the answer is read: after some answers the connection does not know any more.
    private static @Nullable Instant provenUntil(HttpURLConnection connection) throws IOException {
        if (!(connection instanceof HttpsURLConnection secure)) {
            return null;
        }
        secure.connect();
        return secure.getServerCertificates()[0] instanceof X509Certificate own
                ? own.getNotAfter().toInstant()
                : null;
    }

    private static Map<String, String> headers(HttpURLConnection connection) {
        var headers = new HashMap<String, String>();
        connection.getHeaderFields().forEach((name, values) -> {
            if (name != null) {
                headers.put(name, values.getFirst());
            }
        });
        return headers;
    }

    private static byte[] body(HttpURLConnection connection, int status, long largest) throws IOException {
        long said = connection.getContentLengthLong();
        try (InputStream in = status < ERRORS ? connection.getInputStream() : connection.getErrorStream()) {
            if (in == null) {
                return new byte[0];
            }
            boolean known = said >= 0 && status != HttpURLConnection.HTTP_NOT_MODIFIED;
            if (known && said > largest) {
                throw tooLarge(said + " bytes", largest);
            }
            byte[] body = in.readNBytes((int) (known ? said : largest + 1));
            if (body.length > largest) {
                throw tooLarge("more", largest);
            }
            return body;
        }
    }

    private static BadAnswerException tooLarge(String what, long largest) {
        return new BadAnswerException("the answer is " + what + ", expected at most " + largest + " bytes");
    }

    /// Its message is for people as it is.
    private static final class BadAnswerException extends IOException {
        private static final long serialVersionUID = 1L;

        BadAnswerException(String message) {
            super(message);
        }
    }

    /// Ends what is under way. What is asked later fails.
    @Override
    public void close() {
        closed = true;
        running.forEach(asking -> asking.cancel(true));
    }
}
