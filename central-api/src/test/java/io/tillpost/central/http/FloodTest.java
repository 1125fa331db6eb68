package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Connections that take places and ask for nothing.
class FloodTest {
    private static final int READ_TIMEOUT_MS = 30_000;
    private static final int FLOOD = 10_000;
    private static final String END = "\"things\"";
    private static final byte[] LARGE = new byte[32 << 20];
    private static final List<Route> ROUTES = List.of(
            Route.open("GET", "/things", "readThings", _ -> Answer.ok("things")),
            Route.open("POST", "/things", "addThing", _ -> Answer.ok("things")),
            Route.open("GET", "/large", "readLarge", _ -> Answer.content("text/plain", LARGE)));

    private static HttpLimits limits(int connections, int perAddress) {
        return new HttpLimits(connections, perAddress, 100, 4096, Duration.ofSeconds(60),
                Duration.ofSeconds(60),
                Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    /// 10,000 connections that each sent half a head, against 2,048 places: whoever asks is answered meanwhile.
    @Test
    @Timeout(value = 60, unit = TimeUnit.SECONDS)
    void tenThousandHalfOpenConnectionsDelayNobody() throws Exception {
        var flood = new ArrayList<SocketChannel>();
        long slowestMs = 0;
        try (var server = TestServer.start(HttpLimits.defaults(), ROUTES)) {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
            for (int i = 0; i < FLOOD; i++) {
                var one = SocketChannel.open(address);
                flood.add(one);
                half(one);
                if (i % 500 == 0) {
                    long start = System.nanoTime();
                    try (var honest = open(server)) {
                        assertEquals(200, ask(honest));
                    }
                    slowestMs = Math.max(slowestMs, (System.nanoTime() - start) / 1_000_000);
                }
            }
            System.out.println("flood of " + FLOOD + ": slowest honest answer " + slowestMs + " ms");
            assertTrue(slowestMs < 5000, slowestMs + " ms");
        } finally {
            for (var one : flood) {
                one.close();
            }
        }
    }

    private static void half(SocketChannel one) {
        try {
            one.write(ByteBuffer.wrap("GET /things HTTP/1.1\r\nHost:".getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException _) {
            // Evicted already.
        }
    }

    @Test
    void whoHasShownATokenKeepsItsPlace() throws Exception {
        try (var server = TestServer.start(limits(3, 0), ROUTES); var known = open(server)) {
            assertEquals(200, ask(known));
            var strangers = new ArrayList<Socket>();
            for (int i = 0; i < 10; i++) {
                strangers.add(open(server));
            }
            assertEquals(200, ask(known));
            // Which of them came first, the server's threads decide.
            var kept = new ArrayList<>(strangers);
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (kept.size() > 2) {
                assertTrue(System.nanoTime() < end, kept.size() + " have a place");
                kept.removeIf(FloodTest::isOver);
            }
            for (Socket stranger : kept) {
                assertEquals(200, ask(stranger));
            }
            assertEquals(200, ask(known));
            for (Socket stranger : strangers) {
                stranger.close();
            }
        }
    }

    /// Whether the server has closed it.
    private static boolean isOver(Socket silent) {
        try {
            silent.setSoTimeout(20);
            try {
                return read(silent) == -1;
            } catch (SocketTimeoutException _) {
                return false;
            } finally {
                silent.setSoTimeout(READ_TIMEOUT_MS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void oneAddressHasItsShare() throws Exception {
        try (var server = TestServer.start(limits(100, 2), ROUTES);
                var first = open(server);
                var second = open(server)) {
            assertEquals(200, ask(first));
            assertEquals(200, ask(second));
            try (var third = open(server)) {
                assertEquals(-1, read(third));
            }
            first.shutdownOutput();
            // Its place is free as soon as the server has seen it go.
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!isServed(server)) {
                assertTrue(System.nanoTime() < end, "the place was never given back");
            }
        }
    }

    private static boolean isServed(TestServer server) throws IOException {
        try (var socket = open(server)) {
            return ask(socket) == 200;
        } catch (IOException _) {
            return false;
        }
    }

    @Test
    void whoConnectsAndSaysNothingHasLessTimeThanWhoComesBack() throws Exception {
        var impatient = new HttpLimits(100, 0, 100, 4096, Duration.ofSeconds(2), Duration.ofSeconds(60),
                Duration.ofSeconds(60), Duration.ofSeconds(60), Duration.ofSeconds(2));
        try (var server = TestServer.start(impatient, ROUTES);
                var polite = open(server);
                var silent = open(server)) {
            assertEquals(200, ask(polite));
            assertEquals(-1, read(silent));
            assertEquals(200, ask(polite));
        }
    }

    @Test
    void whoDoesNotReadItsAnswerIsCutOff() throws Exception {
        var impatient = new HttpLimits(1, 0, 100, 4096, Duration.ofSeconds(60), Duration.ofSeconds(60),
                Duration.ofSeconds(60), Duration.ofSeconds(3), Duration.ofSeconds(2));
        try (var server = TestServer.start(impatient, ROUTES); var slow = new Socket()) {
            slow.setReceiveBufferSize(4096);
            slow.setSoTimeout(READ_TIMEOUT_MS);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
            slow.getOutputStream()
                    .write("GET /large HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertEquals('H', read(slow));
            // Reading nothing more until the server has given up: then the only place is free for another.
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!isServed(server)) {
                assertTrue(System.nanoTime() < end, "the slow reader keeps its place");
            }
            long got = 0;
            var buffer = new byte[1 << 16];
            try {
                for (int n = slow.getInputStream().read(buffer); n > 0; n = slow.getInputStream()
                        .read(buffer)) {
                    got += n;
                }
            } catch (java.net.SocketException _) {
                // A reset counts as a close.
            }
            assertTrue(got < LARGE.length, "all " + got + " bytes came");
        }
    }

    /// More bodies that do not come than the node works on requests: whoever asks is served meanwhile.
    @Test
    void bodiesOfStrangersThatDoNotComeTakeNoPlace() throws Exception {
        try (var server = TestServer.start(busy(100, 2), ROUTES); var honest = open(server)) {
            var waiting = new ArrayList<Socket>();
            for (int i = 0; i < 5; i++) {
                waiting.add(open(server));
                assertEquals(100, announceBody(waiting.getLast(), "nobody"));
            }
            assertEquals(200, ask(honest));
            for (Socket one : waiting) {
                assertEquals(200, sendBody(one));
                one.close();
            }
        }
    }

    @Test
    void aStrangerWhoseBodyDoesNotComeMakesRoom() throws Exception {
        try (var server = TestServer.start(busy(2, 100), ROUTES);
                var first = open(server);
                var second = open(server)) {
            assertEquals(100, announceBody(first, "nobody"));
            assertEquals(100, announceBody(second, "nobody"));
            try (var honest = open(server)) {
                assertEquals(200, ask(honest));
            }
            assertEquals(200, sendBody(second));
        }
    }

    /// Theirs may be large: no more of them are held than the node works on.
    @Test
    void bodiesOfKnownCallersTakePlaces() throws Exception {
        try (var server = TestServer.start(busy(100, 2), ROUTES);
                var first = open(server);
                var second = open(server);
                var third = open(server)) {
            assertEquals(100, announceBody(first, "acme/erp"));
            assertEquals(100, announceBody(second, "acme/erp"));
            assertEquals(503, announceBody(third, "acme/erp"));
            assertEquals(200, sendBody(first));
        }
    }

    private static HttpLimits busy(int connections, int requests) {
        return new HttpLimits(connections, requests, 4096, Duration.ofSeconds(60), Duration.ofSeconds(60),
                Duration.ofSeconds(60), Duration.ofSeconds(2));
    }

    /// Sends the head of a request; the status that comes before its body: 100 if the server waits for it.
    private static int announceBody(Socket socket, String caller) throws IOException {
        socket.getOutputStream().write(("POST /things HTTP/1.1\r\nHost: x\r\nTest-Caller: " + caller
                + "\r\nContent-Type: application/json\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII));
        return status(socket, "\r\n\r\n");
    }

    private static int sendBody(Socket socket) throws IOException {
        socket.getOutputStream().write("{}".getBytes(StandardCharsets.US_ASCII));
        return status(socket, END);
    }

    @Test
    void aWaitingRequestIsNotEvicted() {
        try (var patience = new Patience(System::nanoTime)) {
            var crowd = new Crowd(1, 0);
            var working = patience.watchCurrentThread(() -> {});
            working.waitForRequest(Duration.ofMinutes(1));
            assertTrue(crowd.enter(working, "a"));
            working.work();
            var second = patience.watchCurrentThread(() -> {});
            assertEquals(false, crowd.enter(second, "b"));
            crowd.leave(working);
            assertEquals(true, crowd.enter(second, "b"));
            second.close();
            working.close();
        }
        assertEquals(false, Thread.interrupted());
    }

    private static Socket open(TestServer server) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(READ_TIMEOUT_MS);
        return socket;
    }

    private static int read(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read();
        } catch (java.net.SocketException _) {
            return -1;
        }
    }

    /// Asks on a connection that stays open; the status of the answer.
    private static int ask(Socket socket) throws IOException {
        socket.getOutputStream()
                .write("GET /things HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        return status(socket, END);
    }

    /// The status of an answer, read up to this end of it.
    private static int status(Socket socket, String end) throws IOException {
        var answer = new StringBuilder();
        while (!answer.toString().endsWith(end)) {
            int next = socket.getInputStream().read();
            if (next == -1) {
                throw new IOException("closed after " + answer);
            }
            answer.append((char) next);
        }
        return Integer.parseInt(answer.substring(9, 12));
    }
}
