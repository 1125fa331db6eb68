package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.device.simulator.terminal.Fault;
import io.tillpost.device.simulator.terminal.Outcome;
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
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A till's day over HTTP: a catalogue of two articles, a journal on disk, a simulated card terminal.
class ShopTest {
    private static final Clock CLOCK = Clock.systemUTC();
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final String CART = "/v1/tills/till-1/cart";
    private static final String CATALOGUE = """
            sku,description,price,tax-rate,sales-class
            1,Bread,2.50,7,food
            2,Cup,4.99,19,home
            """;

    @TempDir
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private TerminalSimulator terminal;
    private Agent agent;
    private String token;
    private String shift;

    @BeforeEach
    void start() throws Exception {
        terminal = TerminalSimulator.start(TerminalSimulatorConfig
                .usual(new TerminalSimulatorConfig.Port.Pty(folder.resolve("terminal")),
                        folder.resolve("terminal.jsonl"), EUR, CLOCK)
                .withTimers(SimulatorTimers.quick()));
        startAgent();
        shift = ok(post("/v1/shifts", """
                {"till":"till-1","operator":"anna","openingFloat":{"minor":10000,"currency":"EUR"}}"""))
                .required("shift")
                .asText();
    }

    @AfterEach
    void stop() {
        stopAgent();
        terminal.close();
    }

    @Test
    void aCartBecomesASaleAndTheTillServesTheNextCustomer() throws Exception {
        assertEquals("EMPTY", ok(get(CART)).required("state").asText());
        assertEquals(1, add("1").required("added").asInt());
        assertEquals(2000, add("1").required("lines").get(0).required("quantityThousandths").asLong());
        JsonNode sale = ok(post(CART + "/checkout", "{}"));
        assertEquals("OPEN", sale.required("state").asText());
        assertEquals("anna", sale.required("operator").asText());
        assertEquals(500, minor(sale, "cashDue"));
        JsonNode pending = ok(pay(sale, "{\"kind\":\"card\"}"));
        assertEquals("CARD_PENDING", pending.required("state").asText());
        var _ = add("2");
        assertEquals("EMPTY", ok(post(CART + "/park", "{\"label\":\"later\"}")).required("state").asText());
        assertEquals("PAID", attempt(pending).required("state").asText());
        JsonNode parked = ok(get("/v1/tills/till-1/parked")).required("items").get(0);
        assertEquals("later", parked.required("label").asText());
        assertEquals(1, parked.required("items").asInt());
        assertProblem(409, "sale-still-open", post("/v1/shifts/" + shift + "/close", "{}"));
        assertEquals(499, minor(ok(post(CART + "/recall",
                "{\"cart\":\"" + parked.required("cart").asText() + "\"}")), "total"));
        assertProblem(409, "sale-still-open", post("/v1/shifts/" + shift + "/close", "{}"));
        var _ = ok(post(CART + "/void", "{\"reason\":\"left\"}"));
        var _ = ok(post("/v1/shifts/" + shift + "/close", "{}"));
    }

    @Test
    void aLineIsChangedDiscountedAndRemoved() throws Exception {
        var _ = add("1");
        var _ = add("2");
        assertEquals(1000, minor(ok(post(CART + "/lines/1",
                "{\"quantityThousandths\":2000,\"discount\":{\"reason\":\"old\",\"amount\":"
                        + "{\"minor\":1,\"currency\":\"EUR\"}},\"unitPrice\":{\"minor\":251,\"currency\":\"EUR\"}}")),
                "total"));
        JsonNode cart = ok(post(CART + "/discount", "{\"reason\":\"staff\",\"percentBasisPoints\":1000}"));
        assertEquals(900, minor(cart, "total"));
        assertEquals(101, minor(cart, "discountTotal"));
        assertEquals("staff", cart.required("cartDiscount").required("reason").asText());
        assertEquals(1000, minor(ok(post(CART + "/discount", "{}")), "total"));
        assertEquals(1001, minor(ok(post(CART + "/lines/1", "{\"discount\":{}}")), "total"));
        assertEquals(499, minor(ok(post(CART + "/lines/1/remove", "{}")), "total"));
        assertEquals("EMPTY", ok(post(CART + "/lines/2/remove", "{}")).required("state").asText());
    }

