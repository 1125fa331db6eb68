package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.hivemq.client.mqtt.MqttClient;
import com.hivemq.client.mqtt.MqttGlobalPublishFilter;
import com.hivemq.client.mqtt.datatypes.MqttQos;
import com.hivemq.client.mqtt.mqtt5.Mqtt5BlockingClient;
import com.hivemq.client.mqtt.mqtt5.message.publish.Mqtt5Publish;
import io.tillpost.central.broker.Broker;
import io.tillpost.central.broker.BrokerConfig;
import io.tillpost.central.broker.TestAuthority;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.CentralConfigs;
import io.tillpost.protocol.broker.BrokerAddress;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.Presence;
import io.tillpost.protocol.sync.SignedPointer;
import io.tillpost.protocol.sync.Topics;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a request at the API to the agent and back: a whole node on PostgreSQL and the built-in broker, with an agent
/// that speaks MQTT by hand.
class DownTest {
    private static final String STORE = "/v1/stores/north";
    private static final int DEADLINE_S = 20;

    @TempDir
    static Path folder;

    private static TestAuthority authority;
    private static Broker broker;
    private static TestNode node;
    private static String token;

    @BeforeAll
    static void start() throws Exception {
        authority = new TestAuthority();
        authority.write(folder.resolve("ca.pem"));
        authority.server(folder.resolve("key.pem"), folder.resolve("cert.pem"), 1);
        authority.files("central-1", folder.resolve("central-key.pem"), folder.resolve("central.pem"), 1);
        Files.writeString(folder.resolve("agents.json"), """
                {"agents":{"north-a":{"tenant":"acme","store":"north"}}}""");
        broker = Broker.start(new BrokerConfig(folder.resolve("data"), "localhost", 0,
                folder.resolve("key.pem"), folder.resolve("cert.pem"), folder.resolve("ca.pem"),
                folder.resolve("agents.json"), Set.of("central-1")), Clock.systemUTC(),
                "the secret of this test");
        node = TestNode.start(config -> new CentralConfig(config.http(), config.database(),
                new CentralConfig.Broker(List.of(new BrokerAddress("localhost", broker.port())),
                        folder.resolve("ca.pem"),
                        folder.resolve("central.pem"), folder.resolve("central-key.pem")),
                config.issuer(), config.masterKey(), config.oauth(), config.limits(), null,
                CentralConfigs.enrolment("localhost", broker.port(), 60, true, null), config.ingest()));
        token = node.token();
        assertEquals(201, put(STORE, """
                {"legalEntity":"acme-de","name":"N","zone":"Europe/Berlin","currency":"EUR",
                 "agents":["north-a"],"cardContracts":[]}""").statusCode());
    }

    @AfterAll
    static void stop() {
        node.close();
        broker.close();
    }

    @Test
    void aCommandGoesDownAtOnceAndItsResultIsReadAtTheApi() throws Exception {
        try (var agent = new Agent()) {
            agent.online();
            JsonNode sent = command("hello", "{\"loud\":\"yes\"}");
            Command command = agent.issued(sent.required("command").asText());
            assertEquals("hello", command.name());
            assertEquals("everything", command.askedBy());
            assertEquals("yes", command.arguments().node().required("loud").asText());
            assertTrue(command.validForMs() > 86_000_000, "a day unless it is said");
            agent.report(new CommandReport(command.id(), "north-a", CommandState.STARTED, null, ""));
            agent.report(new CommandReport(command.id(), "north-a", CommandState.DONE,
                    JsonTree.read("{\"greeted\":1}".getBytes(StandardCharsets.UTF_8)), "done so"));
            assertEquals(new CommandMessage.Taken(command.id(), "north-a", CommandState.DONE),
                    agent.message(CommandMessage.Taken.class::isInstance));
            JsonNode shown = get(STORE + "/commands/" + command.id());
            assertEquals("done", shown.required("state").asText());
            assertEquals(1, shown.required("result").required("greeted").asInt());
            assertEquals("done so", shown.required("detail").asText());
            assertEquals(409, node.post(STORE + "/commands/" + command.id() + "/cancellation", token,
                    UUID.randomUUID().toString(), "{}").statusCode());
            JsonNode list = get(STORE + "/commands?state=done&limit=1");
            assertEquals(command.id().toString(),
                    list.required("items").get(0).required("command").asText());
            assertTrue(node.get("/v1/audit?limit=200", token).body().contains(command.id().toString()));
        }
    }

