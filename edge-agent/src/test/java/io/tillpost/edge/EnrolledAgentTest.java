package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.catalog.Catalog;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.enrolment.ScriptedCentral;
import io.tillpost.protocol.enrol.EnrolmentReply;
import io.tillpost.protocol.enrol.EnrolmentRequest;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `tillpost agent enrol` and its sisters, and the agent that runs on what they store.
class EnrolledAgentTest {
    private static final Clock CLOCK = Clock.systemUTC();

    @TempDir
    private Path folder;

    private ScriptedCentral central;

    @BeforeEach
    void start() throws Exception {
        central = new ScriptedCentral(InstantSource.system());
        config("s-1-a", "\"uplink\":{},");
    }

    @AfterEach
    void stop() {
        central.close();
    }

    @Test
    void theCodeComesFromStandardInputAndTheIdentityIsShown() throws Exception {
        String code = central.code().text();
        String said = run(code + "\n", "enrol", "--url", central.url().toString());
        assertTrue(said.startsWith("0 code: enrolled s-1-a of store s-1, certificate "), said);
        String shown = run("", "identity");
        assertTrue(shown.contains("agent        s-1-a") && shown.contains("(59 days)")
                && shown.contains("state        VALID"), shown);
        JsonNode json = Json.readTree(
                run("", "identity", "--json").substring(2).getBytes(StandardCharsets.UTF_8));
        assertEquals("s-1-a", json.required("identity").required("agent").asText());
        assertEquals(59, json.required("identity").required("daysLeft").asInt());
        assertEquals(64, json.required("identity").required("keyId").asText().length());
        String again = run(code + "\n", "enrol", "--url", central.url().toString());
        assertTrue(again.startsWith("1 ") && again.contains("enrolled already") && again.contains("--again"),
                again);
        assertTrue(run("", "enrol", code, "--again", "--url", central.url().toString()).startsWith(
                "0 enrolled"));
        assertFalse((said + shown + again).contains(code));
    }

    @Test
    void whatDoesNotGoIsOneLineThatSaysWhatToDo() throws Exception {
        String code = central.code().text();
        String mistyped = run(code.replaceFirst(".$", code.endsWith("7") ? "8" : "7"), "enrol", "--url",
                central.url().toString());
        assertTrue(mistyped.startsWith("1 ") && mistyped.contains("type it again"), mistyped);
        assertTrue(run("", "enrol", "--url", central.url().toString()).contains("no code on standard input"));
        assertTrue(run(code, "enrol", "--url", "http://central.example.com").startsWith("2 "));
        assertTrue(run("", "identity").contains("is not enrolled; get a code"));
        assertTrue(run("", "enrol-accept", config().toString()).contains("is no reply of head office"));
        String pem = run(code, "enrol", "--ca-only", "--url", central.url().toString());
        assertTrue(pem.contains("-----BEGIN CERTIFICATE-----"), pem);
        assertFalse(central.asked.contains("/v1/enrolment/certificates"), "the code is still good");
    }

    @Test
    void aBoxIsEnrolledByFiles() throws Exception {
        Path request = folder.resolve("request.json");
        Path reply = folder.resolve("reply.json");
        String wrote = run(central.code().text() + "\n", "enrol-request", "--out", request.toString());
        assertTrue(wrote.contains("wrote "), wrote);
        assertTrue(run(central.code().text(), "enrol-request", "--out", request.toString())
                .contains("is there already"));
        var asked = Json.read(Files.readAllBytes(request), EnrolmentRequest.class);
        Files.write(reply, Json.write(central.reply("s-1-a", asked.csr())));
        assertTrue(run("", "enrol-accept", reply.toString()).startsWith("0 enrolled s-1-a of store s-1"));
        assertTrue(run("", "identity").contains("head office  by files"));
    }

    @Test
    void anAgentSellsBeforeItIsEnrolledAndSaysSo() throws Exception {
        try (Agent agent = agent()) {
            JsonNode status = awaitError(agent, "not enrolled");
            assertFalse(status.has("identity"), "nothing to show yet");
            assertTrue(run(central.code().text(), "enrol", "--url", central.url().toString()).contains(
                    "enrolled s-1-a"));
            JsonNode enrolled = awaitError(agent, "localhost");
            assertEquals("VALID", enrolled.required("identity").required("state").asText());
            assertEquals(59, enrolled.required("identity").required("daysLeft").asInt());
        }
    }