    @Test
    void whatACartRefusesIsNamed() throws Exception {
        assertProblem(404, "no-such-article", post(CART + "/lines", "{\"code\":\"9\"}"));
        assertProblem(404, "not-found", get("/v1/tills/till-9/cart"));
        assertProblem(422, "no-such-till", post("/v1/tills/till-9/cart/lines", "{\"code\":\"1\"}"));
        assertProblem(409, "cart-empty", post(CART + "/checkout", "{}"));
        assertProblem(422, "quantity-not-valid",
                post(CART + "/lines", "{\"code\":\"1\",\"quantityThousandths\":0}"));
        var _ = add("1");
        assertProblem(404, "not-found", post(CART + "/lines/2/remove", "{}"));
        assertProblem(404, "not-found", post(CART + "/lines/x/remove", "{}"));
        assertProblem(422, "discount-not-valid",
                post(CART + "/discount", "{\"reason\":\"x\",\"percentBasisPoints\":10001}"));
        assertProblem(400, "malformed-request", post(CART + "/discount", "{\"percentBasisPoints\":1}"));
        assertProblem(400, "malformed-request", post(CART + "/vouchers",
                "{\"number\":\"V\",\"amount\":{\"minor\":1,\"currency\":\"EUR\"},\"purpose\":\"SINGLE\"}"));
        assertProblem(422, "voucher-not-valid", post(CART + "/vouchers",
                "{\"number\":\"v\",\"amount\":{\"minor\":1,\"currency\":\"EUR\"},\"purpose\":\"MULTI\"}"));
        assertProblem(400, "malformed-request", get("/v1/receipts?limit=201"));
        assertProblem(404, "not-found", get("/v1/receipts/s-1/1"));
    }

    @Test
    void theCartIsThereAfterARestart() throws Exception {
        String id = add("1").required("cart").asText();
        stopAgent();
        startAgent();
        assertEquals(id, ok(get(CART)).required("cart").asText());
    }

    @Test
    void aVoucherIsSoldAndPaysAndWhatWasPaidIsGivenBack() throws Exception {
        var _ = ok(post(CART + "/vouchers",
                "{\"number\":\"V-1\",\"amount\":{\"minor\":300,\"currency\":\"EUR\"},\"purpose\":\"MULTI\"}"));
        var _ = ok(pay(ok(post(CART + "/checkout", "{}")), cash(300)));
        var _ = add("2");
        JsonNode sale = ok(post(CART + "/checkout", "{}"));
        assertEquals(199, minor(ok(pay(sale, "{\"kind\":\"voucher\",\"number\":\"V-1\"}")), "remaining"));
        var _ = ok(pay(sale, cash(100)));
        String tenders = "/v1/sales/" + sale.required("sale").asText() + "/tenders/";
        assertProblem(404, "not-found", post(tenders + "2/give-back", "{}"));
        String shown = "{\"tender\":" + ok(get("/v1/sales/" + sale.required("sale").asText()))
                .required("tenders").get(1) + "}";
        assertProblem(404, "not-found", post(tenders + "0/give-back", shown));
        var _ = ok(post(tenders + "1/give-back", shown));
        assertEquals("OPEN", ok(post(tenders + "0/give-back", "{}")).required("state").asText());
        JsonNode cart = ok(post("/v1/sales/" + sale.required("sale").asText() + "/back-to-cart", "{}"));
        assertEquals(sale.required("sale"), cart.required("cart"));
        assertProblem(409, "sale-not-open", pay(sale, cash(499)));
    }

