package io.tillpost.edge;

import static io.tillpost.edge.TillWorld.assertProblem;
import static io.tillpost.edge.TillWorld.ok;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The catalogue over HTTP and by `tillpost agent catalog`: who may import it, what is refused, and that carts sell from it.
class CatalogOverHttpTest {
    private static final String CSV = """
            sku,barcodes,description,price,tax-rate,sales-class,unit,open-price,quick-key
            1,4006381333931,Pen,1.20,19,paper,,,
            00042,,Cheese,19.99,7,food,kg,,Dairy/Cheese
            """;
    private static final String CATALOG = "/v1/catalog";

    @TempDir
    private Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    private TillWorld world;

    @BeforeEach
    void start() throws Exception {
        world = new TillWorld(folder);
    }

    @AfterEach
    void stop() {
        world.close();
        client.close();
    }

    @Test
    void aProgramImportsAndAnybodySignedInLooksUp() throws Exception {
        String anna = world.signIn("till-1", "anna");
        assertProblem(404, "not-found", world.get(anna, CATALOG));
        JsonNode applied = ok(post(world.apiToken(), CSV, "text/csv; charset=utf-8"));
        assertEquals(1, applied.required("version").asInt());
        assertEquals(2, applied.required("articles").asInt());
        assertEquals(applied, ok(world.get(anna, CATALOG)));
        assertEquals("Pen",
                ok(world.get(anna, "/v1/articles/4006381333931")).required("description").asText());
        assertEquals("kg", ok(world.get(anna, "/v1/articles/00042")).required("unit").asText());
        assertProblem(404, "no-such-article", world.get(anna, "/v1/articles/9"));
        assertEquals("{\"items\":[{\"label\":\"Cheese\",\"sku\":\"00042\",\"group\":\"Dairy\"}]}",
                world.get(anna, "/v1/quick-keys").body());
        assertEquals("1", ok(world.get(anna, "/v1/articles?q=PE&limit=1")).required("items")
                .get(0)
                .required("sku")
                .asText());
        assertProblem(400, "malformed-request", world.get(anna, "/v1/articles?q=pe&limit=101"));
        assertProblem(400, "malformed-request", world.get(anna, "/v1/articles?limit=-1"));
        assertProblem(400, "malformed-request", world.get(anna, "/v1/articles?q=" + "a".repeat(201)));
        world.restart();
        assertEquals(applied, ok(world.get(anna, CATALOG)));
    }

    @Test
    void wholeKilogramsAreAWeightWhileTheyAreSold() throws Exception {
        String anna = world.signIn("till-1", "anna");
        var _ = ok(post(world.apiToken(), CSV, "text/csv"));
        var _ = ok(world.post(anna, "/v1/shifts", TillWorld.opening("till-1")));
        var _ = ok(world.post(anna, "/v1/tills/till-1/cart/lines", "{\"code\": \"1\"}"));
        JsonNode cart = ok(world.post(anna, "/v1/tills/till-1/cart/lines",
                "{\"code\": \"00042\", \"quantityThousandths\": 2000}"));
        assertEquals(List.of("", "kg"), units(cart));
        JsonNode sale = ok(world.post(anna, "/v1/tills/till-1/cart/checkout", "{}"));
        assertEquals(List.of("", "kg"), units(sale));
        assertEquals(List.of("", "kg"),
                units(ok(world.get(anna, "/v1/sales?open=true")).required("items").get(0)));
        JsonNode paid = ok(world.post(anna, "/v1/sales/" + sale.required("sale").asText() + "/tenders",
                "{\"kind\": \"cash\", \"given\": {\"minor\": 5000, \"currency\": \"EUR\"}}"));
        assertEquals("COMPLETED", paid.required("state").asText());
        assertEquals(List.of("", ""), units(paid));
    }

    private static List<String> units(JsonNode cart) {
        return cart.required("lines").valueStream().map(line -> line.path("unit").asText()).toList();
    }

    @Test
    void aManagerImportsAndACashierNeedsOne() throws Exception {
        String anna = world.signIn("till-1", "anna");
        assertProblem(403, "approval-needed", post(anna, CSV, "text/csv"));
        assertProblem(403, "approval-needed", post(world.signIn("till-2", "ben"), CSV, "text/csv"));
        assertProblem(401, "unauthorized", post("nobody", CSV, "text/csv"));
        assertEquals(1, ok(post(anna, CSV, "text/csv", UUID.randomUUID().toString(),
                world.approval(anna, "mia", "import-catalog"))).required("version").asInt());
        assertEquals(2,
                ok(post(world.signIn("till-2", "mia"), CSV, "text/csv")).required("version").asInt());
    }

