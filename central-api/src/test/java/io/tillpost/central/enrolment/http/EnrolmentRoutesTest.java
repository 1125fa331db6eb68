package io.tillpost.central.enrolment.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.TestNode;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.central.enrolment.TestBox;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.protocol.enrol.EnrolmentCode;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Enrolment over real HTTP, as a box and as a person at head office see it.
class EnrolmentRoutesTest {
    private static TestNode node;
    private static String token;

    @TempDir
    private static Path folder = Path.of("");

    @BeforeAll
    static void start() {
        node = TestNode.start(
                config -> CentralConfigs.withEnrolment(config,
                        CentralConfigs.enrolment("mq.example.com", 8883, 60, false,
                                new CentralConfig.BrokerFiles(folder.resolve("agents.json"),
                                        folder.resolve("acl"),
                                        folder.resolve("crl.pem")))));
        token = node.token();
        node.database().execute("""
                insert into store (tenant, store, legal_entity, title, zone, currency)
                values ('acme', 'berlin', 'acme', 'Berlin', 'Europe/Berlin', 'EUR'),
                       ('acme', 'paris', 'acme', 'Paris', 'Europe/Paris', 'EUR'),
                       ('rival', 'rome', 'rival', 'Rome', 'Europe/Rome', 'EUR');
                insert into store_agent (tenant, store, agent) values ('rival', 'rome', 'rival-box')""");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static HttpResponse<String> open(String path, String json) {
        return node.send(node.request(path).header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json)));
    }

    private static HttpResponse<String> open(String path, Object json) {
        return open(path, new String(Json.write(json), StandardCharsets.UTF_8));
    }

    private static HttpResponse<String> makeCode(String store, String agent, String by) {
        return node.send(node.request("/v1/stores/" + store + "/enrolment-codes")
                .header("Authorization", "Bearer " + by)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"agent\":\"" + agent + "\"}")));
    }

    private static String code(String store, String agent) {
        var answer = makeCode(store, agent, token);
        assertEquals(201, answer.statusCode(), answer.body());
        return TestNode.json(answer).get("code").textValue();
    }

    private static EnrolmentReply enrolled(TestBox box, String store, String agent) {
        return reply(open("/v1/enrolment/certificates", box.enrol(code(store, agent))));
    }

    private static EnrolmentReply reply(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return Json.read(answer.body().getBytes(StandardCharsets.UTF_8), EnrolmentReply.class);
    }

    private static String problem(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        return TestNode.json(answer).get("code").textValue();
    }

    private static byte[] bytes(String path, String contentType) throws IOException, InterruptedException {
        try (var http = HttpClient.newHttpClient()) {
            var answer = http.send(node.request(path).build(), BodyHandlers.ofByteArray());
            assertEquals(200, answer.statusCode());
            assertEquals(contentType, answer.headers().firstValue("Content-Type").orElseThrow());
            return answer.body();
        }
    }

    /// As if the node had died between the two.
    @Test
    void aCodeThatCannotBeRecordedIsNotMade() {
        node.database().execute("""
                create function full_trail() returns trigger language plpgsql as $$
                begin raise exception 'full'; end $$;
                create trigger full_trail before insert on audit_entry for each row
                    when (new.operation = 'createEnrolmentCode') execute function full_trail()""");
        try {
            assertEquals(500, makeCode("berlin", "unrecorded", token).statusCode());
            assertEquals("0", node.database()
                    .value("select count(*) from enrolment_code where agent = 'unrecorded'"));
        } finally {
            node.database().execute("drop function full_trail cascade");
        }
        code("berlin", "unrecorded");
    }

    @Test
    void aNewBoxKnowsTheAuthorityByItsCodeAndComesInWithIt() throws Exception {
        String code = code("berlin", "till-1");
        var authority = (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(
                        bytes("/v1/enrolment/authority", "application/pem-certificate-chain")));
        assertTrue(EnrolmentCode.parse(code).isFor(
                Hash.of(MessageDigest.getInstance("SHA-256").digest(authority.getEncoded()))));
        var box = new TestBox();
        var request = box.enrol(code);
        EnrolmentReply reply = reply(open("/v1/enrolment/certificates", request));
        TestBox.certificate(reply, 0).verify(authority.getPublicKey());
        assertArrayEquals(authority.getEncoded(), TestBox.certificate(reply, 1).getEncoded());
        assertEquals(reply, reply(open("/v1/enrolment/certificates", request)), "the answer was lost");
        assertEquals("enrolment-code-not-taken",
                problem(403, open("/v1/enrolment/certificates", new TestBox().enrol(code))));
        var renewal = box.renew(reply, new TestBox().csr(), now());
        assertEquals(reply(open("/v1/enrolment/renewals", renewal)),
                reply(open("/v1/enrolment/renewals", renewal)));
        var shown = TestNode.json(node.get("/v1/devices/till-1", token));
        assertEquals("enrolled", shown.get("state").textValue());
        assertEquals("berlin", shown.get("store").textValue());
    }

    private static Instant now() {
        return Instant.ofEpochSecond(Clock.systemUTC().instant().getEpochSecond());
    }

    @Test
    void aRevokedBoxIsOnTheListAndGetsNoRenewal() throws Exception {
        var box = new TestBox();
        EnrolmentReply reply = enrolled(box, "berlin", "till-2");
        var revoked = node.post("/v1/devices/till-2/revocation", token, UUID.randomUUID().toString(),
                "{\"reason\":\"key-compromise\"}");
        assertEquals(200, revoked.statusCode(), revoked.body());
        assertEquals("revoked", TestNode.json(revoked).get("state").textValue());
        assertEquals("renewal-not-granted", problem(403,
                open("/v1/enrolment/renewals", box.renew(reply, box.csr(), now()))));
        var crl = (X509CRL) CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(bytes("/v1/enrolment/crl", "application/pkix-crl")));
        assertTrue(crl.isRevoked(TestBox.certificate(reply, 0)));
        String serial = TestBox.certificate(reply, 0).getSerialNumber().toString(16);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(15);
        while (!Files.readString(folder.resolve("agents.json")).contains(serial)) {
            assertTrue(System.nanoTime() < end, "the broker is not told within 15 s");
            Thread.onSpinWait();
        }
        assertEquals("malformed-request", problem(400, node.post("/v1/devices/till-2/revocation", token,
                UUID.randomUUID().toString(), "{\"reason\":\"dislike\"}")));
    }

    @Test
    void clocksThatAreTooFarApartAreSaid() {
        var box = new TestBox();
        EnrolmentReply reply = enrolled(box, "berlin", "till-3");
        var answer = open("/v1/enrolment/renewals",
                box.renew(reply, box.csr(), now().plus(Duration.ofDays(2))));
        assertEquals("clock-too-far", problem(403, answer));
        assertTrue(TestNode.json(answer).get("detail").textValue().contains("here it is 2"), answer.body());
    }

    @Test
    void whatIsNoRequestIsRefusedByItsField() {
        String code = code("berlin", "till-4");
        for (String json : List.of("{}", "[]", "{\"code\":\"" + code + "\"}",
                "{\"code\":\"" + code + "\",\"csr\":\"AAAA\"}", "{\"code\":\"1\",\"csr\":\"AAAA\"}",
                "{\"code\":\"" + code + "\",\"csr\":\"AAAA\",\"more\":1}")) {
            var answer = open("/v1/enrolment/certificates", json);
            assertEquals("malformed-request", problem(400, answer));
            assertFalse(answer.body().contains(code), "no code in an answer");
        }
        assertEquals("body-too-large", problem(413, open("/v1/enrolment/certificates",
                "{\"code\":\"" + code + "\",\"csr\":\"" + "A".repeat(1 << 20) + "\"}")));
        reply(open("/v1/enrolment/certificates", new TestBox().enrol(code)));
    }

    @Test
    void noStoreKeepsANameFromAnotherAgainstTheWillOfWhoHasTheWholeTenant() {
        String berlin = narrowedTo("berlin");
        String paris = narrowedTo("paris");
        String open = TestNode.json(makeCode("paris", "till-7", paris)).get("code").textValue();
        assertEquals("agent-taken", problem(409, makeCode("berlin", "till-7", berlin)));
        String code = code("berlin", "till-7");
        assertEquals("agent-taken", problem(409, makeCode("paris", "till-7", paris)));
        assertEquals("enrolment-code-not-taken",
                problem(403, open("/v1/enrolment/certificates", new TestBox().enrol(open))));
        assertEquals("1", node.database().value("select count(*) from audit_entry where status = 201 "
                + "and touched = '{agent:till-7,store:berlin,store:paris}'"));
        reply(open("/v1/enrolment/certificates", new TestBox().enrol(code)));
    }

    private static String narrowedTo(String store) {
        var secret = ClientSecret.create(new SecureRandom());
        node.addClient(new ApiClient(TestNode.TENANT, store + "-it", secret.hash(), Set.of("devices:enrol"),
                Set.of(store), Instant.now(), null));
        return node.token(store + "-it", secret);
    }

    @Test
    void whatIsAnotherTenantsIsNotThere() {
        assertEquals("not-found", problem(404, makeCode("rome", "till-5", token)));
        assertEquals("not-found", problem(404, makeCode("nowhere", "till-5", token)));
        assertEquals("not-found", problem(404, node.get("/v1/devices/rival-box", token)));
        assertEquals("not-found", problem(404, node.get("/v1/devices/nobody", token)));
        for (String agent : List.of("rival-box", "nobody")) {
            var answer = node.post("/v1/devices/" + agent + "/revocation", token,
                    UUID.randomUUID().toString(), "{\"reason\":\"unspecified\"}");
            assertEquals("not-found", problem(404, answer));
        }
        assertFalse(node.get("/v1/devices", token).body().contains("rival-box"));
        assertEquals("agent-taken", problem(409, makeCode("berlin", "rival-box", token)));
        assertEquals("malformed-request", problem(400, makeCode("berlin", "No Good", token)));
    }

    @Test
    void theListIsPagedAndNarrowedToAStore() {
        for (String agent : List.of("paris-1", "paris-2", "paris-3")) {
            enrolled(new TestBox(), "paris", agent);
        }
        var first = TestNode.json(node.get("/v1/devices?store=paris&limit=2", token));
        assertEquals(2, first.get("items").size());
        var second = TestNode.json(node.get(
                "/v1/devices?store=paris&limit=2&cursor=" + first.get("nextCursor").textValue(), token));
        assertEquals("paris-3", second.get("items").get(0).get("agent").textValue());
        assertEquals(1, second.get("items").size());
    }

    @Test
    void neitherCodesNorRequestsAreLogged() {
        var lines = new ArrayList<String>();
        var handler = new Handler() {
            @Override
            public void publish(LogRecord record) {
                lines.add(new SimpleFormatter().format(record));
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        var root = Logger.getLogger("");
        root.addHandler(handler);
        try {
            String code = code("berlin", "till-6");
            var box = new TestBox();
            open("/v1/enrolment/certificates", "{\"code\":\"" + code + "\"}");
            reply(open("/v1/enrolment/certificates", box.enrol(code)));
            open("/v1/enrolment/certificates", new TestBox().enrol(code));
            String all = String.join("", lines);
            assertTrue(all.contains("till-6"), "something was logged");
            assertFalse(all.contains(code) || all.contains(code.replace("-", "")), all);
            assertEquals("0", node.database().value(
                    "select count(*) from audit_entry where touched::text like '%" + code + "%'"));
        } finally {
            root.removeHandler(handler);
        }
    }

    @Test
    void aNodeThatIsNotConfiguredForItSaysSo() {
        try (var plain = TestNode.start()) {
            for (String path : List.of("/v1/enrolment/authority", "/v1/enrolment/crl")) {
                assertEquals("enrolment-not-set-up", problem(409, plain.get(path, null)));
            }
            var answer = plain.send(plain.request("/v1/enrolment/certificates")
                    .header("Content-Type", "application/json")
                    .POST(BodyPublishers.ofString("{\"code\":\"x\",\"csr\":\"x\"}")));
            assertEquals("enrolment-not-set-up", problem(409, answer));
        }
    }
}
