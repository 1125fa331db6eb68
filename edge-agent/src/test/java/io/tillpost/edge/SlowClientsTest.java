package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Clients that take a place at the till's port and ask for nothing.
class SlowClientsTest {
    private static final int READ_TIMEOUT_MS = 60_000;

    @TempDir
    private Path folder = Path.of("");

    @Test
    void whoConnectsAndSaysNothingOrHalfAHeadIsCutOff() throws Exception {
        try (var agent = new TestAgent(folder)) {
            var sockets = new ArrayList<Socket>();
            for (String half : List.of("", "G", "GET /till/ HTTP/1.1\r\nHost: loc")) {
                var socket = new Socket(InetAddress.getLoopbackAddress(), port(agent));
                socket.setSoTimeout(READ_TIMEOUT_MS);
                socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
                sockets.add(socket);
            }
            for (Socket socket : sockets) {
                // Ends because the agent closes; a time-out here would throw.
                assertEquals(-1, read(socket));
                socket.close();
            }
        }
    }

    @Test
    void afterABodyWithMalformedChunksTheConnectionEnds() throws Exception {
        try (var agent = new TestAgent(folder);
                var socket = new Socket(InetAddress.getLoopbackAddress(), port(agent))) {
            socket.setSoTimeout(READ_TIMEOUT_MS);
            socket.getOutputStream().write("""
                    POST /v1/sessions HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Transfer-Encoding: chunked\r
                    \r
                    5\r
                    abcdeGET /v1/health HTTP/1.1\r
                    Host: localhost\r
                    \r
                    """.getBytes(StandardCharsets.US_ASCII));
            String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertTrue(answers.startsWith("HTTP/1.1 400"), answers);
            assertEquals(1, answers.split("HTTP/1.1 ", -1).length - 1, answers);
        }
    }

    /// More than there are requests at once.
    @Test
    void whoeverSendsNoBodyHoldsNoPlaceOfOthers() throws Exception {
        try (var agent = new TestAgent(folder)) {
            var silent = withoutBody(agent, 140);
            assertEquals(200, answeredSoon(agent));
            for (Socket one : silent) {
                one.close();
            }
        }
    }

    /// More than there are connections.
    @Test
    void whoeverSendsNoBodyMakesRoomForOthers() throws Exception {
        try (var agent = new TestAgent(folder)) {
            var silent = withoutBody(agent, 300);
            assertEquals(200, answeredSoon(agent));
            for (Socket one : silent) {
                one.close();
            }
        }
    }

    @Test
    void aSignInIsShort() throws Exception {
        try (var agent = new TestAgent(folder)) {
            HttpResponse<String> answer = agent.client.send(agent.request("/v1/sessions")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString(" ".repeat(5_000)))
                    .build(), BodyHandlers.ofString());
            assertEquals(413, answer.statusCode(), answer.body());
        }
    }

    /// Says that a body of ten bytes comes, is told that it is awaited, and sends none.
    private static List<Socket> withoutBody(TestAgent agent, int connections) throws IOException {
        var sockets = new ArrayList<Socket>();
        for (int i = 0; i < connections; i++) {
            var socket = new Socket(InetAddress.getLoopbackAddress(), port(agent));
            socket.setSoTimeout(READ_TIMEOUT_MS / 4);
            socket.getOutputStream().write("""
                    POST /v1/sessions HTTP/1.1\r
                    Host: localhost\r
                    Content-Type: application/json\r
                    Content-Length: 10\r
                    Expect: 100-continue\r
                    \r
                    """.getBytes(StandardCharsets.US_ASCII));
            String said = new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII);
            assertEquals("HTTP/1.1 100", said, "connection " + i);
            sockets.add(socket);
        }
        return sockets;
    }

    private static int answeredSoon(TestAgent agent) throws Exception {
        return agent.client.send(agent.authorized("/v1/status").timeout(Duration.ofSeconds(15)).build(),
                BodyHandlers.ofString()).statusCode();
    }

    private static int port(TestAgent agent) {
        return agent.request("/").build().uri().getPort();
    }

    private static int read(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (SocketException _) {
            return -1;
        }
    }
}
