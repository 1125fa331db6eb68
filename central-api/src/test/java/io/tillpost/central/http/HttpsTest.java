package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.broker.TestAuthority;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The API over TLS: who trusts the authority is served, and files that cannot serve are named at the start.
class HttpsTest {
    private static final HttpLimits IMPATIENT = new HttpLimits(100, 3, 4096, Duration.ofSeconds(2),
            Duration.ofSeconds(2), Duration.ofSeconds(10), Duration.ofSeconds(2));
    private static final int READ_TIMEOUT_MS = 60_000;

    @TempDir
    private Path folder = Path.of("");
    private TestAuthority authority;
    private ApiServer server;

    @BeforeEach
    void serve() throws Exception {
        authority = new TestAuthority();
        authority.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 10);
        server = start("cert.pem", "key.pem");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ApiServer start(String certificate, String key) throws IOException {
        var random = new Random(1);
        return ApiServer.start("127.0.0.1", 0,
                new ServerKeys(folder.resolve(certificate), folder.resolve(key), null, null, Set.of()),
                IMPATIENT,
                List.of(Route.open("GET", "/things", "readThings", _ -> Answer.ok("things")),
                        Route.query("POST", "/things", "addThing", "things:write",
                                call -> Answer.content("text/plain", call.body()))
                                .receiving(1 << 20, "text/plain")),
                List.of(Filter.receive()),
                new ApiServer.Machine(UUID::randomUUID, random, System::nanoTime));
    }

    private HttpClient trusting(TestAuthority trusted) throws Exception {
        var context = SSLContext.getInstance("TLS");
        context.init(null, trusted.trust().getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(context).build();
    }

    private HttpRequest.Builder request() {
        return HttpRequest.newBuilder(URI.create("https://localhost:" + server.port() + "/things"));
    }

    @Test
    void whoTrustsTheAuthorityIsServed() throws Exception {
        HttpResponse<String> answer = trusting(authority).send(request().build(), BodyHandlers.ofString());
        assertEquals(200, answer.statusCode());
        assertEquals("\"things\"", answer.body());
        assertTrue(answer.sslSession().orElseThrow().getProtocol().startsWith("TLSv1."));
        assertEquals("max-age=31536000",
                answer.headers().firstValue("Strict-Transport-Security").orElseThrow());
    }

    @Test
    void aBodyOfManyRecordsArrivesWhole() throws Exception {
        String body = "0123456789".repeat(100_000);
        HttpResponse<String> answer = trusting(authority).send(request().header("Content-Type", "text/plain")
                .POST(BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
        assertEquals(body, answer.body());
    }

    @Test
    void whoTrustsAnotherAuthorityIsNot() throws Exception {
        var stranger = trusting(new TestAuthority());
        assertThrows(SSLException.class, () -> stranger.send(request().build(), BodyHandlers.ofString()));
    }

    @Test
    void plainHttpIsNotAnsweredAndNobodyElseSuffers() throws Exception {
        try (var socket = open()) {
            socket.getOutputStream()
                    .write("GET /things HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            String got = new String(readAll(socket), StandardCharsets.ISO_8859_1);
            assertTrue(!got.contains("things") && !got.contains("200"), got);
        }
        assertEquals(200, trusting(authority).send(request().build(), BodyHandlers.ofString()).statusCode());
    }

    @Test
    void aClientThatNeverShakesHandsIsCutOff() throws Exception {
        try (var silent = open(); var half = open()) {
            // The first bytes of a handshake record whose rest never comes.
            half.getOutputStream().write(new byte[]{22, 3, 1, 1, 0, 1});
            // Ends because the server closes; a time-out here would throw.
            readAll(silent);
            readAll(half);
        }
    }

    @Test
    void aKeyOfAnotherCertificateIsNamed() throws Exception {
        authority.server(folder.resolve("other.key.pem"), folder.resolve("other.pem"), 10);
        assertRefused("cert.pem", "other.key.pem", "does not belong to certificate");
    }

    @Test
    void aFileThatIsMissingOrIsSomethingElseIsNamed() throws Exception {
        assertRefused("cert.pem", "nowhere.pem", "nowhere.pem cannot be read");
        Files.writeString(folder.resolve("text.pem"), "-----BEGIN PRIVATE KEY-----\nsecret\n");
        String message = assertRefused("cert.pem", "text.pem", "text.pem are not a certificate and an");
        assertTrue(!message.contains("secret"), message);
        assertRefused("key.pem", "key.pem", "are not a certificate");
    }

    private String assertRefused(String certificate, String key, String part) {
        String message = String
                .valueOf(assertThrows(IOException.class, () -> start(certificate, key)).getMessage());
        assertTrue(message.startsWith("http.tls: ") && message.contains(part), message);
        assertEquals(1, message.lines().count(), message);
        return message;
    }

    private Socket open() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(READ_TIMEOUT_MS);
        return socket;
    }

    /// Everything until the server closes; a reset counts as a close.
    private static byte[] readAll(Socket socket) throws IOException {
        try {
            return socket.getInputStream().readAllBytes();
        } catch (java.net.SocketException e) {
            return new byte[0];
        }
    }
}