    @Test
    void whatWaitsIsToldOfInTheWelcomeAndSentAfterIt() throws Exception {
        String body = "{\"name\":\"report-status\",\"validForSeconds\":600}";
        String key = UUID.randomUUID().toString();
        var first = node.post(STORE + "/commands", token, key, body);
        assertEquals(201, first.statusCode(), first.body());
        assertEquals(first.body(), node.post(STORE + "/commands", token, key, body).body());
        JsonNode taken = TestNode.json(node.post(STORE + "/commands", token, UUID.randomUUID().toString(),
                body));
        assertEquals("cancelled", TestNode.json(node.post(STORE + "/commands/"
                + taken.required("command").asText() + "/cancellation", token, UUID.randomUUID().toString(),
                "{}")).required("state").asText());
        try (var agent = new Agent()) {
            Downlink.Welcome welcome = agent.greet(0);
            assertTrue(welcome.pendingCommands() >= 1, welcome.toString());
            Command command = agent.issued(TestNode.json(first).required("command").asText());
            assertTrue(command.validForMs() <= 600_000);
        }
    }

    @Test
    void aConfigurationIsPointedToKeptByTheBrokerFetchedAndRolledBack() throws Exception {
        String one = "{\"format\":1,\"receipt\":{\"header\":[\"Shop one\"]}}";
        long version;
        // Who subscribes in the moment of the publishing may miss both the message and the kept one.
        try (var agent = new Agent()) {
            var created = put(STORE + "/configuration", one);
            assertEquals(201, created.statusCode(), created.body());
            assertEquals(200, put(STORE + "/configuration", one).statusCode());
            version = TestNode.json(created).required("version").asLong();
            SignedPointer pointer = agent.pointed(version);
            assertTrue(pointer.isSignedByItsCertificate());
            assertEquals(one, node.get(pointer.pointer().path(), token).body());
        }
        try (var late = new Agent()) {
            assertEquals(version, late.pointed(version).pointer().version(), "the broker kept it");
            assertEquals(version, late.greet(version - 1).configVersion());
            assertEquals(version, late.pointed(version).pointer().version(), "and it is told again");
            var _ = put(STORE + "/configuration", "{\"format\":1}");
            var back = node.post(STORE + "/configuration/rollback", token, UUID.randomUUID().toString(),
                    "{\"to\":" + version + "}");
            assertEquals(201, back.statusCode(), back.body());
            SignedPointer rolledBack = late.pointed(version + 2);
            assertEquals(version, rolledBack.pointer().rollbackTo());
            assertEquals(one, node.get(rolledBack.pointer().path(), token).body());
        }
        JsonNode shown = get(STORE + "/configuration");
        assertEquals(version + 2, shown.required("newest").required("version").asLong());
        assertEquals("north-a", shown.required("agents").get(0).required("agent").asText());
        assertTrue(get(STORE + "/configuration/versions").required("items").size() >= 3);
    }

    @Test
    void aConfigurationThatSomebodyElseHasChangedIsNotOverwritten() {
        String mine = "{\"format\":1,\"receipt\":{\"header\":[\"Mine\"]}}";
        String theirs = "{\"format\":1,\"receipt\":{\"header\":[\"Theirs\"]}}";
        String read = tag(put(STORE + "/configuration", mine));
        assertEquals(read, tag(node.get(STORE + "/configuration", token)), "whatever agents say meanwhile");
        long version = get(STORE + "/configuration").required("newest").required("version").asLong();
        assertEquals(read, tag(node.get(STORE + "/configuration/" + version, token)));

        var changed = put(STORE + "/configuration", theirs, "If-Match", read);
        assertEquals(201, changed.statusCode(), changed.body());
        assertNotEquals(read, tag(changed));
        var late = put(STORE + "/configuration", mine, "If-Match", read);
        assertEquals("412 precondition-failed", late.statusCode() + " " + code(late));
        assertEquals(200, put(STORE + "/configuration", theirs, "If-Match", read).statusCode(),
                "repeated, for its answer was lost");
        assertTrue(late.body().contains(tag(changed).replace("\"", "")), late.body());
        assertEquals(412, put(STORE + "/configuration", mine, "If-None-Match", "*").statusCode());
        assertEquals(412, post("/rollback", version, read).statusCode());
        assertEquals(tag(changed), tag(node.get(STORE + "/configuration", token)), "nothing was changed");

        var back = post("/rollback", version, tag(changed));
        assertEquals(201, back.statusCode(), back.body());
        assertEquals(read, tag(back), "the same document");
    }

