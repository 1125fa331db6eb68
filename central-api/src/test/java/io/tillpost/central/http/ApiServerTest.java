package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The server over real HTTP, with polite, rude and slow clients.
class ApiServerTest {
    private static final int MAX_BODY = 1000;
    /// Short enough for a test, long enough for a busy machine.
    private static final HttpLimits IMPATIENT = new HttpLimits(100, 3, 4096, Duration.ofSeconds(6),
            Duration.ofSeconds(3), Duration.ofSeconds(10), Duration.ofSeconds(10));
    private static final int READ_TIMEOUT_MS = 60_000;
    private static final CountDownLatch GATE = new CountDownLatch(1);
    private static final CountDownLatch INSIDE = new CountDownLatch(3);
    private static TestServer server;

    record Echo(String method, String path, Map<String, String> path2, Map<String, String> query, int body) {}

    @BeforeAll
    static void start() throws IOException {
        server = TestServer.start(IMPATIENT,
                List.of(Route.open("GET", "/things/{thing}", "readThing", ApiServerTest::echo)
                        .withParameters("color"),
                        Route.open("GET", "/things/special", "readSpecial", _ -> Answer.ok("special")),
                        Route.open("POST", "/things", "addThing", ApiServerTest::echo)
                                .receiving(MAX_BODY, "application/json", "text/csv"),
                        Route.open("POST", "/stop", "stop", ApiServerTest::echo).bodiless(),
                        Route.open("GET", "/bug", "bug", _ -> {
                            throw new IllegalStateException("secret detail");
                        }), Route.open("GET", "/wait", "wait", _ -> {
                            INSIDE.countDown();
                            awaitGate();
                            return Answer.ok("done");
                        })));
    }

    @AfterAll
    static void stop() {
        GATE.countDown();
        server.close();
    }