    @Test
    void aCardTenderOfAPartPaidSaleIsGivenBackByTheTerminal() throws Exception {
        var _ = add("2");
        JsonNode sale = ok(post(CART + "/checkout", "{}"));
        JsonNode part = ok(pay(sale, "{\"kind\":\"card\",\"amount\":{\"minor\":200,\"currency\":\"EUR\"}}"));
        assertEquals("PAID", attempt(part).required("state").asText());
        HttpResponse<String> back = post("/v1/sales/" + sale.required("sale").asText()
                + "/tenders/0/give-back", "{}");
        assertEquals(202, back.statusCode(), back.body());
        var _ = attempt(tree(back));
        assertEquals("OPEN",
                ok(get("/v1/sales/" + sale.required("sale").asText())).required("state").asText());
        assertEquals(0, terminal.netMinor());
    }

    /// Two cards, an end of day, and a line that breaks: nothing of it leaves a sale that nobody can end.
    @Test
    void aCardTenderThatIsNotTheTerminalsLastGoesBackAsARefund() throws Exception {
        var _ = add("2");
        JsonNode sale = ok(post(CART + "/checkout", "{}"));
        var _ = attempt(ok(pay(sale, card(200))));
        var _ = attempt(ok(pay(sale, card(150))));
        String path = "/v1/sales/" + sale.required("sale").asText();
        JsonNode first = attempt(ok(post(path + "/tenders/0/give-back", "{}")));
        assertEquals("REFUND", first.required("kind").asText());
        assertEquals("PAID", first.required("state").asText());
        assertEquals(150, minor(ok(get(path)), "paid"));
        assertEquals(150, terminal.netMinor());
        assertEquals("CLOSED",
                ok(post("/v1/terminals/terminal-1/end-of-day", "{}")).required("state").asText());
        terminal.plan(Step.APPROVED, Fault.parse("unplug 1000"));
        JsonNode second = attempt(ok(post(path + "/tenders/0/give-back", "{}")));
        assertEquals("REFUND", second.required("kind").asText());
        assertEquals("PAID", second.required("state").asText());
        assertEquals("proven by REPEAT_RECEIPT", second.required("detail").asText());
        assertEquals(0, terminal.netMinor());
        assertEquals("ABORTED", ok(post(path + "/abort", "{}")).required("state").asText());
        var _ = ok(post("/v1/shifts/" + shift + "/close", "{}"));
    }

    private static String card(long minor) {
        return "{\"kind\":\"card\",\"amount\":{\"minor\":" + minor + ",\"currency\":\"EUR\"}}";
    }

    @Test
    void goodsComeBackForCashAndTheReceiptsAreListed() throws Exception {
        JsonNode sale = sold(cash(1000));
        HttpResponse<String> answer = post(refunds(sale), refund("cash"));
        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals("COMPLETED", tree(answer).required("state").asText());
        JsonNode now = ok(get("/v1/sales/" + sale.required("sale").asText()));
        assertEquals(250, minor(now, "refundable"));
        assertEquals(2, now.required("refunded").get(0).required("line").asInt());
        assertProblem(409, "not-refundable", post(refunds(sale), refund("cash")));
        JsonNode items = ok(get("/v1/receipts?till=till-1&limit=5")).required("items");
        assertEquals("refund", items.get(0).required("kind").asText());
        assertEquals("sale", items.get(1).required("kind").asText());
        assertEquals(sale.required("sale"),
                ok(get("/v1/receipts/s-1/1")).required("sale").required("sale"));
        assertEquals(499, minor(ok(get("/v1/receipts/s-1-refunds/1")).required("refund"), "total"));
    }

