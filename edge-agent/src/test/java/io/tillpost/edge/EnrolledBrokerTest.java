package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClientSslConfig;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5AsyncClient;
import com.hivemq.client.mqtt.mqtt5.Mqtt5Client;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.AuthorityTrust;
import io.tillpost.edge.enrolment.ScriptedCentral;
import io.tillpost.edge.enrolment.TestAuthority;
import io.tillpost.edge.sync.mqtt.Mosquitto;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import io.tillpost.protocol.sync.ConfigPointer;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.SignedPointer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.net.ssl.KeyManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A whole agent that was enrolled, against a real broker (mosquitto) that asks for certificates of the same authority.
class EnrolledBrokerTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String UP = "tillpost/1/s-1/up/fin";
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    @TempDir
    private Path folder;

    private final BlockingQueue<Mqtt5Publish> received = new LinkedBlockingQueue<>();
    private ScriptedCentral central;
    private Process broker;
    private int port;

    @BeforeEach
    void start() throws Exception {
        Assumptions.assumeTrue(Mosquitto.isThere(), "skipped: mosquitto or openssl is not installed");
        central = new ScriptedCentral(InstantSource.system());
        port = Mosquitto.freePort();
        central.brokerPort = port;
        KeyStore keys = central.authority.serverKeys(CLOCK.instant().minusSeconds(60),
                CLOCK.instant().plus(Duration.ofDays(2)), "localhost");
        pem("ca.pem", "CERTIFICATE", central.authority.certificate.getEncoded());
        pem("broker.pem", "CERTIFICATE", keys.getCertificate("server").getEncoded());
        pem("broker.key", "PRIVATE KEY", keys.getKey("server", new char[0]).getEncoded());
        startBroker();
        Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},
                 "uplink":{"reconnectMinMs":10,"reconnectMaxMs":200},
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""");
    }

    @AfterEach
    void stop() {
        if (central != null) {
            central.close();
        }
        if (broker != null) {
            broker.destroy();
        }
    }

    @Test
    void headsAreSignedByTheEnrolledKeyAndANewCertificateNeedsNoRestart() throws Exception {
        X509Certificate first = enrol();
        Mqtt5AsyncClient headOffice = headOffice();
        try (Agent agent = agent()) {
            answerHello(headOffice);
            work(agent);
            assertSignedBy(first, next(UP));
            X509Certificate second = enrol("--again");
            assertNotEquals(first.getPublicKey(), second.getPublicKey());
            headOffice.disconnect().get(15, TimeUnit.SECONDS);
            broker.destroy();
            broker.waitFor();
            received.clear();
            startBroker();
            Mqtt5AsyncClient again = headOffice();
            answerHello(again);
            assertSignedBy(second, next(UP));
            again.disconnect().get(15, TimeUnit.SECONDS);
        }
    }

    @Test
    void anEndedCertificateStopsSyncingWithItsReasonAndNeverSelling() throws Exception {
        central.lifetime = Duration.ofSeconds(4);
        X509Certificate first = enrol();
        central.revoked = true;
        Instant end = first.getNotAfter().toInstant();
        await(() -> CLOCK.instant().isAfter(end.plusSeconds(1)));
        try (Agent agent = agent()) {
            await(() -> syncError(agent).contains("certificate expired on " + end));
            await(() -> syncError(agent).contains("renewal-not-granted"));
            JsonNode identity = status(agent).required("identity");
            assertEquals("EXPIRED", identity.required("state").asText());
            assertEquals(0, identity.required("daysLeft").asInt());
            work(agent);
            assertEquals(1, status(agent).required("shifts").size());
        }
    }

    @Test
    void aRevokedCertificateStopsSyncingWithItsReasonAndNeverSelling() throws Exception {
        X509Certificate first = enrol();
        pem("crl.pem", "X509 CRL", central.authority.revoked(first, CLOCK.instant()).getEncoded());
        broker.destroy();
        broker.waitFor();
        startBroker("crlfile " + folder.resolve("crl.pem"));
        try (Agent agent = agent()) {
            await(() -> identityDetail(agent).contains("head office's broker refuses the certificate"));
            assertTrue(syncError(agent).contains("revoked"), syncError(agent));
            work(agent);
            assertEquals(1, status(agent).required("shifts").size());
            var _ = enrol("--again");
            await(() -> identityDetail(agent).isEmpty());
        }
    }

    @Test
    void headOfficeAsksAndConfiguresAndTheAgentAnswersAndKeepsIt() throws Exception {
        var _ = enrol();
        Mqtt5AsyncClient headOffice = headOffice();
        byte[] bundle = "{\"format\":1,\"receipt\":{\"header\":[\"Head office\"]}}"
                .getBytes(StandardCharsets.UTF_8);
        central.others = asked -> switch (asked.path()) {
            case "/oauth/token" -> TinyHttp.Answer.of(
                    asked.text().contains("scope=configuration%3Aread") ? 200 : 400,
                    "{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":600}");
            case "/v1/stores/s-1/configuration/7" ->
                TinyHttp.Answer.of(200, new String(bundle, StandardCharsets.UTF_8));
            default -> TinyHttp.Answer.of(404, "{}");
        };
        try (Agent agent = agent()) {
            answerHello(headOffice);
            CommandReport status = ask(headOffice, "report-status");
            assertEquals(CommandState.DONE, status.state());
            assertEquals("s-1", Objects.requireNonNull(status.result()).node().required("store").asText());
            assertEquals(CommandState.FAILED, ask(headOffice, "dance").state());
            assertTrue(ask(headOffice, "pull-catalogue").detail().contains("no headOffice"));
            publish(headOffice, "dn/cfg", true, pointer(7, bundle).getBytes(StandardCharsets.US_ASCII));
            await(() -> settings(agent).path("version").asLong() == 7);
            assertEquals("Head office", settings(agent).required("settings").required("receipt")
                    .required("header").get(0).asText());
            assertEquals(CommandState.DONE, ask(headOffice, "hello").state());
            Hello again = Json.read(next("tillpost/1/s-1/hello").getPayloadAsBytes(), Hello.class);
            assertEquals(7, again.configVersion());
        }
        central.others = _ -> TinyHttp.Answer.of(404, "{}");
        received.clear();
        try (Agent agent = agent()) {
            assertEquals(7, Json.read(next("tillpost/1/s-1/hello").getPayloadAsBytes(), Hello.class)
                    .configVersion());
            assertEquals(7, settings(agent).required("inUseSinceStart").asLong());
        }
        headOffice.disconnect().get(15, TimeUnit.SECONDS);
    }

    /// Sends a command and waits for its end.
    private CommandReport ask(Mqtt5AsyncClient headOffice, String name) throws Exception {
        var command = new Command(UUID.randomUUID(), "s-1-a", name, JsonTree.EMPTY, CLOCK.instant(), 60_000,
                "anna", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        publish(headOffice, "dn/cmd", false, Json.write(new CommandMessage.Issue(command)));
        CommandReport report;
        do {
            report = Json.read(next("tillpost/1/s-1/up/rsp").getPayloadAsBytes(), CommandReport.class);
        } while (!report.command().equals(command.id()) || !report.state().isEnd());
        return report;
    }

    private static void publish(Mqtt5AsyncClient headOffice, String topic, boolean retain, byte[] payload)
            throws Exception {
        headOffice.publishWith()
                .topic("tillpost/1/s-1/" + topic)
                .qos(MqttQos.AT_LEAST_ONCE)
                .retain(retain)
                .payload(payload)
                .send()
                .get(15, TimeUnit.SECONDS);
    }

    private String pointer(long version, byte[] bundle) throws Exception {
        var signer = TestAuthority.pair();
        return SignedPointer.sign(
                new ConfigPointer("acme", "s-1", version,
                        Hash.of(MessageDigest.getInstance("SHA-256").digest(bundle)), bundle.length,
                        ConfigPointer.path("s-1", version), null, CLOCK.instant()),
                signer.getPrivate(), List.of(central.authority.purpose(signer.getPublic(),
                        SignedPointer.PURPOSE, CLOCK.instant().minusSeconds(60),
                        CLOCK.instant().plus(Duration.ofDays(2)))));
    }

    private JsonNode settings(Agent agent) {
        try {
            return send(request(agent, "/v1/settings"));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private String identityDetail(Agent agent) {
        try {
            return status(agent).path("identity").path("detail").asText("");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private X509Certificate enrol(String... more) throws Exception {
        var arguments = new java.util.ArrayList<>(List.of("enrol", "--url", central.url().toString(),
                "--config", folder.resolve("agent.json").toString()));
        arguments.addAll(List.of(more));
        var out = new StringWriter();
        int code = AgentCommand
                .commandLine(machine(),
                        new ByteArrayInputStream(central.code().text().getBytes(StandardCharsets.UTF_8)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(arguments.toArray(String[]::new));
        assertEquals(0, code, out.toString());
        JsonNode kept = Json.readTree(Files.readAllBytes(folder.resolve("data/identity/identity.json")));
        byte[] der = Base64.getDecoder()
                .decode(kept.required("reply").required("certificates").get(0).asText());
        return (X509Certificate) CertificateFactory.getInstance("X.509")
                .generateCertificate(new ByteArrayInputStream(der));
    }

    /// Opens a shift, which is an event of the lane fin.
    private void work(Agent agent) throws Exception {
        var answer = send(request(agent, "/v1/shifts").header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(
                        "{\"till\":\"till-1\",\"operator\":\"anna\",\"openingFloat\":{\"minor\":100,\"currency\":\"EUR\"}}")));
        assertTrue(answer.has("shift"), answer.toString());
    }

    private static void assertSignedBy(X509Certificate certificate, Mqtt5Publish batch) throws Exception {
        Map<String, String> properties = new LinkedHashMap<>();
        batch.getUserProperties()
                .asList()
                .forEach(one -> properties.put(one.getName().toString(), one.getValue().toString()));
        byte[] id = new byte[16];
        batch.getCorrelationData().orElseThrow().get(id);
        BatchHeader header = BatchHeader.parse(id, properties);
        HeadSignature signature = HeadSignature.parse(properties).orElseThrow();
        byte[] spki = certificate.getPublicKey().getEncoded();
        assertEquals(Hash.of(MessageDigest.getInstance("SHA-256").digest(spki)), signature.key());
        var verifier = Signature.getInstance("SHA256withECDSA");
        verifier.initVerify(certificate.getPublicKey());
        verifier.update(HeadSignature.signedBytes("acme", "s-1", "s-1-a", header));
        assertTrue(verifier.verify(signature.signature()));
    }

    private void answerHello(Mqtt5AsyncClient headOffice) throws Exception {
        Hello hello = Json.read(next("tillpost/1/s-1/hello").getPayloadAsBytes(), Hello.class);
        var welcome = new Downlink.Welcome(hello.nonce(), 1, CLOCK.instant(), hello.sentAt(), Credit.DEFAULT,
                0, 0, hello.lanes()
                        .stream()
                        .map(lane -> new LaneWelcome(lane.journal(), 0, null, Action.CONTINUE))
                        .toList());
        headOffice.publishWith()
                .topic("tillpost/1/s-1/dn/ack")
                .qos(MqttQos.AT_LEAST_ONCE)
                .payload(Json.write((Downlink) welcome))
                .send()
                .get(15, TimeUnit.SECONDS);
    }

    private Mqtt5Publish next(String topic) throws InterruptedException {
        while (true) {
            Mqtt5Publish message = received.poll(30, TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("nothing on " + topic + " within 30 s");
            }
            if (message.getTopic().toString().equals(topic)) {
                return message;
            }
        }
    }

    private Mqtt5AsyncClient headOffice() throws Exception {
        KeyStore keys = central.authority.serverKeys(CLOCK.instant().minusSeconds(60),
                CLOCK.instant().plus(Duration.ofDays(1)), "central");
        var managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        managers.init(keys, new char[0]);
        Mqtt5AsyncClient client = Mqtt5Client.builder()
                .identifier("central")
                .serverHost("localhost")
                .serverPort(port)
                .sslConfig(MqttClientSslConfig.builder()
                        .keyManagerFactory(managers)
                        .trustManagerFactory(
                                AuthorityTrust.factory(List.of(central.authority.certificate), CLOCK))
                        .build())
                .buildAsync();
        client.publishes(MqttGlobalPublishFilter.ALL, received::add);
        client.connect().get(15, TimeUnit.SECONDS);
        client.subscribeWith().topicFilter("tillpost/1/+/#").qos(MqttQos.AT_LEAST_ONCE).send().get(15,
                TimeUnit.SECONDS);
        return client;
    }

    private void startBroker(String... more) throws IOException {
        broker = Mosquitto.launch(folder, """
                listener %d localhost
                cafile %s
                certfile %s
                keyfile %s
                require_certificate true
                use_identity_as_username true
                allow_anonymous true
                user %s
                %s
                """.formatted(port, folder.resolve("ca.pem"), folder.resolve("broker.pem"),
                folder.resolve("broker.key"), System.getProperty("user.name"), String.join("\n", more)));
    }

    private void pem(String name, String what, byte[] der) throws IOException {
        Files.writeString(folder.resolve(name), "-----BEGIN " + what + "-----\n"
                + Base64.getMimeEncoder().encodeToString(der) + "\n-----END " + what + "-----\n");
    }

    private String syncError(Agent agent) {
        try {
            return status(agent).path("sync").path("uplink").path("lastError").asText("");
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 30 s");
            Thread.onSpinWait();
        }
    }

    private JsonNode status(Agent agent) throws Exception {
        return send(request(agent, "/v1/status"));
    }

    private HttpRequest.Builder request(Agent agent, String path) throws IOException {
        String token = Files.readString(folder.resolve("data/api-token")).strip();
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                .header("Authorization", "Bearer " + token);
    }

    private static JsonNode send(HttpRequest.Builder request) throws Exception {
        try (var client = HttpClient.newHttpClient()) {
            return Json.readTree(client.send(request.build(), BodyHandlers.ofByteArray()).body());
        }
    }

    private Agent agent() throws Exception {
        return Agent.start(AgentConfig.load(folder.resolve("agent.json")), machine());
    }

    private static Machine machine() {
        var random = new Random();
        return new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime);
    }
}
