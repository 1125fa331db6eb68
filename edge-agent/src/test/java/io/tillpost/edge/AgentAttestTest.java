package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.SimulatorTimers;
import io.tillpost.device.simulator.terminal.Step;
import io.tillpost.device.simulator.terminal.TerminalSimulator;
import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A cashier says over HTTP what the terminal shows.
class AgentAttestTest {
    @TempDir
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private final ShiftedClock clock = new ShiftedClock();
    private TerminalSimulator terminal;
    private Agent agent;
    private String token;

    @BeforeEach
    void start() throws Exception {
        terminal = TerminalSimulator.start(TerminalSimulatorConfig
                .usual(new TerminalSimulatorConfig.Port.Pty(folder.resolve("terminal")),
                        folder.resolve("terminal.jsonl"), Currency.getInstance("EUR"), Clock.systemUTC())
                .withTimers(SimulatorTimers.quick()));
        Path file = Files.writeString(folder.resolve("agent.json"), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},
                 "tills":[{"name":"till-1","drawer":"drawer-1","terminal":"terminal-1"}],
                 "terminals":[{"name":"terminal-1","family":"zvt","line":"%s"}]}
                """.formatted(terminal.address()));
        var random = new Random();
        agent = Agent.start(AgentConfig.load(file),
                new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime));
        token = Files.readString(folder.resolve("data/api-token")).strip();
    }

    @AfterEach
    void stop() {
        agent.close();
        terminal.close();
    }

    @Test
    void aCashierIsAskedAfterAMinuteAndTheSaleGoesOn() throws Exception {
        String attempt = lostPayment();
        JsonNode checking = awaitState(attempt, "CHECKING");
        assertEquals("CHARGE", checking.required("kind").asText());
        assertEquals(false, checking.required("mayAttest").asBoolean());
        var early = post("/v1/attempts/" + attempt + "/attest", "{\"moved\":true}");
        assertEquals(409, early.statusCode());
        assertEquals("not-to-attest", tree(early).required("code").asText());
        clock.forward(Duration.ofSeconds(61));
        assertEquals(true, get(attempt).required("mayAttest").asBoolean());
        JsonNode said = tree(post("/v1/attempts/" + attempt + "/attest", "{\"moved\":true}"));
        assertEquals("PAID", said.required("state").asText());
        assertEquals("ATTESTED_MOVED", said.required("attemptState").asText());
        assertEquals(true, said.required("attested").asBoolean());
        assertEquals(false, said.required("mayAttest").asBoolean());
        JsonNode sale = tree(send(request("/v1/sales/" + said.required("sale").asText()).build()));
        assertEquals("COMPLETED", sale.required("state").asText());
    }

    @Test
    void whatIsNotSaidIsNotTakenForNo() throws Exception {
        String attempt = lostPayment();
        assertEquals(400, post("/v1/attempts/" + attempt + "/attest", "{}").statusCode());
        assertEquals(404,
                post("/v1/attempts/" + UUID.randomUUID() + "/attest", "{\"moved\":true}").statusCode());
    }

    /// The line breaks after the approval, and nobody plugs it in again.
    private String lostPayment() throws Exception {
        var _ = ok(post("/v1/shifts", """
                {"till":"till-1","operator":"anna","openingFloat":{"minor":0,"currency":"EUR"}}"""));
        String sale = ok(post("/v1/sales", """
                {"till":"till-1","lines":[{"sku":"1","description":"Bread","quantityThousandths":1000,
                 "unitPrice":{"minor":250,"currency":"EUR"},"taxRate":700,"salesClass":"food"}]}"""))
                .required("sale")
                .asText();
        terminal.plan(Step.APPROVED, Fault.parse("unplug 600000"));
        return ok(post("/v1/sales/" + sale + "/tenders", "{\"kind\":\"card\"}")).required("attempt").asText();
    }

    private JsonNode awaitState(String attempt, String state) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        JsonNode now = get(attempt);
        while (!now.required("state").asText().equals(state) && System.nanoTime() < deadline) {
            now = tree(send(request("/v1/attempts/" + attempt + "?wait=1").build()));
        }
        assertEquals(state, now.required("state").asText());
        return now;
    }

    private JsonNode get(String attempt) throws Exception {
        return ok(send(request("/v1/attempts/" + attempt).build()));
    }

    private HttpResponse<String> post(String path, String body) throws IOException, InterruptedException {
        return send(request(path).header("Content-Type", "application/json")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path))
                .header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
        return tree(answer);
    }

    private static JsonNode tree(HttpResponse<String> answer) {
        return Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /// The machine's clock, put forward.
    private static final class ShiftedClock extends Clock {
        private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

        void forward(Duration by) {
            var _ = ahead.updateAndGet(now -> now.plus(by));
        }

        @Override
        public Instant instant() {
            return Clock.systemUTC().instant().plus(ahead.get());
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("a store's clock is UTC");
        }
    }
}
