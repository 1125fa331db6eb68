package io.tillpost.edge.https;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.enrolment.AuthorityTrust;
import io.tillpost.edge.enrolment.TestAuthority;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Answers byte by byte as a server on a socket gives them, good ones and bad ones.
class ExchangeTest {
    private static final long LARGEST = 100;
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(300);

    private final List<FutureTask<Void>> serving = new ArrayList<>();
    private ServerSocket server;
    private final Exchange exchange = new Exchange(null);

    private interface Talk {
        void with(Socket socket) throws Exception;
    }

    @BeforeEach
    void listen() throws Exception {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        server.setSoTimeout(20_000);
    }

    @AfterEach
    void stop() throws Exception {
        exchange.close();
        for (FutureTask<Void> one : serving) {
            one.get(20, TimeUnit.SECONDS);
        }
        server.close();
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + server.getLocalPort() + path);
    }

    /// One connection after the other is talked with so.
    private void serve(Talk... talks) {
        var one = new FutureTask<Void>(() -> {
            for (Talk talk : talks) {
                try (Socket socket = server.accept()) {
                    socket.setSoTimeout(20_000);
                    talk.with(socket);
                }
            }
            return null;
        });
        serving.add(one);
        Thread.ofVirtual().start(one);
    }

    private static String asked(Socket socket) throws IOException {
        var text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("hung up after " + text);
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static Talk saying(String answer) {
        return socket -> {
            asked(socket);
            say(socket, answer);
        };
    }

    private static void isHungUpOn(Socket socket) throws IOException {
        assertEquals(-1, socket.getInputStream().read());
    }

    private String failure(Duration within) {
        return String.valueOf(assertThrows(IOException.class,
                () -> exchange.ask(Question.get(uri("/")), LARGEST, within)).getMessage());
    }

    @Test
    void aWholeAnswerWithItsHeadersAndOneConnectionForTwoQuestions() throws Exception {
        serve(socket -> {
            String first = asked(socket);
            assertTrue(first.startsWith("GET /a?b=c HTTP/1.1\r\n"), first);
            assertTrue(first.contains("\r\nAuthorization: Bearer t\r\n"), first);
            say(socket, """
                    HTTP/1.1 200 OK\r
                    Date: Mon, 02 Mar 2026 10:00:00 GMT\r
                    ETag: "x"\r
                    Content-Length: 5\r
                    \r
                    hello""");
            String second = asked(socket);
            assertTrue(second.startsWith("POST /t HTTP/1.1\r\n"), second);
            assertTrue(second.contains("\r\nContent-Type: text/x\r\n"), second);
            assertArrayEquals("body".getBytes(US_ASCII), socket.getInputStream().readNBytes(4));
            say(socket,
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        });
        Reply reply = exchange.ask(Question.get(uri("/a?b=c")).with("Authorization", "Bearer t"), LARGEST,
                LONG);
        assertEquals(Reply.OK, reply.status());
        assertEquals("hello", new String(reply.body(), US_ASCII));
        assertEquals(Optional.of("\"x\""), reply.header("etag"));
        assertEquals(Optional.of(Instant.parse("2026-03-02T10:00:00Z")), reply.date());
        assertEquals(Optional.empty(), reply.provenTime(), "nobody proved itself");
        Reply posted = exchange.ask(Question.post(uri("/t"), "text/x", "body".getBytes(US_ASCII)), LARGEST,
                LONG);
        assertEquals("abcde", new String(posted.body(), US_ASCII));
        assertEquals(Optional.empty(), posted.date());
    }

    @ParameterizedTest
    @CsvSource({"302 Found|Location: http://127.0.0.1:1/|''|302", "304 Not Modified|Content-Length: 70||304",
        "401 Unauthorized|WWW-Authenticate: Basic realm=x|no|401", "404 Not Found|X: y|none|404",
        "429 Too Many Requests|X: y||429", "503 Unavailable|X: y|later|503"})
    void everyStatusIsAnAnswerAndNoRedirectIsFollowed(String line) throws Exception {
        String[] parts = line.split("\\|", -1);
        String body = parts[2].replace("''", "");
        String length = parts[3].equals("304") ? "" : "Content-Length: " + body.length() + "\r\n";
        serve(
                saying("HTTP/1.1 " + parts[0] + "\r\n" + parts[1] + "\r\n" + length + "\r\n" + body));
        Reply reply = exchange.ask(Question.get(uri("/")), LARGEST, LONG);
        assertEquals(Integer.parseInt(parts[3]), reply.status());
        assertEquals(body, new String(reply.body(), US_ASCII));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "Content-Length: 101|the answer is 101 bytes, expected at most 100 bytes",
        "X: y|the answer is more, expected at most 100 bytes"})
    void aLargerBodyThanExpectedIsNotTaken(String header, String words) throws Exception {
        serve(socket -> {
            asked(socket);
            say(socket, "HTTP/1.1 200 OK\r\n" + header + "\r\n\r\n" + "x".repeat(101));
        });
        assertEquals(words, failure(LONG));
    }

    @Test
    void theLargestBodyIsTaken() throws Exception {
        serve(saying("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(100)));
        assertEquals(100, exchange.ask(Question.get(uri("/")), LARGEST, LONG).body().length);
    }

    @Test
    void whatIsCutShortIsNoAnswer() throws Exception {
        serve(saying("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc"));
        assertTrue(failure(LONG).contains("Premature EOF"));
        serve(saying("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc"));
        assertTrue(failure(LONG).contains("Premature EOF"));
        serve(saying("HTTP/1.1 404 Not Found\r\nContent-Length: 9\r\n\r\nabc"));
        assertTrue(failure(LONG).contains("Premature EOF"));
    }

    @Test
    void aPostIsSentOnceThoughTheServerHangsUp() throws Exception {
        var question = Question.post(uri("/t"), "text/x", "body".getBytes(US_ASCII));
        for (int i = 0; i < 2; i++) {
            serve(socket -> {
                asked(socket);
                say(socket, "HTTP/1.1 401 Unauthorized\r\nDate: Mon, 02 Mar 2026 10:00:00 GMT\r\n"
                        + "Content-Length: 2\r\n\r\nno");
            }, Socket::close, socket -> asked(socket));
            Reply refused = exchange.ask(question, LARGEST, LONG);
            assertEquals(401, refused.status());
            assertEquals(Optional.of(Instant.parse("2026-03-02T10:00:00Z")), refused.date());
            for (int again = 0; again < 2; again++) {
                var failed = assertThrows(IOException.class, () -> exchange.ask(question, LARGEST, LONG));
                assertInstanceOf(SocketException.class, failed.getCause());
            }
        }
    }

    @Test
    void whatSpeaksNoHttpIsNoAnswer() throws Exception {
        serve(saying("SSH-2.0-OpenSSH_10\r\n"));
        assertTrue(failure(LONG).contains("HTTP"));
    }

    @Test
    void nobodyThereIsSaidAtOnce() throws Exception {
        server.close();
        assertTrue(failure(LONG).contains("refused"));
    }

    @Test
    void silenceEndsInTimeAndTheServerIsHungUpOn() throws Exception {
        serve(socket -> {
            asked(socket);
            isHungUpOn(socket);
        });
        assertEquals("no whole answer within 0 s", failure(SHORT));
        serve(socket -> {
            asked(socket);
            say(socket, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc");
            isHungUpOn(socket);
        });
        assertEquals("no whole answer within 0 s", failure(SHORT));
    }

    @Test
    void anAnswerThatNeverStopsEndsInTime() throws Exception {
        serve(socket -> {
            asked(socket);
            say(socket, "HTTP/1.1 200 OK\r\n");
            assertThrows(IOException.class, () -> {
                for (int i = 0; i < 100_000_000; i++) {
                    say(socket, "X-" + i % 10 + ": y\r\n");
                }
            });
        });
        assertTrue(failure(Duration.ofSeconds(1)).matches("no whole answer within 1 s|.*[Hh]eader.*"));
    }

    @Test
    void closingEndsWhatIsUnderWayAndWhatComesLater() throws Exception {
        var asking = new CountDownLatch(1);
        serve(socket -> {
            asked(socket);
            asking.countDown();
            isHungUpOn(socket);
        });
        var failing = new FutureTask<>(() -> failure(LONG));
        Thread.ofVirtual().start(failing);
        assertTrue(asking.await(20, TimeUnit.SECONDS));
        exchange.close();
        assertEquals("closed", failing.get(20, TimeUnit.SECONDS));
        assertEquals("closed", failure(LONG));
    }

    @Test
    void anInterruptEndsItAndIsKept() throws Exception {
        var asking = new CountDownLatch(1);
        serve(socket -> {
            asked(socket);
            asking.countDown();
            isHungUpOn(socket);
        });
        var interrupted = new FutureTask<>(() -> {
            assertThrows(InterruptedIOException.class,
                    () -> exchange.ask(Question.get(uri("/")), LARGEST, LONG));
            return Thread.currentThread().isInterrupted();
        });
        Thread asks = Thread.ofPlatform().start(interrupted);
        assertTrue(asking.await(20, TimeUnit.SECONDS));
        asks.interrupt();
        assertTrue(interrupted.get(20, TimeUnit.SECONDS));
    }

    @ParameterizedTest
    @CsvSource({"200 OK", "401 Unauthorized", "503 Unavailable"})
    void aServerThatProvedItselfSaysItsTimeAndUntilWhenItsProofCounts(String status) throws Exception {
        Instant now = Instant.parse("2026-03-02T10:00:00Z");
        Instant until = now.plus(Duration.ofDays(9));
        var authority = new TestAuthority("head office", now);
        server.close();
        server = authority.server(now, until, "127.0.0.1")
                .getServerSocketFactory()
                .createServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Talk talk = saying("HTTP/1.1 " + status
                + "\r\nDate: Mon, 02 Mar 2026 10:00:00 GMT\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok");
        serve(talk, talk);
        var uri = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/");
        try (var secure = new Exchange(
                AuthorityTrust.context(List.of(authority.certificate), InstantSource.fixed(now)))) {
            for (Question question : List.of(Question.get(uri), Question.post(uri, "text/x", new byte[0]))) {
                assertEquals(Optional.of(new ProvenTime(now, until)),
                        secure.ask(question, LARGEST, LONG).provenTime());
            }
        }
    }

    @Test
    void aServerOfPlainTextIsNoServerOfHttps() throws Exception {
        serve(socket -> say(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"));
        try (var secure = new Exchange(AuthorityTrust.context(List.of(), InstantSource.system()))) {
            var uri = URI.create("https://127.0.0.1:" + server.getLocalPort() + "/");
            var failed = assertThrows(IOException.class, () -> secure.ask(Question.get(uri), LARGEST, LONG));
            assertInstanceOf(javax.net.ssl.SSLException.class, failed.getCause());
        }
    }
}
