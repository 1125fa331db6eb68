package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