    @Test
    void anEnrolledAgentFetchesItsCatalogueWithNothingButItsKey() throws Exception {
        run(central.code().text(), "enrol", "--url", central.url().toString());
        byte[] bread = "sku,description,price,tax-rate,sales-class\n1,Bread,2.50,7,food\n"
                .getBytes(StandardCharsets.UTF_8);
        central.others = asked -> switch (asked.path()) {
            case "/oauth/token" -> TinyHttp.Answer.of(asked.text().contains("client_assertion=") ? 200 : 401,
                    "{\"access_token\":\"abc\",\"token_type\":\"Bearer\",\"expires_in\":600}");
            case "/v1/stores/s-1/catalog" -> new TinyHttp.Answer(200, Map.of("Content-Type", "text/csv",
                    "Catalog-Version", "1", "ETag", "\"" + Catalog.sha256(bread) + "\""), bread);
            default -> TinyHttp.Answer.of(404, "{}");
        };
        config("s-1-a", "\"headOffice\":{},");
        try (Agent agent = agent(); var client = HttpClient.newHttpClient()) {
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!get(client, agent, "/v1/articles/1").path("description").asText("").equals("Bread")) {
                assertTrue(System.nanoTime() < deadline, () -> "asked: " + central.asked);
            }
        }
        assertTrue(central.asked.contains("/oauth/token"));
    }

    @Test
    void anAgentRefusesAConfigurationOfAnotherBox() throws Exception {
        run(central.code().text(), "enrol", "--url", central.url().toString());
        config("s-1-b", "\"uplink\":{},");
        var e = assertThrows(IOException.class, this::agent);
        assertTrue(
                String.valueOf(e.getMessage()).contains("place.agent is 's-1-b', head office says 's-1-a'"),
                e.getMessage());
        config("s-1-a", "\"uplink\":{},");
        agent().close();
    }

    @Test
    void anAgentWithADamagedIdentitySells() throws Exception {
        run(central.code().text(), "enrol", "--url", central.url().toString());
        Files.writeString(folder.resolve("data/identity/identity.json"), "{");
        try (Agent agent = agent()) {
            var _ = awaitError(agent, "identity.json cannot be used");
        }
    }

    @Test
    void nothingSecretIsInTheReplyThatIsKept() throws Exception {
        run(central.code().text(), "enrol", "--url", central.url().toString());
        String kept = Files.readString(folder.resolve("data/identity/identity.json"));
        EnrolmentReply reply = Json.read(Json.write(Json.readTree(kept.getBytes(StandardCharsets.UTF_8))
                .required("reply")), EnrolmentReply.class);
        assertEquals("s-1-a", reply.agent());
        assertFalse(kept.contains(central.code().text()));
        assertFalse(kept.contains("PRIVATE KEY"));
    }

    private JsonNode awaitError(Agent agent, String words) throws Exception {
        long deadline = System.nanoTime() + 20_000_000_000L;
        try (var client = HttpClient.newHttpClient()) {
            while (true) {
                JsonNode status = status(client, agent);
                String error = status.path("sync").path("uplink").path("lastError").asText("");
                if (error.contains(words)) {
                    return status;
                }
                assertTrue(System.nanoTime() < deadline, status.toString());
                Thread.onSpinWait();
            }
        }
    }

    private JsonNode status(HttpClient client, Agent agent) throws Exception {
        return get(client, agent, "/v1/status");
    }

    private JsonNode get(HttpClient client, Agent agent, String path) throws Exception {
        String token = Files.readString(folder.resolve("data/api-token")).strip();
        return Json.readTree(client.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                        .header("Authorization", "Bearer " + token)
                        .build(),
                BodyHandlers.ofByteArray()).body());
    }

    private Path config() {
        return folder.resolve("agent.json");
    }

    private void config(String agent, String uplink) throws IOException {
        Files.writeString(config(), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"%s"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},%s
                 "tills":[{"name":"till-1","drawer":"drawer-1"}]}""".formatted(agent, uplink));
    }

    private Agent agent() throws Exception {
        return Agent.start(AgentConfig.load(config()), machine());
    }

    private static Machine machine() {
        var random = new Random();
        return new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime);
    }

    private String run(String input, String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--config", config().toString()));
        int code = AgentCommand
                .commandLine(machine(), new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        return code + " " + out;
    }
}
