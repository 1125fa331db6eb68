package io.tillpost.device.line.tcp;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.line.LineLostException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class TcpLineTest {
    private static final Duration LONG = Duration.ofSeconds(5);

    @Test
    void bytesPassInBothDirections() throws Exception {
        try (var server = server(); var till = connect(server); var device = TcpLine.over(server.accept())) {
            till.write(new byte[]{6, 0, 16}, LONG);
            assertArrayEquals(new byte[]{6, 0, 16}, device.read(LONG));
            device.write(new byte[]{-128, 0, 0}, LONG);
            assertArrayEquals(new byte[]{-128, 0, 0}, till.read(LONG));
            assertEquals(0, till.read(Duration.ZERO).length);
        }
    }

    @Test
    void theOtherSidesEndIsALostLine() throws Exception {
        try (var server = server(); var till = connect(server)) {
            TcpLine.over(server.accept()).close();
            assertThrows(LineLostException.class, () -> till.read(LONG));
            assertThrows(LineLostException.class, () -> till.write(new byte[]{1}, LONG));
        }
    }

    @Test
    void aWriteThatNobodyTakesEndsAtItsDeadline() throws Exception {
        try (var server = server(); var till = connect(server); var _ = server.accept()) {
            var lost = assertThrows(LineLostException.class,
                    () -> till.write(new byte[64 << 20], Duration.ofMillis(100)));
            assertTrue(lost.toString().contains("in time"), lost::toString);
        }
    }

    @Test
    void whatHasNotArrivedWhenALineIsAbandonedNeverDoes() throws Exception {
        try (var server = server(); var till = connect(server); var device = server.accept()) {
            till.write(new byte[]{6, 1, 0}, LONG);
            till.abandon();
            assertThrows(SocketException.class, () -> device.getInputStream().readAllBytes());
        }
    }

    @Test
    void whatAWriteThatNobodyTookHadLeftBehindNeverArrives() throws Exception {
        try (var server = server(); var till = connect(server); var device = server.accept()) {
            assertThrows(LineLostException.class,
                    () -> till.write(new byte[64 << 20], Duration.ofMillis(100)));
            assertThrows(SocketException.class, () -> device.getInputStream().readAllBytes());
        }
    }

    @Test
    void whatWasWrittenBeforeALineIsClosedArrives() throws Exception {
        try (var server = server()) {
            Socket device;
            try (var till = connect(server)) {
                device = server.accept();
                till.write(new byte[]{6, 1, 0}, LONG);
            }
            try (device) {
                assertArrayEquals(new byte[]{6, 1, 0}, device.getInputStream().readAllBytes());
            }
        }
    }

    @Test
    void nobodyListeningIsNamed() throws Exception {
        int port;
        try (var server = server()) {
            port = server.getLocalPort();
        }
        var refused = assertThrows(IOException.class, () -> TcpLine.connect("127.0.0.1", port, LONG));
        assertTrue(refused.toString().contains("tcp:127.0.0.1:" + port), refused::toString);
    }

    private static ServerSocket server() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static TcpLine connect(ServerSocket server) throws IOException {
        return TcpLine.connect("127.0.0.1", server.getLocalPort(), LONG);
    }
}