    private static void awaitGate() {
        try {
            GATE.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Answer echo(Call call) {
        return Answer.ok(
                new Echo(call.method(), call.path(), call.pathParameters(), call.query(),
                        call.body().length));
    }

    @Test
    void aRouteGetsItsDecodedParameters() {
        var answer = get("/things/a%20b%2Fc+d?color=light%20blue");
        assertEquals(200, answer.statusCode());
        var echo = Json.read(answer.body().getBytes(StandardCharsets.UTF_8), Echo.class);
        assertEquals(Map.of("thing", "a b/c+d"), echo.path2());
        assertEquals(Map.of("color", "light blue"), echo.query());
    }

    @Test
    void aLiteralStepWinsOverAParameter() {
        assertEquals("\"special\"", get("/things/special").body());
    }

    @ParameterizedTest
    @CsvSource({"GET,/nothing,404,no-such-path", "GET,/things/,404,no-such-path",
        "GET,/things//x,404,no-such-path",
        "GET,/things/%zz,400,malformed-http", "GET,/things/%00,404,no-such-path",
        "DELETE,/things/x,405,method-not-allowed", "GET,/things,405,method-not-allowed",
        "GET,/things/x?size=1,400,malformed-request", "GET,/things/x?color=a&color=b,400,malformed-request",
        "GET,/bug,500,internal-error"})
    void refusalsAreProblems(String method, String path, int status, String code) throws Exception {
        // A raw socket, because the JDK's client mends some of these paths.
        String answer = exchange(method + " " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 " + status), answer);
        assertTrue(answer.contains("\"code\":\"" + code + "\""), answer);
        assertTrue(answer.contains("application/problem+json"), answer);
        assertFalse(
                answer.contains("secret detail") || answer.contains("Exception") || answer.contains("at io."),
                answer);
    }

    @Test
    void aWrongMethodIsToldTheRightOnes() {
        var answer = server.send(server.request("/things/x").DELETE());
        assertEquals("GET, HEAD, OPTIONS", answer.headers().firstValue("Allow").orElseThrow());
        var options = server.send(
                server.request("/things/x").method("OPTIONS", HttpRequest.BodyPublishers.noBody()));
        assertEquals(204, options.statusCode());
        assertEquals("GET, HEAD, OPTIONS", options.headers().firstValue("Allow").orElseThrow());
    }

    @ParameterizedTest
    @CsvSource({"'',200", "{},200", "' { } ',200", "'{\"dryRun\":true}',400", "[],400"})
    void whereABodyWouldNotBeLookedAtNoneIsTaken(String body, int status) {
        var answer = server.send(server.request("/stop").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
        assertEquals(status, answer.statusCode(), answer.body());
    }

    @Test
    void headIsGetWithoutTheBody() {
        var get = get("/things/x");
        var head = server.send(server.request("/things/x").HEAD());
        assertEquals(200, head.statusCode());
        assertEquals("", head.body());
        assertEquals(Integer.toString(get.body().length()),
                head.headers().firstValue("Content-Length").orElseThrow());
    }

    @Test
    void everyAnswerCarriesItsIdAndTheHeadersOfCaution() {
        for (String path : List.of("/things/x", "/nothing", "/bug")) {
            var headers = get(path).headers();
            assertTrue(headers.firstValue("Request-Id").orElseThrow().matches("[0-9a-f-]{36}"));
            assertEquals("nosniff", headers.firstValue("X-Content-Type-Options").orElseThrow());
            assertEquals("no-store", headers.firstValue("Cache-Control").orElseThrow());
            assertTrue(headers.firstValue("Server").isEmpty());
            assertEquals("default-src 'none'; frame-ancestors 'none'",
                    headers.firstValue("Content-Security-Policy").orElseThrow());
            for (String present : List.of("Referrer-Policy", "Permissions-Policy",
                    "Cross-Origin-Opener-Policy",
                    "Cross-Origin-Resource-Policy")) {
                assertTrue(headers.firstValue(present).isPresent(), present);
            }
            assertTrue(headers.firstValue("Strict-Transport-Security").isEmpty(),
                    "plain HTTP promises no TLS");
        }
        var problem = get("/nothing");
        assertTrue(problem.body().contains(problem.headers().firstValue("Request-Id").orElseThrow()));
    }

    @Test
    void aTraceGoesOnAndAMalformedOneIsReplaced() {
        String trace = "0af7651916cd43dd8448eb211c80319c";
        var continued = server.send(
                server.request("/things/x").header("traceparent", "00-" + trace + "-b7ad6b7169203331-01"));
        assertTrue(continued.headers().firstValue("traceparent").orElseThrow()
                .matches("00-" + trace + "-(?!b7ad6b7169203331)[0-9a-f]{16}-01"));
        for (String wrong : List.of("00-" + "0".repeat(32) + "-b7ad6b7169203331-01", "x",
                "00-" + trace.toUpperCase(Locale.ROOT) + "-b7ad6b7169203331-01")) {
            String fresh = server.send(server.request("/things/x").header("traceparent", wrong))
                    .headers()
                    .firstValue("traceparent")
                    .orElseThrow();
            assertTrue(fresh.matches("00-[0-9a-f]{32}-[0-9a-f]{16}-00"), fresh);
        }
    }

    @Test
    void aBodyOfItsLimitIsTakenAndOneByteMoreIsNot() {
        assertEquals(200, post("x".repeat(MAX_BODY), "text/csv").statusCode());
        var tooLarge = post("x".repeat(MAX_BODY + 1), "text/csv");
        assertEquals(413, tooLarge.statusCode());
        assertTrue(tooLarge.body().contains("body-too-large"));
    }

    @Test
    void whoReadsOnlyWhenAllIsSentHasTheRefusalToo() throws Exception {
        int large = 32 << 20;
        try (var socket = open()) {
            var out = socket.getOutputStream();
            out.write(head("POST /things HTTP/1.1", "Content-Type: text/csv", "Content-Length: " + large)
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(new byte[large]);
            String answer = readAll(socket);
            assertTrue(answer.startsWith("HTTP/1.1 413"), answer);
            assertTrue(answer.contains("body-too-large"), answer);
        }
    }

    @Test
    void aBodyThatDoesNotSayItsLengthIsBoundedToo() throws Exception {
        String head = head("POST /things HTTP/1.1", "Content-Type: text/csv", "Transfer-Encoding: chunked",
                "Connection: close");
        String chunk = "1f4\r\n" + "x".repeat(500) + "\r\n";
        assertTrue(exchange(head + chunk + chunk + "0\r\n\r\n").startsWith("HTTP/1.1 200"));
        assertTrue(exchange(head + chunk + chunk + "1\r\nx\r\n0\r\n\r\n").startsWith("HTTP/1.1 413"));
    }

    @Test
    void whatIsLeftOfARefusedBodyIsNoRequest() throws Exception {
        String answers = exchange(head("POST /nothing HTTP/1.1", "Content-Length: 1000000")
                + head("GET /things/special HTTP/1.1"));
        assertTrue(answers.startsWith("HTTP/1.1 404"), answers);
        assertFalse(answers.contains("special"), answers);
    }

    @ParameterizedTest
    @ValueSource(strings = {"5\nabcde\r\n0\r\n\r\n", "-1\r\n", "x\r\n"})
    void afterChunksThatAreMalformedNothingIsTakenForAnotherRequest(String chunks) throws Exception {
        String answers = exchange(head("POST /things HTTP/1.1", "Content-Type: text/csv",
                "Transfer-Encoding: chunked") + chunks + head("GET /things/special HTTP/1.1"));
        assertTrue(answers.startsWith("HTTP/1.1 400"), answers);
        assertTrue(answers.contains("\"malformed-http\""), answers);
        assertFalse(answers.contains("special"), answers);
    }

    @Test
    void aBodyOfAnotherTypeIsRefused() {
        assertEquals(415, post("<x/>", "application/xml").statusCode());
        assertEquals(200, post("{}", "Application/JSON; charset=utf-8").statusCode());
        assertEquals(415, server.send(
                server.request("/things").POST(HttpRequest.BodyPublishers.ofString("{}"))).statusCode());
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET /things/x HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        "POST /things HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        "GET /things/x HTTP/1.1\r\n\r\n", "GET /things/x HTTP/1.1\r\nHost: x\r\nBad Header: y\r\n\r\n"})
    void whatIsNoHttpIsAProblemToo(String head) throws Exception {
        String answer = exchange(head);
        assertTrue(answer.startsWith("HTTP/1.1 400"), answer);
        assertTrue(answer.contains("\"malformed-http\""), answer);
        assertTrue(answer.contains("Request-Id"), answer);
    }

    @Test
    void headersAreBounded() throws Exception {
        String answer = exchange("GET /things/x HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(5000) + "\r\n\r\n");
        assertTrue(answer.matches("(?s)HTTP/1.1 4(00|31).*"), answer);
    }

    @Test
    void clientsThatStopAreCutOff() throws Exception {
        var halves = List.of("", "G", "GET /things/x HTTP/1.1\r\nHost:",
                head("GET /things/x HTTP/1.1", "Accept: text/html"),
                head("POST /things HTTP/1.1", "Content-Type: text/csv", "Content-Length: 10") + "abc");
        var sockets = new ArrayList<Socket>();
        for (String half : halves) {
            var socket = open();
            socket.getOutputStream().write(half.getBytes(StandardCharsets.US_ASCII));
            sockets.add(socket);
        }
        for (Socket socket : sockets) {
            // Ends because the server closes; a time-out here would throw.
            readAll(socket);
            socket.close();
        }
    }

    @Test
    void aClientThatDripsIsCutOff() throws Exception {
        try (var socket = open(); var dripping = Executors.newVirtualThreadPerTaskExecutor()) {
            socket.getOutputStream()
                    .write(head("POST /things HTTP/1.1", "Content-Type: text/csv", "Content-Length: 900")
                            .getBytes(StandardCharsets.US_ASCII));
            var closed = new CountDownLatch(1);
            Future<?> drip = dripping.submit(() -> {
                while (!closed.await(100, TimeUnit.MILLISECONDS)) {
                    socket.getOutputStream().write('x');
                }
                return null;
            });
            String answer = readAll(socket);
            assertFalse(answer.startsWith("HTTP/1.1 200"), answer);
            closed.countDown();
            try {
                drip.get();
            } catch (ExecutionException e) {
                assertTrue(e.getCause() instanceof IOException, "the drip ended with " + e.getCause());
            }
        }
    }

    @Test
    void oneTooManyAtOnceIsToldToComeBack() throws Exception {
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var waiting = List.of(clients.submit(() -> get("/wait")), clients.submit(() -> get("/wait")),
                    clients.submit(() -> get("/wait")));
            INSIDE.await();
            var fourth = get("/things/x");
            assertEquals(503, fourth.statusCode());
            assertEquals("1", fourth.headers().firstValue("Retry-After").orElseThrow());
            assertTrue(fourth.body().contains("\"retryable\":true"));
            GATE.countDown();
            for (Future<HttpResponse<String>> one : waiting) {
                assertEquals(200, one.get().statusCode());
            }
        }
        assertEquals(200, get("/things/x").statusCode());
    }

    @Test
    void aStopLetsRequestsInFlightEnd() throws Exception {
        var inside = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        try (var other = TestServer.start(IMPATIENT, List.of(Route.open("GET", "/slow", "slow", _ -> {
            inside.countDown();
            awaitQuietly(go);
            return Answer.ok("done");
        }))); var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answer = clients.submit(() -> other.send(other.request("/slow")));
            inside.await();
            int port = other.port();
            var stop = clients.submit(other::close);
            go.countDown();
            assertEquals(200, answer.get().statusCode());
            stop.get();
            assertThrows(IOException.class,
                    () -> new Socket(InetAddress.getLoopbackAddress(), port).close());
        }
    }

    @Test
    void aTakenPortIsSaidInOneLine() {
        var refusal = assertThrows(IOException.class,
                () -> ApiServer.start("127.0.0.1", server.port(), null, IMPATIENT, List.of(), List.of(),
                        new ApiServer.Machine(UUID::randomUUID, new Random(1),
                                System::nanoTime)));
        assertTrue(String.valueOf(refusal.getMessage()).matches(
                "http: cannot listen on 127\\.0\\.0\\.1:\\d+: .*in use.*"), refusal.getMessage());
    }

    @Test
    void twoRoutesForOneThingAreAMistake() {
        var route = Route.open("GET", "/a", "a", _ -> Answer.ok("a"));
        assertThrows(IllegalArgumentException.class, () -> new RouteTable(List.of(route, route)));
        assertThrows(IllegalArgumentException.class, () -> new RouteTable(
                List.of(route, Route.open("GET", "/a", "b", _ -> Answer.ok("b")))));
    }

    @Test
    void nobodyUnknownMaySendMuch() {
        var route = Route.open("POST", "/a", "a", _ -> Answer.ok("a"));
        assertThrows(IllegalArgumentException.class, () -> route.receiving(1 << 20, "application/json"));
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static HttpResponse<String> get(String pathAndQuery) {
        return server.send(server.request(pathAndQuery));
    }

    private static HttpResponse<String> post(String body, String type) {
        return server.send(server.request("/things")
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String head(String requestLine, String... headers) {
        return requestLine + "\r\nHost: x\r\n" + String.join("\r\n", headers)
                + (headers.length == 0 ? "\r\n" : "\r\n\r\n");
    }

    private static Socket open() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.port());
        socket.setSoTimeout(READ_TIMEOUT_MS);
        return socket;
    }

    private static String exchange(String request) throws IOException {
        try (var socket = open()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return readAll(socket);
        }
    }

    /// Everything until the server closes; a reset counts as a close.
    private static String readAll(Socket socket) throws IOException {
        var answer = new StringBuilder();
        try {
            for (int next = socket.getInputStream().read(); next != -1; next = socket.getInputStream()
                    .read()) {
                answer.append((char) next);
            }
        } catch (SocketException e) {
            return answer.toString();
        }
        return answer.toString();
    }
}
