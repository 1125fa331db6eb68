package io.tillpost.central.limit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tillpost.central.TestNode;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.central.config.Limits;
import io.tillpost.central.config.Limits.Allowed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/// Limits and pauses at a real node.
class LimitsOverHttpTest {
    /// Fewer than a node has places for: a crowd beyond them is told to come back (503) before anybody asks who it is.
    private static final int AT_ONCE = 100;
    private static final Allowed PLENTY = new Allowed(1_000_000, 1);

    private static TestNode node(Limits limits) {
        return TestNode.start(config -> CentralConfigs.withLimits(config, limits));
    }

    private static void assertTooMany(HttpResponse<String> answer, String code) {
        assertEquals(429, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"" + code + "\""), answer.body());
        assertTrue(answer.body().contains("\"retryable\":true"), answer.body());
        assertTrue(Long.parseLong(answer.headers().firstValue("Retry-After").orElseThrow()) >= 1);
    }

    @Test
    void everyAnswerSaysWhatIsLeftAndTheLastOneWhenToComeBack() {
        try (var node = node(new Limits(new Allowed(3, 3_600), PLENTY, PLENTY, PLENTY, 100, 1))) {
            String token = node.token();
            var first = node.get("/v1/stores", token);
            assertEquals("\"caller\";q=3;w=3600",
                    first.headers().firstValue("RateLimit-Policy").orElseThrow());
            assertEquals("\"caller\";r=2;t=1200", first.headers().firstValue("RateLimit").orElseThrow());
            var missing = node.get("/v1/stores/none", token);
            assertEquals(404, missing.statusCode());
            assertTrue(
                    missing.headers().firstValue("RateLimit").orElseThrow().startsWith("\"caller\";r=1;t=2"));
            node.get("/v1/stores", token);
            var refused = node.get("/v1/stores", token);
            assertTooMany(refused, "too-many-requests");
            assertTrue(
                    refused.headers().firstValue("RateLimit").orElseThrow().startsWith("\"caller\";r=0;t=3"));
            for (int i = 0; i < 20; i++) {
                assertEquals(429, node.get("/v1/stores", token).statusCode());
            }
            assertEquals("1", node.database().value("select count(*) from audit_entry where status = 429"),
                    "a greedy caller does not fill the audit trail");
        }
    }

    @Test
    void aTenfoldSpikeOfOneCallerIsNotTheOthersTrouble() throws Exception {
        try (var node = node(new Limits(new Allowed(50, 5), PLENTY, PLENTY, PLENTY, 100, 1));
                var threads = Executors.newFixedThreadPool(AT_ONCE)) {
            String greedy = node.token();
            String modest = node.token("modest", node.addClient("modest", Set.of("stores:read")));
            var spike = new ArrayList<Future<Integer>>();
            for (int i = 0; i < 500; i++) {
                spike.add(threads.submit(() -> node.get("/v1/stores", greedy).statusCode()));
            }
            for (int i = 0; i < 40; i++) {
                assertEquals(200, node.get("/v1/stores", modest).statusCode(), "request " + i);
            }
            int granted = 0;
            for (Future<Integer> answer : spike) {
                int status = answer.get();
                assertTrue(status == 200 || status == 429, "answers " + status);
                granted += status == 200 ? 1 : 0;
            }
            assertTrue(granted >= 40 && granted < 250, granted + " of 500 were granted");
        }
    }

    /// Each would hold 50 MiB: what does not come of them is waited for.
    @Test
    void filesOfOneCallerLeaveTheOthersMemory() throws Exception {
        int alone = (int) (Runtime.getRuntime().maxMemory() / (256L << 20)) / 2;
        assumeTrue(alone >= 1 && alone < 90,
                alone + " files at once of one caller, expected fewer than places");
        var files = new ArrayList<Socket>();
        try (var node = node(new Limits(PLENTY, PLENTY, PLENTY, PLENTY, 100, 1))) {
            String greedy = node.token();
            String modest = node.token("modest", node.addClient("modest", Set.of("catalog:write")));
            for (int i = 0; i < alone; i++) {
                files.add(announced(node, greedy));
                assertEquals("HTTP/1.1 100", statusLine(files.getLast()).substring(0, 12));
            }
            files.add(announced(node, greedy));
            assertEquals("HTTP/1.1 429", statusLine(files.getLast()).substring(0, 12));
            files.add(announced(node, modest));
            assertEquals("HTTP/1.1 100", statusLine(files.getLast()).substring(0, 12));
            assertEquals(200, node.get("/v1/stores", greedy).statusCode());
        } finally {
            for (Socket file : files) {
                file.close();
            }
        }
    }

    private static Socket announced(TestNode node, String token) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), node.port());
        socket.setSoTimeout(30_000);
        socket.getOutputStream()
                .write(("POST /v1/catalog/versions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer "
                        + token + "\r\nContent-Type: text/csv\r\nIdempotency-Key: " + UUID.randomUUID()
                        + "\r\nExpect: 100-continue\r\nContent-Length: " + (50 << 20) + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String statusLine(Socket socket) throws IOException {
        return new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    @Test
    void anAddressThatIsRefusedTooOftenIsTurnedAwayAndItsNeighbourIsNot() {
        try (var node = node(new Limits(PLENTY, PLENTY, PLENTY, new Allowed(5, 3_600), 100, 1))) {
            String token = node.token();
            for (int i = 0; i < 5; i++) {
                assertEquals(401, node.get("/v1/stores", "wrong-" + i).statusCode());
            }
            for (int i = 0; i < 10; i++) {
                assertTooMany(node.get("/v1/stores", "wrong"), "too-many-requests");
            }
            assertEquals(200, node.get("/v1/stores", token).statusCode());
            assertEquals("1", node.database().value("select count(*) from audit_entry where status = 429"));
        }
    }

    @Test
    void documentsAndDoorsHaveTheirOwnAllowance() {
        try (var node = node(
                new Limits(PLENTY, new Allowed(2, 3_600), new Allowed(3, 3_600), PLENTY, 100, 1))) {
            assertEquals(200, node.get("/health/live", null).statusCode());
            assertEquals(200, node.get("/openapi.json", null).statusCode());
            assertTooMany(node.get("/health/live", null), "too-many-requests");
            String token = node.token();
            node.token();
            node.token();
            assertTooMany(tokenRequest(node, "everything", "x"), "too-many-requests");
            assertEquals(200, node.get("/v1/stores", token).statusCode());
        }
    }

    private static HttpResponse<String> tokenRequest(TestNode node, String id, String secret) {
        return node.send(asking(node, id, secret));
    }

    private static HttpRequest.Builder asking(TestNode node, String id, String secret) {
        String basic = Base64.getEncoder()
                .encodeToString((id + ":" + secret).getBytes(StandardCharsets.UTF_8));
        return node.request("/oauth/token")
                .header("Authorization", "Basic " + basic)
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("grant_type=client_credentials"));
    }

    @Test
    void wrongSecretsOfAClientPauseThatClientAlone() {
        try (var node = node(new Limits(PLENTY, PLENTY, PLENTY, PLENTY, 3, 300))) {
            var secret = node.addClient("victim", Set.of("stores:read"));
            var other = node.addClient("bystander", Set.of("stores:read"));
            for (int i = 0; i < 3; i++) {
                assertEquals(401, tokenRequest(node, "victim", "guess-" + i).statusCode());
            }
            assertTooMany(tokenRequest(node, "victim", secret.value()), "too-many-wrong-secrets");
            assertTooMany(node.send(node.request("/oauth/token")
                    .header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(BodyPublishers
                            .ofString("grant_type=client_credentials&client_id=victim&client_secret=x"))),
                    "too-many-wrong-secrets");
            assertEquals(200, tokenRequest(node, "bystander", other.value()).statusCode());
        }
    }

    private static HttpResponse<String> forwarded(TestNode node, String from, String secret) {
        return node.send(asking(node, "victim", secret).header("X-Forwarded-For", from));
    }

    @Test
    void aStrangerBehindTheSameProxyPausesItselfAlone() {
        try (var node = TestNode.start(config -> CentralConfigs.withHttp(
                CentralConfigs.withLimits(config, new Limits(PLENTY, PLENTY, PLENTY, PLENTY, 3, 300)),
                new CentralConfig.Http("127.0.0.1", 0, null, 0,
                        new CentralConfig.Proxy("X-Forwarded-For", Set.of()))))) {
            var secret = node.addClient("victim", Set.of("stores:read"));
            for (int i = 0; i < 3; i++) {
                assertEquals(401, forwarded(node, "203.0.113.66", "guess-" + i).statusCode());
            }
            assertTooMany(forwarded(node, "203.0.113.66", "guess"), "too-many-wrong-secrets");
            assertTooMany(forwarded(node, "198.51.100.7, 203.0.113.66", "guess"), "too-many-wrong-secrets");
            assertEquals(200, forwarded(node, "198.51.100.7", secret.value()).statusCode());
            assertEquals("3", node.database()
                    .value("select count(*) from audit_entry where remote = '203.0.113.66'"));
            assertEquals("1", node.database()
                    .value("select count(*) from audit_entry where remote = '198.51.100.7'"));
        }
    }

    @Test
    void whoIsNoProxyOfOursGetsNoOtherAddressByAHeader() {
        try (var node = node(new Limits(PLENTY, PLENTY, PLENTY, PLENTY, 3, 300))) {
            node.addClient("victim", Set.of("stores:read"));
            for (int i = 0; i < 3; i++) {
                assertEquals(401, forwarded(node, "203.0.113." + i, "guess").statusCode());
            }
            assertTooMany(forwarded(node, "203.0.113.9", "guess"), "too-many-wrong-secrets");
        }
    }

    @Test
    void aClientIdThatIsHiddenByPercentEncodingIsPausedAllTheSame() {
        try (var node = node(new Limits(PLENTY, PLENTY, PLENTY, PLENTY, 1, 300))) {
            node.addClient("victim", Set.of("stores:read"));
            String form = "grant_type=client_credentials&client%5Fid=%76ictim&client_secret=guess";
            assertEquals(401, formRequest(node, form).statusCode());
            assertTooMany(formRequest(node, form), "too-many-wrong-secrets");
            assertTooMany(formRequest(node, form.replace("%5F", "_")), "too-many-wrong-secrets");
        }
    }

    private static HttpResponse<String> formRequest(TestNode node, String form) {
        return node.send(node.request("/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }
}