    @Test
    void aCardRefundThatIsDeclinedIsPaidOtherwiseOrGivenUp() throws Exception {
        JsonNode sale = sold(cash(1000));
        terminal.next(Outcome.parse("decline 05"));
        HttpResponse<String> answer = post(refunds(sale), refund("card"));
        assertEquals(202, answer.statusCode(), answer.body());
        assertEquals("NOT_CHARGED", attempt(tree(answer)).required("state").asText());
        String path = "/v1/refunds/" + tree(answer).required("refund").asText();
        assertEquals("OPEN", ok(get(path)).required("state").asText());
        assertFalse(ok(get(path)).required("forgotten").asBoolean());
        assertProblem(409, "not-refundable", get(path + "/lines?line=2:1000,1:500"));
        assertProblem(400, "malformed-request", get(path + "/lines?line=2"));
        assertProblem(409, "sale-still-open", post("/v1/shifts/" + shift + "/close", "{}"));
        assertEquals("ABORTED", ok(post(path + "/abort", "{}")).required("state").asText());
        JsonNode again = ok(post(refunds(sale), refund("card")));
        assertEquals("PAID", attempt(again).required("state").asText());
        assertEquals("COMPLETED",
                ok(get("/v1/refunds/" + again.required("refund").asText())).required("state").asText());
        assertEquals(-499, terminal.netMinor());
    }

    @Test
    void theLastCardPaymentIsReversedWhole() throws Exception {
        var _ = add("1");
        JsonNode sale = ok(pay(ok(post(CART + "/checkout", "{}")), "{\"kind\":\"card\"}"));
        var _ = attempt(sale);
        String path = "/v1/sales/" + sale.required("sale").asText() + "/reversal";
        JsonNode reversal = ok(post(path, "{\"reason\":\"wrong customer\"}"));
        assertEquals("PAID", attempt(reversal).required("state").asText());
        assertEquals("COMPLETED",
                ok(get("/v1/refunds/" + reversal.required("refund").asText())).required("state").asText());
        assertEquals(0, terminal.netMinor());
        assertProblem(409, "not-reversible", post(path, "{\"reason\":\"again\"}"));
    }

    /// Bread and a cup.
    private JsonNode sold(String tender) throws Exception {
        var _ = add("1");
        var _ = add("2");
        return ok(pay(ok(post(CART + "/checkout", "{}")), tender));
    }

    private static String refunds(JsonNode sale) {
        return "/v1/sales/" + sale.required("sale").asText() + "/refunds";
    }

    private static String refund(String kind) {
        return "{\"lines\":[{\"line\":2,\"quantityThousandths\":1000}],\"reason\":\"broken\","
                + "\"tender\":{\"kind\":\"" + kind + "\"}}";
    }

    private static String cash(long minor) {
        return "{\"kind\":\"cash\",\"given\":{\"minor\":" + minor + ",\"currency\":\"EUR\"}}";
    }

    private JsonNode add(String code) throws Exception {
        return ok(post(CART + "/lines", "{\"code\":\"" + code + "\"}"));
    }

    private HttpResponse<String> pay(JsonNode sale, String tender) throws Exception {
        return post("/v1/sales/" + sale.required("sale").asText() + "/tenders", tender);
    }

    private JsonNode attempt(JsonNode waiting) throws Exception {
        return ok(get("/v1/attempts/" + waiting.required("attempt").asText() + "?wait=60"));
    }

    private static long minor(JsonNode node, String field) {
        return node.required(field).required("minor").asLong();
    }

    private void startAgent() throws Exception {
        Path file = Files.writeString(folder.resolve("agent.json"),
                """
                        {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                         "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                         "dataFolder":"data","http":{"port":0},
                         "tills":[{"name":"till-1","drawer":"drawer-1","terminal":"terminal-1"}],
                         "terminals":[{"name":"terminal-1","family":"zvt","line":"%s"}]}"""
                        .formatted(terminal.address()));
        var random = new Random();
        agent = Agent.start(AgentConfig.load(file),
                new Machine(CLOCK, random, IdSource.uuidV7(CLOCK, random), System::nanoTime));
        token = Files.readString(folder.resolve("data/api-token")).strip();
        var _ = ok(client.send(request("/v1/catalog").header("Content-Type", "text/csv")
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(CATALOGUE))
                .build(), HttpResponse.BodyHandlers.ofString()));
    }

    private void stopAgent() {
        agent.close();
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
        return send(request(path).build());
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
}
