package io.tillpost.bench.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import io.tillpost.bench.browser.Chromium;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.shop.Shop;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Assumptions;

/// A store with a real agent and simulated devices, and a real browser in front of it.
final class PageWorld implements AutoCloseable {
    static final String CASHIER = "Anna Berg";
    static final String CASHIER_PIN = "1111";
    static final String SUPERVISOR = "Bert Holm";
    static final String SUPERVISOR_PIN = "2222";
    /// 2.50, 19 %.
    static final String COFFEE = "4006381333931";
    /// 4.20, 7 %.
    static final String BREAD = "4011200296908";
    /// 3.99, 19 %.
    static final String NOTEBOOK = "4002432108138";
    private static final String CATALOGUE = """
            sku,barcodes,description,price,tax-rate,sales-class,unit,open-price,quick-key
            100,4006381333931,Coffee,2.50,19,drinks,piece,no,Drinks/Coffee
            101,,Apple juice,1.80,19,drinks,piece,no,Drinks/Apple juice
            200,4011200296908,Rye bread,4.20,7,bakery,piece,no,Bakery/Rye bread
            201,,Croissant,1.90,7,bakery,piece,no,Bakery/Croissant
            300,4002432108138,Notebook,3.99,19,paper,piece,no,Shop/Notebook
            301,,Flowers,0.00,7,shop,piece,yes,Shop/Flowers
            302,,Apples,2.99,7,fruit,kg,no,Fruit/Apples
            """;

    private static final double PATIENCE_MS = 25_000;
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .build();

    /// What the page's console says of a violation begins with this.
    private static final String VIOLATION = "policy violation: ";

    private final List<String> violations = new CopyOnWriteArrayList<>();
    private final Ports ports;
    private final Chromium chromium;
    private final List<BrowserContext> contexts = new ArrayList<>();
    private final Path folder;
    final Shop shop;

    /// Opens it, or skips the test with a reason.
    PageWorld(Path folder) throws IOException {
        Assumptions.assumeTrue(Chromium.installed().isPresent(),
                "no Chromium on this machine: the till page is not looked at");
        this.folder = folder;
        Path home = Path.of(System.getProperty("product.root"));
        Path operators = folder.resolve("operators.json");
        Files.write(operators, Json.write(Map.of("operators",
                List.of(Map.of("operator", "anna", "title", CASHIER, "role", "cashier", "pin", CASHIER_PIN),
                        Map.of("operator", "bert", "title", SUPERVISOR, "role", "supervisor", "pin",
                                SUPERVISOR_PIN)))));
        ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
        shop = new Shop(folder.resolve("shop"),
                new ClassPaths(home, Path.of(System.getProperty("java.home"))), ports,
                Map.of("operatorsFile", operators.toString(), "cashRoundingMinor", 5));
        var _ = post("/v1/catalog", "text/csv", CATALOGUE);
        chromium = Chromium.start();
    }

    /// A fresh browser profile at the till's page.
    Page open() {
        return open(new Browser.NewContextOptions().setViewportSize(1280, 800).setLocale("en-GB"));
    }

    Page open(Browser.NewContextOptions options) {
        BrowserContext context = chromium.browser().newContext(options);
        contexts.add(context);
        // Content Security Policy and Trusted Types tell of everything they stop.
        context.addInitScript("document.addEventListener('securitypolicyviolation', v => console.error('"
                + VIOLATION
                + "' + v.effectiveDirective + ' ' + v.blockedURI + ' ' + v.sourceFile + ':' + v.lineNumber + ' ' + v.sample))");
        Page page = context.newPage();
        page.setDefaultTimeout(PATIENCE_MS);
        page.onConsoleMessage(said -> {
            if (said.text().startsWith(VIOLATION)) {
                violations.add(said.text());
            }
            if (said.type().equals("error")) {
                System.err.println("page: " + said.text());
            }
        });
        page.onPageError(error -> {
            throw new AssertionError("the page failed: " + error);
        });
        page.navigate(shop.url() + "/till/");
        page.waitForSelector("till-sign-in");
        return page;
    }

    /// No cart and no sale of an earlier test is in the way.
    void clear() throws IOException {
        JsonNode cart = get("/v1/tills/" + Shop.TILL + "/cart");
        if (!cart.required("state").asText().equals("EMPTY")) {
            var _ = post("/v1/tills/" + Shop.TILL + "/cart/void", Map.of("reason", "test"));
        }
        for (JsonNode sale : get("/v1/sales?open=true").required("items")) {
            var _ = post("/v1/sales/" + sale.required("sale").asText() + "/abort", Map.of("reason", "test"));
        }
    }

    /// Closes the browser's windows; fails if the page did anything that its content security policy forbids.
    void tidy() {
        contexts.forEach(BrowserContext::close);
        contexts.clear();
        var found = List.copyOf(violations);
        violations.clear();
        if (!found.isEmpty()) {
            throw new AssertionError("against the content security policy: " + found);
        }
    }

    /// The box dies and comes back without its journal: from its mirror alone, which has no carts and no catalogue.
    void loseTheJournal() throws IOException {
        shop.killAgent();
        shop.stopAgent();
        for (String end : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("shop/agent/journal.db" + end));
        }
        shop.startAgent();
        var _ = post("/v1/catalog", "text/csv", CATALOGUE);
    }

    JsonNode get(String path) throws IOException {
        return send(request(path).GET());
    }

    JsonNode post(String path, Map<String, Object> body) throws IOException {
        return post(path, "application/json", new String(Json.write(body), StandardCharsets.UTF_8));
    }

    private JsonNode post(String path, String type, String body) throws IOException {
        return send(request(path).header("Content-Type", type)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(BodyPublishers.ofString(body, StandardCharsets.UTF_8)));
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(shop.url() + path))
                .header("Authorization", "Bearer " + shop.apiToken());
    }

    private static JsonNode send(HttpRequest.Builder asked) throws IOException {
        HttpRequest request = asked.build();
        try {
            var answer = HTTP.send(request, BodyHandlers.ofByteArray());
            if (answer.statusCode() >= 400) {
                throw new IOException(request.uri() + " answered " + answer.statusCode() + " "
                        + new String(answer.body(), StandardCharsets.UTF_8));
            }
            return Json.readTree(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    @Override
    public void close() {
        tidy();
        chromium.close();
        shop.close();
        ports.close();
    }
}
