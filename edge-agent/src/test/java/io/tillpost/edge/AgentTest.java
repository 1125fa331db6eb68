package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.printer.PrinterSimulator;
import io.tillpost.device.simulator.printer.PrinterSimulatorConfig;
import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.Outcome;
import io.tillpost.device.simulator.terminal.SimulatedCard;
import io.tillpost.device.simulator.terminal.SimulatorTimers;
import io.tillpost.device.simulator.terminal.Step;
import io.tillpost.device.simulator.terminal.TerminalSimulator;
import io.tillpost.device.simulator.terminal.TerminalSimulatorConfig;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole agent over HTTP, with its journal on disk and simulated devices on pseudo-terminals.
class AgentTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final String OPEN_SHIFT = """
            {"till":"till-1","operator":"anna","openingFloat":{"minor":10000,"currency":"EUR"}}""";
    private static final String BASKET = """
            {"till":"till-1","lines":[
             {"sku":"1","description":"Bread","quantityThousandths":1000,"unitPrice":{"minor":250,"currency":"EUR"},
              "taxRate":700,"salesClass":"food"},
             {"sku":"2","description":"Cup","quantityThousandths":2000,"unitPrice":{"minor":499,"currency":"EUR"},
              "taxRate":1900,"salesClass":"home"}]}""";
    private static final String TWENTY = "{\"kind\":\"cash\",\"given\":{\"minor\":2000,\"currency\":\"EUR\"}}";

    @TempDir
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private TerminalSimulator terminal;
    private PrinterSimulator printer;
    private Agent agent;
    private String token;

    @BeforeEach
    void start() throws Exception {
        terminal = TerminalSimulator.start(TerminalSimulatorConfig
                .usual(new TerminalSimulatorConfig.Port.Pty(folder.resolve("terminal")),
                        folder.resolve("terminal.jsonl"), Currency.getInstance("EUR"), CLOCK)
                .withTimers(SimulatorTimers.quick()));
        printer = PrinterSimulator.start(PrinterSimulatorConfig.of(
                new PrinterSimulatorConfig.Port.Pty(folder.resolve("printer")), folder.resolve("paper")),
                CLOCK);
        startAgent();
    }

    @AfterEach
    void stop() {
        agent.close();
        terminal.close();
        printer.close();
    }

    @Test
    void aCashSaleIsSoldPrintedAndCounted() throws Exception {
        String shift = openShift();
        JsonNode sold = sellForCash();
        assertEquals("COMPLETED", sold.required("state").asText());
        assertEquals(752, sold.required("tenders").get(0).required("change").required("minor").asLong());
        assertEquals(1, sold.required("receipt").required("number").asLong());
        assertTrue(get("/v1/sales/" + sold.required("sale").asText() + "/receipt").body()
                .contains("19 %              8.39      1.59      9.98"));
        awaitPaper(1);
        JsonNode closed = ok(post("/v1/shifts/" + shift + "/close", "{}", key()));
        assertEquals(11248, closed.required("expectedCash").required("minor").asLong());
    }

    @Test
    void aCardPaymentIsChargedOnceAndCompletesTheSale() throws Exception {
        openShift();
        JsonNode attempt = chargeCard(startSale());
        assertEquals("PAID", attempt.required("state").asText());
        assertEquals(1248, terminal.netMinor());
        assertEquals("COMPLETED", sale(attempt.required("sale").asText()).required("state").asText());
    }

    @Test
    void aDeclinedCardLeavesTheSaleOpenAndCashPaysIt() throws Exception {
        openShift();
        terminal.next(Outcome.parse("decline 05"));
        String sale = startSale();
        JsonNode attempt = chargeCard(sale);
        assertEquals("NOT_CHARGED", attempt.required("state").asText());
        assertEquals("DECLINED", attempt.required("attemptState").asText());
        assertEquals("COMPLETED", ok(post("/v1/sales/" + sale + "/tenders", TWENTY, key())).required("state")
                .asText());
        assertEquals(0, terminal.netMinor());
    }

    @Test
    void aLostLineAfterTheApprovalIsCheckedUntilItIsProvenAndChargedOnce() throws Exception {
        openShift();
        terminal.plan(Step.APPROVED, Fault.parse("unplug 1000"));
        JsonNode attempt = chargeCard(startSale());
        assertEquals("PAID", attempt.required("state").asText());
        assertEquals(1248, terminal.netMinor());
    }

    @Test
    void aRestartInTheMiddleOfAPaymentFindsOutWhatBecameOfIt() throws Exception {
        openShift();
        terminal.cardByHand(true);
        String sale = startSale();
        String attempt = ok(post("/v1/sales/" + sale + "/tenders", "{\"kind\":\"card\"}", key()))
                .required("attempt")
                .asText();
        agent.close();
        startAgent();
        // The customer is still there; the terminal may wait for the card, or have given up with the line.
        terminal.insert(SimulatedCard.GIROCARD);
        JsonNode ended = ok(get("/v1/attempts/" + attempt + "?wait=60"));
        String state = ended.required("state").asText();
        assertEquals(terminal.netMinor() == 0 ? "NOT_CHARGED" : "PAID", state);
        terminal.cardByHand(false);
    }

    @Test
    void theSameKeyIsAnsweredTheSameAlsoConcurrentlyAndAfterARestart() throws Exception {
        openShift();
        String sale = startSale();
        String key = key();
        var answers = new ArrayList<Future<HttpResponse<String>>>();
        try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 8; i++) {
                answers.add(many.submit(() -> post("/v1/sales/" + sale + "/tenders", TWENTY, key)));
            }
        }
        String first = answers.getFirst().get().body();
        long replayed = 0;
        for (var answer : answers) {
            assertEquals(first, answer.get().body());
            replayed += answer.get().headers().firstValue("Idempotent-Replayed").isPresent() ? 1 : 0;
        }
        assertEquals(7, replayed);
        agent.close();
        startAgent();
        assertEquals(first, post("/v1/sales/" + sale + "/tenders", TWENTY, key).body());
        assertProblem(422, "idempotency-key-reused",
                post("/v1/sales/" + sale + "/tenders", TWENTY.replace("2000", "3000"), key));
    }

    @Test
    void theShiftStaysOpenWhileASaleIs() throws Exception {
        String shift = openShift();
        String sale = startSale();
        assertProblem(409, "sale-still-open", post("/v1/shifts/" + shift + "/close", "{}", key()));
        var _ = ok(post("/v1/sales/" + sale + "/abort", "{}", key()));
        var _ = ok(post("/v1/shifts/" + shift + "/close", "{}", key()));
        assertProblem(409, "no-open-shift", post("/v1/sales", BASKET, key()));
    }

    @Test
    void partPaidByCashAndTheRestByCard() throws Exception {
        openShift();
        String sale = startSale();
        assertEquals("PART_PAID", ok(post("/v1/sales/" + sale + "/tenders", TWENTY.replace("2000", "500"),
                key())).required("state").asText());
        assertProblem(409, "sale-partly-paid", post("/v1/sales/" + sale + "/abort", "{}", key()));
        assertEquals("PAID", chargeCard(sale).required("state").asText());
        assertEquals(748, terminal.netMinor());
    }

    @Test
    void theEndOfDayGivesTheTerminalsOwnTotals() throws Exception {
        openShift();
        var _ = chargeCard(startSale());
        JsonNode closed = ok(post("/v1/terminals/terminal-1/end-of-day", "{}", key()));
        assertEquals("CLOSED", closed.required("state").asText());
        assertEquals(1248, closed.required("totals").get(0).required("gross").required("minor").asLong());
    }

    @Test
    void whoHasNoTokenOrAnotherHostOrNoKeyIsRefused() throws Exception {
        assertEquals(200, send(request("/v1/health").build()).statusCode());
        assertProblem(401, "unauthorized", send(request("/v1/status").build()));
        assertProblem(401, "unauthorized",
                send(request("/v1/status").header("Authorization", "Bearer no").build()));
        assertProblem(400, "idempotency-key-missing", send(authorized("/v1/shifts")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(OPEN_SHIFT))
                .build()));
        assertEquals(Set.of("OWNER_READ", "OWNER_WRITE"), Set.copyOf(Files
                .getPosixFilePermissions(folder.resolve("data/api-token"))
                .stream()
                .map(Enum::name)
                .toList()), PosixFilePermissions.toString(
                        Files.getPosixFilePermissions(folder.resolve("data/api-token"))));
    }

    @Test
    void aPageThatReachesThisPortUnderAnotherNameIsRefused() throws Exception {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), agent.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("GET /v1/health HTTP/1.1\r\nHost: evil.example:7310\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] status = socket.getInputStream().readNBytes("HTTP/1.1 421".length());
            assertEquals("HTTP/1.1 421", new String(status, StandardCharsets.US_ASCII));
        }
    }

    @Test
    void whatIsMalformedIsNamed() throws Exception {
        assertProblem(400, "malformed-request",
                post("/v1/shifts", "{\"till\":\"till-1\",\"color\":1}", key()));
        assertProblem(400, "malformed-request", post("/v1/shifts", "not json", key()));
        assertProblem(422, "no-such-till", post("/v1/shifts", OPEN_SHIFT.replace("till-1", "till-9"), key()));
        assertProblem(404, "not-found", get("/v1/sales/" + UUID.randomUUID()));
        assertProblem(404, "not-found", get("/v1/sales/x"));
        assertProblem(404, "no-such-path", get("/v1/other"));
        assertProblem(400, "malformed-request", get("/v1/sales?open=maybe"));
        assertProblem(405, "method-not-allowed", get("/v1/sales/x/abort"));
    }

    @Test
    void aSecondAgentOnTheSameFolderSaysSoInOneLine() {
        var e = assertThrows(RuntimeException.class, this::startAnother);
        assertTrue(String.valueOf(e.getMessage()).contains("data"), e.getMessage());
    }

    @Test
    void aPortThatIsTakenIsSaidInOneLineAndNothingIsLeftRunning() throws Exception {
        AgentConfig config = AgentConfig.load(Files.writeString(folder.resolve("other.json"),
                Files.readString(folder.resolve("agent.json"))
                        .replace("\"data\"", "\"other\"")
                        .replace("\"port\":0", "\"port\":" + agent.port())));
        var e = assertThrows(IOException.class, () -> Agent.start(config, machine()));
        assertEquals("http: cannot listen on 127.0.0.1:" + agent.port() + ": Address already in use",
                e.getMessage());
        assertThrows(IOException.class, () -> Agent.start(config, machine()));
    }

    @Test
    void aJournalHasOneCurrencyForGood() throws Exception {
        String shift = openShift();
        var dollars = AgentConfig.load(Files.writeString(folder.resolve("dollars.json"),
                Files.readString(folder.resolve("agent.json")).replace("EUR", "USD")));
        agent.close();
        var e = assertThrows(IOException.class, () -> Agent.start(dollars, machine()));
        assertTrue(String.valueOf(e.getMessage()).startsWith("currency 'USD', expected EUR: "), e.toString());
        startAgent();
        ok(post("/v1/shifts/" + shift + "/close", "{}", key()));
        agent.close();
        assertThrows(IOException.class, () -> Agent.start(dollars, machine()));
        startAgent();
    }

    private static Machine machine() {
        var random = new Random();
        return new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime);
    }

    private void startAgent() throws Exception {
        agent = startAnother();
        token = Files.readString(folder.resolve("data/api-token")).strip();
    }

    private Agent startAnother() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.json"),
                """
                        {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                         "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                         "dataFolder":"data","http":{"port":0},
                         "tills":[{"name":"till-1","drawer":"drawer-1","printer":"printer-1","terminal":"terminal-1"}],
                         "terminals":[{"name":"terminal-1","family":"zvt","line":"%s"}],
                         "printers":[{"name":"printer-1","line":"%s"}]}
                        """
                        .formatted(terminal.address(), printer.address()));
        return Agent.start(AgentConfig.load(file), machine());
    }

    private String openShift() throws Exception {
        return ok(post("/v1/shifts", OPEN_SHIFT, key())).required("shift").asText();
    }

    private String startSale() throws Exception {
        return ok(post("/v1/sales", BASKET, key())).required("sale").asText();
    }

    private JsonNode sellForCash() throws Exception {
        return ok(post("/v1/sales/" + startSale() + "/tenders", TWENTY, key()));
    }

    private JsonNode sale(String id) throws Exception {
        return ok(get("/v1/sales/" + id));
    }

    private JsonNode chargeCard(String sale) throws Exception {
        String attempt = ok(post("/v1/sales/" + sale + "/tenders", "{\"kind\":\"card\"}", key()))
                .required("attempt")
                .asText();
        return ok(get("/v1/attempts/" + attempt + "?wait=60"));
    }

    private void awaitPaper(int receipts) {
        long deadline = System.nanoTime() + 20_000_000_000L;
        while (printer.state().receipts() < receipts && System.nanoTime() < deadline) {
            Thread.onSpinWait();
        }
        assertEquals(receipts, printer.state().receipts());
        assertEquals(1, printer.state().pulses());
    }

    private static JsonNode ok(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
        return tree(answer);
    }

    private static void assertProblem(int status, String code, HttpResponse<String> answer) {
        assertEquals(List.of(status, code),
                List.of(answer.statusCode(), tree(answer).required("code").asText()), answer.body());
    }

    private static JsonNode tree(HttpResponse<String> answer) {
        return Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return send(authorized(path).build());
    }

    private HttpResponse<String> post(String path, String body, String key)
            throws IOException, InterruptedException {
        return send(authorized(path).header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build());
    }

    private HttpRequest.Builder authorized(String path) {
        return request(path).header("Authorization", "Bearer " + token);
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