    @Test
    void aStoreThatSomebodyElseHasChangedIsNotOverwritten() {
        String body = """
                {"legalEntity":"acme-de","name":"%s","zone":"Europe/Berlin","currency":"EUR","agents":["west-b","west-a"],
                 "cardContracts":[]}""";
        String path = "/v1/stores/west";
        String read = tag(put(path, body.formatted("First")));
        var changed = put(path, body.formatted("Theirs"), "If-Match", read);
        assertEquals(200, changed.statusCode(), changed.body());
        assertNotEquals(read, tag(changed));
        var again = put(path, body.formatted("Theirs"), "If-Match", read);
        assertEquals(200, again.statusCode(), "repeated, for its answer was lost");
        assertEquals(tag(changed), tag(again));
        var late = put(path, body.formatted("Mine"), "If-Match", read);
        assertEquals("412 precondition-failed", late.statusCode() + " " + code(late));
        assertEquals(412, put(path, body.formatted("Theirs"), "If-None-Match", "*").statusCode());
    }

    @Test
    void aStoreWithoutConfigurationGetsItsFirstOneOnce() {
        assertEquals(201, put("/v1/stores/south", """
                {"legalEntity":"acme-de","name":"S","zone":"Europe/Berlin","currency":"EUR","agents":[],
                 "cardContracts":[]}""").statusCode());
        String path = "/v1/stores/south/configuration";
        assertTrue(node.get(path, token).headers().firstValue("ETag").isEmpty());
        assertEquals(412, put(path, "{\"format\":1}", "If-Match", "*").statusCode());
        assertEquals(201, put(path, "{\"format\":1}", "If-None-Match", "*").statusCode());
        assertEquals(412, put(path, "{\"format\":1}", "If-None-Match", "*").statusCode());
        assertEquals(200, put(path, "{\"format\":1}", "If-Match", "*").statusCode());
    }

    private static HttpResponse<String> post(String path, long to, String tag) {
        return node.send(node.request(STORE + "/configuration" + path)
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("If-Match", tag)
                .POST(BodyPublishers.ofString("{\"to\":" + to + "}")));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static String code(HttpResponse<String> answer) {
        return TestNode.json(answer).required("code").asText();
    }

    @Test
    void whatIsWrongIsRefusedInWordsAndTheAnswersAreAsDocumented() {
        for (String bad : List.of("{}", "{\"name\":\"Big\"}", "{\"name\":\"hello\",\"arguments\":[]}",
                "{\"name\":\"hello\",\"validForSeconds\":0}", "{\"name\":\"hello\",\"more\":1}")) {
            assertEquals(400, node.post(STORE + "/commands", token, UUID.randomUUID().toString(), bad)
                    .statusCode(), bad);
        }
        assertEquals(422, node.post(STORE + "/commands", token, UUID.randomUUID().toString(),
                "{\"name\":\"hello\",\"agent\":\"north-b\"}").statusCode());
        assertEquals(404, node.post("/v1/stores/nowhere/commands", token, UUID.randomUUID().toString(),
                "{\"name\":\"hello\"}").statusCode());
        var notValid = put(STORE + "/configuration", "{\"format\":1,\"catalogPollMinutes\":0}");
        assertEquals(422, notValid.statusCode());
        assertEquals("configuration-not-valid", TestNode.json(notValid).required("code").asText());
        assertEquals(404, node.get(STORE + "/configuration/999", token).statusCode());
        assertEquals(404, node.get(STORE + "/configuration/x", token).statusCode());
        assertEquals(404, node.post(STORE + "/configuration/rollback", token, UUID.randomUUID().toString(),
                "{\"to\":999}").statusCode());
        String document = node.get("/openapi.json", null).body();
        var sent = node.post(STORE + "/commands", token, UUID.randomUUID().toString(),
                "{\"name\":\"hello\"}");
        assertEquals(List.of(), SchemaCheck.objections(document, "/v1/stores/{store}/commands", "post", 201,
                sent.body()));
        assertEquals(List.of(), SchemaCheck.objections(document, "/v1/stores/{store}/commands", "get", 200,
                node.get(STORE + "/commands", token).body()));
        assertEquals(List.of(),
                SchemaCheck.objections(document, "/v1/stores/{store}/configuration", "get", 200,
                        node.get(STORE + "/configuration", token).body()));
    }

    @Test
    void anotherCompanysClientSeesNothing() {
        var secret = node.addClient("umbrella", "umbrella-erp",
                Set.of("commands:read", "commands:write", "configuration:read", "configuration:write"), null);
        String foreign = node.token("umbrella-erp", secret);
        assertEquals(404, node.get(STORE + "/commands", foreign).statusCode());
        assertEquals(404, node.get(STORE + "/configuration", foreign).statusCode());
        assertEquals(404, node.get(STORE + "/configuration/1", foreign).statusCode());
        assertEquals(404, node.post(STORE + "/commands", foreign, "x", "{\"name\":\"hello\"}").statusCode());
    }

    private static JsonNode command(String name, String arguments) {
        var answer = node.post(STORE + "/commands", token, UUID.randomUUID().toString(),
                "{\"name\":\"" + name + "\",\"arguments\":" + arguments + "}");
        assertEquals(201, answer.statusCode(), answer.body());
        return TestNode.json(answer);
    }

    private static JsonNode get(String path) {
        var answer = node.get(path, token);
        assertEquals(200, answer.statusCode(), answer.body());
        return TestNode.json(answer);
    }

    private static HttpResponse<String> put(String path, String json, String... headers) {
        var request = node.request(path);
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return node.send(request
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(json)));
    }

