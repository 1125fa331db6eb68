package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.printer.PrinterSimulator;
import io.tillpost.device.simulator.printer.PrinterSimulatorConfig;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An agent with two tills, a printer at the first, and no card terminal unless one is given, spoken to by HTTP.
final class TestAgent implements AutoCloseable {
    static final String TEA = """
            {"till":"%s","lines":[{"sku":"1","description":"Tea","quantityThousandths":1000,
             "unitPrice":{"minor":250,"currency":"EUR"},"taxRate":700,"salesClass":"food"}]}""";
    private static final Clock CLOCK = Clock.systemUTC();

    final PrinterSimulator printer;
    final HttpClient client = HttpClient.newHttpClient();
    private final Path folder;
    private final @Nullable String terminal;
    private Agent agent;
    private String token;

    TestAgent(Path folder) throws Exception {
        this(folder, null);
    }

    /// @param terminal address of the card terminal of both tills
    TestAgent(Path folder, @Nullable String terminal) throws Exception {
        this.folder = folder;
        this.terminal = terminal;
        printer = PrinterSimulator.start(PrinterSimulatorConfig.of(
                new PrinterSimulatorConfig.Port.Pty(folder.resolve("printer")), folder.resolve("paper")),
                CLOCK);
        agent = open();
        token = Files.readString(folder.resolve("data/api-token")).strip();
    }

    int port() {
        return agent.port();
    }

    void restart() throws Exception {
        agent.close();
        agent = open();
    }

    private Agent open() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.json"),
                """
                        {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                         "zone":"Europe/Berlin","currency":"EUR",
                         "receipt":{"series":"s-1","header":["ACME"],"footer":["Bye"],"language":"en"},
                         "dataFolder":"data","http":{"port":0},
                         "tills":[{"name":"till-1","drawer":"drawer-1","printer":"printer-1"%s},
                                  {"name":"till-2","drawer":"drawer-2"%s}],%s
                         "printers":[{"name":"printer-1","line":"%s"}]}"""
                        .formatted(ofTill(), ofTill(), terminals(), printer.address()));
        var random = new Random();
        return Agent.start(AgentConfig.load(file),
                new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime));
    }

    private String ofTill() {
        return terminal == null ? "" : ",\"terminal\":\"terminal-1\"";
    }

    private String terminals() {
        return terminal == null ? "" : """
                "terminals":[{"name":"terminal-1","family":"zvt","line":"%s"}],""".formatted(terminal);
    }

    /// Closes the agent, and leaves the rest to [#close()].
    void stop() {
        agent.close();
    }

    String openShift(String till) throws Exception {
        return ok(post("/v1/shifts", "{\"till\":\"" + till
                + "\",\"operator\":\"anna\",\"openingFloat\":{\"minor\":10000,\"currency\":\"EUR\"}}"))
                .required("shift")
                .asText();
    }

    /// Sells tea for 2.50 and answers the sale's id.
    String sell(String till) throws Exception {
        String sale = ok(post("/v1/sales", TEA.formatted(till))).required("sale").asText();
        var _ = ok(post("/v1/sales/" + sale + "/tenders",
                "{\"kind\":\"cash\",\"given\":{\"minor\":500,\"currency\":\"EUR\"}}"));
        return sale;
    }

    /// What lies in the paper folder.
    String paper(int number) throws IOException {
        return Files.readString(folder.resolve("paper/receipt-%04d.txt".formatted(number)));
    }

    void awaitPaper(int receipts) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (printer.state().receipts() < receipts && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
    }

    HttpResponse<String> post(String path, String body) throws Exception {
        return post(path, body, UUID.randomUUID().toString());
    }

    HttpResponse<String> post(String path, String body, String key) throws Exception {
        return client.send(authorized(path).header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String path) throws Exception {
        return client.send(authorized(path).build(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path) throws Exception {
        return client.send(authorized(path).build(), BodyHandlers.ofByteArray());
    }

    HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path));
    }

    static JsonNode ok(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
        return tree(answer);
    }

    static JsonNode tree(HttpResponse<String> answer) {
        return Json.readTree(answer.body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Override
    public void close() {
        agent.close();
        printer.close();
    }
}