    @Test
    void whoMayNotImportIsToldBeforeTheFileIsSent() throws Exception {
        String anna = world.signIn("till-1", "anna");
        var here = InetAddress.getLoopbackAddress();
        try (var socket = new Socket(here, world.port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("""
                    POST /v1/catalog HTTP/1.1\r
                    Host: localhost\r
                    Authorization: Bearer %s\r
                    Content-Type: text/csv\r
                    Content-Length: 40000000\r
                    \r
                    """.formatted(anna).getBytes(StandardCharsets.US_ASCII));
            assertEquals("HTTP/1.1 403",
                    new String(socket.getInputStream().readNBytes(12), StandardCharsets.US_ASCII));
        }
    }

    @Test
    void theSameKeyAppliesOnce() throws Exception {
        String key = UUID.randomUUID().toString();
        var first = post(world.apiToken(), CSV, "text/csv", key, "");
        var again = post(world.apiToken(), CSV, "text/csv", key, "");
        assertEquals(first.body(), again.body());
        assertEquals("true", again.headers().firstValue("Idempotent-Replayed").orElse(""));
        assertProblem(422, "idempotency-key-reused",
                post(world.apiToken(), CSV.replace("1.20", "1.30"), "text/csv", key, ""));
        assertEquals(1, ok(world.get(world.apiToken(), CATALOG)).required("version").asInt());
        assertEquals(120, ok(world.get(world.apiToken(), "/v1/articles/1")).required("unitPrice")
                .required("minor")
                .asInt());
    }

    @Test
    void whatIsNotACatalogueIsRefusedAndTheOldOneCounts() throws Exception {
        String token = world.apiToken();
        var _ = ok(post(token, CSV, "text/csv"));
        var wrong = post(token, CSV.replace("19.99", "19,99"), "text/csv");
        assertProblem(422, "catalog-not-valid", wrong);
        assertTrue(wrong.body().contains("row 3, columns '10': expected 9"), wrong.body());
        assertProblem(422, "catalog-not-valid", post(token, "{}", "application/json"));
        assertProblem(415, "content-type-not-supported", post(token, CSV, "text/plain"));
        assertProblem(413, "body-too-large", post(token, " ".repeat(50 * 1024 * 1024 + 1), "text/csv"));
        assertEquals(1, ok(world.get(token, CATALOG)).required("version").asInt());
    }

    @Test
    void aScalesLabelIsSoldAtItsPrice() throws Exception {
        Path file = world.config();
        Files.writeString(file, Files.readString(file).replace("\"currency\"",
                "\"weighedBarcodes\":[{\"prefix\":\"28\",\"holds\":\"weight\"}],\"currency\""));
        world.restart();
        String anna = world.signIn("till-1", "anna");
        var _ = ok(post(world.apiToken(), CSV, "text/csv"));
        var _ = world.openShift(anna, "till-1");
        String lines = "/v1/tills/till-1/cart/lines";
        JsonNode cart = ok(world.post(anna, lines, "{\"code\":\"2800042003452\"}"));
        assertEquals(345, cart.required("lines").get(0).required("quantityThousandths").asInt());
        assertEquals(690, cart.required("total").required("minor").asInt());
        assertProblem(422, "quantity-not-valid",
                world.post(anna, lines, "{\"code\":\"2800042003452\",\"quantityThousandths\":1000}"));
        assertProblem(404, "no-such-article", world.post(anna, lines, "{\"code\":\"2800042003453\"}"));
    }

    @Test
    void theCommandImportsAFileAndSaysWhatIsWrongInOneLine() throws Exception {
        Path csv = Files.writeString(folder.resolve("articles.csv"), CSV);
        assertEquals("0 version 1, 2 articles\n", run("import", csv.toString()));
        Path json = Files.writeString(folder.resolve("articles.JSON"), "{\"articles\":[]}");
        assertEquals("0 version 2, 0 articles\n", run("import", json.toString()));
        Files.writeString(csv, CSV.replace("1.20", "x"));
        String refused = run("import", csv.toString());
        assertTrue(
                refused.startsWith(
                        "1 tillpost agent: catalog-not-valid: nothing was applied: row 2, price 'x'"),
                refused);
        assertTrue(run("import", folder.resolve("none.csv").toString()).startsWith("1 tillpost agent: "));
        assertTrue(run("import").startsWith("2 "));
    }

    private String run(String... arguments) {
        var out = new StringWriter();
        var all = new ArrayList<>(List.of("catalog"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--config", world.config().toString(), "--port",
                Integer.toString(world.port())));
        int code = AgentCommand
                .commandLine(TillWorld.machine(world.clock), new ByteArrayInputStream(new byte[0]))
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(out))
                .execute(all.toArray(String[]::new));
        return code + " " + out;
    }

    private HttpResponse<String> post(String token, String body, String type) throws Exception {
        return post(token, body, type, UUID.randomUUID().toString(), "");
    }

    private HttpResponse<String> post(String token, String body, String type, String key, String approval)
            throws Exception {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + world.port() + CATALOG))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", type)
                .header("Idempotency-Key", key)
                .POST(BodyPublishers.ofString(body));
        return client.send(
                approval.isEmpty() ? request.build() : request.header("Approval", approval).build(),
                BodyHandlers.ofString());
    }
}