    /// Hears everything that comes down.
    private static final class Agent implements AutoCloseable {
        private final BlockingQueue<Mqtt5Publish> heard = new LinkedBlockingQueue<>();
        /// What came before it was asked for: a broker keeps the order within a topic alone (MQTT 5, 4.6).
        private final List<Mqtt5Publish> passedOver = new ArrayList<>();
        private final Mqtt5BlockingClient client;
        private final UUID nonce = UUID.randomUUID();

        Agent() throws Exception {
            client = MqttClient.builder()
                    .useMqttVersion5()
                    .identifier("north-a")
                    .serverHost("localhost")
                    .serverPort(broker.port())
                    .sslConfig()
                    .keyManagerFactory(authority.client("north-a"))
                    .trustManagerFactory(authority.trust())
                    .applySslConfig()
                    .buildBlocking();
            client.toAsync().publishes(MqttGlobalPublishFilter.ALL, heard::add);
            client.connect();
            new Topics("north").toAgent()
                    .forEach(filter -> client.subscribeWith().topicFilter(filter).send());
        }

        private void publish(String topic, byte[] payload) {
            client.publishWith().topic("tillpost/1/north/" + topic).qos(MqttQos.AT_LEAST_ONCE)
                    .payload(payload)
                    .send();
        }

        /// Head office knows it to be connected.
        void online() throws InterruptedException {
            var _ = greet(0);
            publish("state", Json.write(new Presence("north-a", nonce, true, Instant.now())));
        }

        Downlink.Welcome greet(long configVersion) throws InterruptedException {
            for (int second = 0; second < DEADLINE_S; second++) {
                publish("hello", Json.write(new Hello("north-a", UUID.randomUUID(), nonce, "0.1.0",
                        configVersion, Instant.now(), List.of())));
                Mqtt5Publish answer = poll(one -> one.getTopic().toString().endsWith("/dn/ack"), 1);
                if (answer != null) {
                    return (Downlink.Welcome) Json.read(answer.getPayloadAsBytes(), Downlink.class);
                }
            }
            throw new AssertionError("no welcome");
        }

        void report(CommandReport report) {
            publish("up/rsp", Json.write(report));
        }

        Command issued(String id) throws InterruptedException {
            return ((CommandMessage.Issue) message(one -> one instanceof CommandMessage.Issue issue
                    && issue.command().id().toString().equals(id))).command();
        }

        CommandMessage message(Predicate<CommandMessage> wanted) throws InterruptedException {
            Mqtt5Publish found = poll(one -> one.getTopic().toString().endsWith("/dn/cmd")
                    && wanted.test(Json.read(one.getPayloadAsBytes(), CommandMessage.class)), DEADLINE_S);
            assertNotNull(found, "no such message");
            return Json.read(found.getPayloadAsBytes(), CommandMessage.class);
        }

        SignedPointer pointed(long version) throws InterruptedException {
            Mqtt5Publish found = poll(one -> one.getTopic().toString().endsWith("/dn/cfg")
                    && pointer(one).pointer().version() == version, DEADLINE_S);
            assertNotNull(found, "no pointer to version " + version);
            return pointer(found);
        }

        private static SignedPointer pointer(Mqtt5Publish message) {
            return SignedPointer
                    .parse(new String(message.getPayloadAsBytes(), StandardCharsets.US_ASCII));
        }

        private @Nullable Mqtt5Publish poll(Predicate<Mqtt5Publish> wanted, long seconds)
                throws InterruptedException {
            for (Mqtt5Publish earlier : passedOver) {
                if (wanted.test(earlier)) {
                    passedOver.remove(earlier);
                    return earlier;
                }
            }
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
            Mqtt5Publish next = heard.poll(seconds, TimeUnit.SECONDS);
            while (next != null && !wanted.test(next)) {
                passedOver.add(next);
                next = heard.poll(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
            }
            return next;
        }

        /// Head office knows it to be gone.
        @Override
        public void close() {
            publish("state", Json.write(new Presence("north-a", nonce, false, Instant.now())));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_S);
            while (!node.database()
                    .value("select count(*) from agent_presence where online")
                    .equals("0")) {
                assertTrue(System.nanoTime() < deadline, "its presence is not taken in");
                Thread.onSpinWait();
            }
            client.disconnect();
        }
    }
}
