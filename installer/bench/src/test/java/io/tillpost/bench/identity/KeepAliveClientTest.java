package io.tillpost.bench.identity;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class KeepAliveClientTest {
    private static final byte[] REQUEST = KeepAliveClient.get("/open", "");
    private ServerSocket server;

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    /// Takes connections one after the other and writes this to each for every request of the usual length.
    private void answering(String answer) {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (var connection = server.accept()) {
                    while (connection.getInputStream().readNBytes(REQUEST.length).length == REQUEST.length) {
                        connection.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                        if (answer.isEmpty()) {
                            break;
                        }
                    }
                } catch (IOException _) {
                    // The client has gone, or the test is over.
                }
            }
        });
    }

    @Test
    void aCredentialIsSentAsABearer() {
        assertEquals("GET /a HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer t\r\n\r\n",
                new String(KeepAliveClient.get("/a", "t"), StandardCharsets.US_ASCII));
    }

    @Test
    void manyAnswersComeOverOneConnectionEachWithItsBody() throws IOException {
        answering("HTTP/1.1 200 OK\r\ncontent-LENGTH: 5\r\nX: y\r\n\r\nhello");
        try (var client = new KeepAliveClient(server.getLocalPort())) {
            for (int i = 0; i < 3; i++) {
                assertEquals(200, client.ask(REQUEST));
            }
        }
    }

    @Test
    void anAnswerWithoutALengthIsAnError() throws IOException {
        answering("HTTP/1.1 200 OK\r\n\r\n");
        try (var client = new KeepAliveClient(server.getLocalPort())) {
            assertThrows(IOException.class, () -> client.ask(REQUEST));
        }
    }

    @Test
    void whatIsNoHttpIsAnError() throws IOException {
        answering("hello\r\nContent-Length: 0\r\n\r\n");
        try (var client = new KeepAliveClient(server.getLocalPort())) {
            assertThrows(IOException.class, () -> client.ask(REQUEST));
        }
    }

    @Test
    void aConnectionThatEndsIsAnError() throws IOException {
        answering("");
        try (var client = new KeepAliveClient(server.getLocalPort())) {
            assertThrows(EOFException.class, () -> client.ask(REQUEST));
        }
    }

    @Test
    void aRefusalAmongTheAnswersEndsTheMeasurement() throws IOException {
        answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
        try (var crowd = new Crowd(server.getLocalPort(), 1, new AtomicLong()::getAndIncrement)) {
            var fault = assertThrows(EnvironmentFault.class,
                    () -> crowd.perSecond(REQUEST, Duration.ofSeconds(1)));
            String said = String.valueOf(fault.getMessage());
            assertTrue(said.contains("401"), said);
        }
    }

    @Test
    void aRateIsRequestsByTheTimeOfTheClock() throws IOException {
        answering("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n");
        // Each look at the clock is 100 ms later: begun at 0, nine requests until 0.9 s, ended at 1.1 s.
        var nanos = new AtomicLong();
        try (var crowd = new Crowd(server.getLocalPort(), 1, () -> nanos.getAndAdd(100_000_000))) {
            assertEquals(9 / 1.1, crowd.perSecond(REQUEST, Duration.ofSeconds(1)), 1e-9);
        }
    }
}
