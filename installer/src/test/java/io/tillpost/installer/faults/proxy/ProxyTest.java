package io.tillpost.installer.faults.proxy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.installer.faults.proxy.Proxy.Line;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ProxyTest {
    private static final byte[] WORDS = {1, 2, 3, 4, 5, 6, 7, 8};

    private ServerSocket echo;
    private Proxy proxy;

    @BeforeEach
    void listen() throws IOException {
        echo = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::echo);
        proxy = new Proxy(echo.getLocalPort());
    }

    @AfterEach
    void end() throws IOException {
        proxy.close();
        echo.close();
    }

    @Test
    void aGoodLineCarriesEverythingBothWays() throws IOException {
        try (var client = connected()) {
            assertArrayEquals(WORDS, answered(client));
            assertEquals(2L * WORDS.length, proxy.carriedBytes());
        }
    }

    @Test
    void aCutLineHangsUpAndRefuses() throws IOException {
        try (var client = connected()) {
            assertArrayEquals(WORDS, answered(client));
            proxy.line(Line.CUT);
            assertThrows(IOException.class, () -> answered(client));
        }
        try (var client = connected()) {
            assertThrows(IOException.class, () -> answered(client));
        } catch (SocketException e) {
            // Refused already while it connected.
        }
        proxy.line(Line.GOOD);
        try (var client = connected()) {
            assertArrayEquals(WORDS, answered(client));
        }
    }

    @Test
    void aSilentLineKeepsTheConnectionAndWhatWasSent() throws IOException {
        try (var client = connected()) {
            proxy.line(Line.SILENT);
            client.getOutputStream().write(WORDS);
            client.setSoTimeout(200);
            assertThrows(SocketTimeoutException.class, () -> client.getInputStream().read());
            proxy.line(Line.GOOD);
            client.setSoTimeout(0);
            assertArrayEquals(WORDS, client.getInputStream().readNBytes(WORDS.length));
        }
    }

    @Test
    void aFlipChangesOneBitOfOnePiece() throws IOException {
        try (var client = connected()) {
            proxy.flip(1);
            byte[] back = answered(client);
            int changed = 0;
            for (int i = 0; i < WORDS.length; i++) {
                changed += Integer.bitCount((back[i] ^ WORDS[i]) & 0xff);
            }
            assertEquals(1, changed);
            assertArrayEquals(WORDS, answered(client));
        }
    }

    @Test
    void aThinLineTakesItsTime() throws IOException {
        proxy.line(Line.thin(Duration.ofMillis(100), 0));
        try (var client = connected()) {
            long began = System.nanoTime();
            assertArrayEquals(WORDS, answered(client));
            assertTrue(System.nanoTime() - began >= Duration.ofMillis(200).toNanos());
        }
    }

    private Socket connected() throws IOException {
        return new Socket(InetAddress.getLoopbackAddress(), proxy.port());
    }

    private static byte[] answered(Socket client) throws IOException {
        client.getOutputStream().write(WORDS);
        byte[] back = client.getInputStream().readNBytes(WORDS.length);
        if (back.length < WORDS.length) {
            throw new IOException("hung up");
        }
        return back;
    }

    private void echo() {
        while (!echo.isClosed()) {
            try {
                Socket client = echo.accept();
                Thread.ofVirtual().start(() -> {
                    try (client) {
                        client.getInputStream().transferTo(client.getOutputStream());
                    } catch (IOException e) {
                        // The line was cut.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }
}
