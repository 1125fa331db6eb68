package io.tillpost.installer.cardscan;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.broker.Broker;
import io.tillpost.central.broker.BrokerConfig;
import io.tillpost.installer.certificates.DemoAuthority;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.shop.Shop;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A store on a bad day: a terminal that sends whole card numbers and track data, a cashier who swipes cards wherever a text
/// is asked for, and a program that writes them into every field it has. Then everything that is left is searched: journal,
/// write-ahead log, printed receipts, logs, all that went over MQTT, and the agent's memory as a crash would dump it.
class CardNumbersNowhereTest {
    private static final Path HOME = Path.of(System.getProperty("product.root"));
    /// Typed by hand, one for each place, so that a hit tells where it came from.
    private static final List<String> PLANTED = List.of("4012888888881881", "5105105105105100",
            "2223003122003222",
            "371449635398431", "38520000023237", "6011000990139424", "3566002020360505", "6212345678901232",
            "4000056655665556", "5200828282828210", "4000002500003155", "6759649826438453",
            "2223000048400011",
            "6011111111111117", "378734493671000");
    /// What the simulated cards say of themselves.
    private static final List<String> ON_CARDS = List.of("4111111111111111", "5555555555554444");

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    @BeforeEach
    void needTheProgramsAsTheyAreShipped() {
        assumeTrue(System.getProperty("os.name").contains("Linux"), "the devices are pseudo-terminals");
        assumeTrue(Files.isDirectory(HOME.resolve("edge-agent/target/lib")),
                "edge-agent is not packaged: run mvn verify rather than mvn test");
    }

    @Test
    void noCardNumberIsLeftAnywhere() throws Exception {
        Path certificates = certificates();
        try (var ports = new Ports(folder);
                var broker = Broker.start(brokerConfig(certificates), Clock.systemUTC(),
                        UUID.randomUUID().toString());
                var office = new Listener(broker.port(), certificates);
                var shop = new Shop(folder.resolve("shop"),
                        new ClassPaths(HOME, Path.of(System.getProperty("java.home"))), ports,
                        Map.of("uplink", uplink(certificates, broker.port())),
                        List.of("--full-numbers", "true"))) {
            sellByCard(shop);
            plant(shop);
            await(() -> pending(shop) == 0);
            assertTrue(office.acknowledged() > 10, "the journal came: " + office.acknowledged());
            // What a client sent last lies in its connection's buffer as long as it is open.
            http.close();
            Path dump = dumpMemory(shop);
            shop.killAgent();

            assertEquals("", foundIn("MQTT", office.captured()));
            // A dump is full of digits: only the planted ones count there.
            assertEquals("", foundIn("the agent's memory", Files.readAllBytes(dump)));
            for (Path kept : List.of(folder.resolve("shop/agent"), folder.resolve("shop/agent.log"),
                    folder.resolve("shop/printer"), folder.resolve("shop/printer.log"),
                    folder.resolve("broker"))) {
                assertEquals(Set.of(), hits(kept), "in " + kept);
            }
            String wire = Files.readString(shop.terminalCapture()).replace(" ", "");
            ON_CARDS.forEach(number -> assertTrue(wire.contains(number),
                    "the terminal has to send whole numbers, or this test proves nothing"));
        }
    }

    /// Both cards, and a receipt for each.
    private void sellByCard(Shop shop) throws Exception {
        post(shop, "/v1/shifts", Map.of("till", Shop.TILL, "operator", "anna", "openingFloat", eur(10_000)));
        for (String card : List.of("visa", "mastercard")) {
            shop.terminal().card(card);
            JsonNode sale = Json.readTree(post(shop, "/v1/sales", sale("milk")).body().getBytes(UTF_8));
            String id = sale.required("sale").asText();
            JsonNode pending = Json.readTree(
                    post(shop, "/v1/sales/" + id + "/tenders", Map.of("kind", "card")).body()
                            .getBytes(UTF_8));
            get(shop, "/v1/attempts/" + pending.required("attempt").asText() + "?wait=30");
            await(() -> state(shop, id).equals("COMPLETED"));
        }
    }

    /// A number in every text that can be sent; each is refused, by name, and nothing is an error of ours.
    private void plant(Shop shop) throws Exception {
        var refused = List.of(
                post(shop, "/v1/tills/till-1/cart/lines", Map.of("code", PLANTED.get(0))),
                post(shop, "/v1/tills/till-1/cart/discount",
                        Map.of("percentBasisPoints", 100, "reason", "card " + PLANTED.get(1))),
                post(shop, "/v1/tills/till-1/cart/park", Map.of("label", PLANTED.get(2))),
                post(shop, "/v1/tills/till-1/cart/void", Map.of("reason", spaced(PLANTED.get(0)))),
                post(shop, "/v1/sales", sale("swiped " + PLANTED.get(3))),
                post(shop, "/v1/shifts/" + shift(shop) + "/no-sale", Map.of("reason", PLANTED.get(4))),
                post(shop, "/v1/operators",
                        Map.of("operator", "bob", "title", PLANTED.get(5), "role", "cashier",
                                "pin", "4711")),
                post(shop, "/v1/sessions",
                        Map.of("till", "till-1", "operator", PLANTED.get(6), "pin", "4711")),
                get(shop, "/v1/articles/" + PLANTED.get(7)), get(shop, "/v1/articles?q=" + PLANTED.get(8)),
                post(shop, "/v1/catalog", "text/csv", "sku,description,price,tax-rate,sales-class\n1,Card "
                        + PLANTED.get(9) + ",1.00,19,food\n"),
                post(shop, "/v1/tills/till-1/cart/vouchers",
                        Map.of("number", PLANTED.get(10), "amount", eur(100), "purpose", "MULTI")));
        refused.forEach(
                answer -> assertEquals(422, answer.statusCode(), answer.uri() + ": " + answer.body()));
        var others = List.of(get(shop, "/" + PLANTED.get(11)), get(shop, "/v1/health?" + PLANTED.get(12)),
                post(shop, "/v1/sales", "application/json", "{\"till\": \"" + PLANTED.get(13)),
                http.send(request(shop, "/v1/status").header("X-Card", PLANTED.get(14))
                        .header("Authorization", "Bearer " + PLANTED.get(14))
                        .build(), HttpResponse.BodyHandlers.ofString()));
        others.forEach(answer -> assertTrue(answer.statusCode() < 500, answer.uri() + ": " + answer.body()));
        Stream.concat(refused.stream(), others.stream())
                .forEach(answer -> assertEquals("", foundIn("answer", answer.body().getBytes(UTF_8))));
    }

    private static String spaced(String number) {
        return number.replaceAll("(.{4})(?!$)", "$1 ");
    }

    private static Map<String, Object> sale(String description) {
        return Map.of("till", Shop.TILL, "lines",
                List.of(Map.of("sku", "4012345678901", "description", description,
                        "quantityThousandths", 1_000, "unitPrice", eur(250), "taxRate", 1_900, "salesClass",
                        "food")));
    }

    private static Map<String, Object> eur(long minor) {
        return Map.of("minor", minor, "currency", "EUR");
    }

    private String shift(Shop shop) throws Exception {
        return Json.readTree(get(shop, "/v1/shifts?open=true").body().getBytes(UTF_8))
                .required("items")
                .get(0)
                .required("shift")
                .asText();
    }

    private String state(Shop shop, String sale) {
        try {
            return Json.readTree(get(shop, "/v1/sales/" + sale).body().getBytes(UTF_8)).required("state")
                    .asText();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// How many events the agent has that head office does not.
    private long pending(Shop shop) {
        try {
            return Json.readTree(get(shop, "/v1/status").body().getBytes(UTF_8))
                    .required("sync")
                    .required("pending")
                    .asLong();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /// Live objects alone, as a dump for support is made: what a request held is free to be overwritten by then.
    private Path dumpMemory(Shop shop) throws Exception {
        Path dump = folder.resolve("agent.hprof");
        var jcmd = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin/jcmd").toString(),
                Long.toString(shop.agentPid()), "GC.heap_dump", dump.toString()).redirectErrorStream(true)
                .start();
        String said = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        assertTrue(jcmd.waitFor(60, TimeUnit.SECONDS) && Files.exists(dump), said);
        return dump;
    }

    private static Set<String> hits(Path path) throws IOException {
        var scan = new CardScan();
        scan.look(path);
        var hits = new TreeSet<String>();
        scan.hits().forEach(hit -> hits.add(hit.file().getFileName() + ": " + hit.masked()));
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String found = foundIn(file.getFileName().toString(), Files.readAllBytes(file));
                if (!found.isEmpty()) {
                    hits.add(found);
                }
            }
        }
        return hits;
    }

    /// The planted numbers themselves, as text and as terminals pack them, two digits to a byte. None of them may be made of
    /// equal bytes, as dumps have in plenty.
    private static String foundIn(String where, byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        return Stream.concat(PLANTED.stream(), ON_CARDS.stream())
                .filter(number -> text.contains(number) || text.contains(packed(number)))
                .map(number -> where + ": " + number.substring(0, 6))
                .findFirst()
                .orElse("");
    }

    private static String packed(String number) {
        String even = number.length() % 2 == 0 ? number : number + "F";
        return new String(HexFormat.of().parseHex(even), ISO_8859_1);
    }

    private HttpResponse<String> get(Shop shop, String path) throws Exception {
        return http.send(request(shop, path).build(), HttpResponse.BodyHandlers.ofString());
    }

    private HttpResponse<String> post(Shop shop, String path, Map<String, Object> body) throws Exception {
        return post(shop, path, "application/json", new String(Json.write(body), UTF_8));
    }

    private HttpResponse<String> post(Shop shop, String path, String type, String body) throws Exception {
        return http.send(request(shop, path).header("Content-Type", type)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(Shop shop, String path) {
        return HttpRequest.newBuilder(URI.create(shop.url() + path))
                .header("Authorization", "Bearer " + shop.apiToken());
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!condition.getAsBoolean()) {
            assertTrue(System.nanoTime() < deadline, "not within 60 s");
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private Path certificates() throws IOException {
        Path made = Files.createDirectories(folder.resolve("certificates"));
        var authority = DemoAuthority.make(Clock.systemUTC(), new SecureRandom());
        authority.write(made.resolve("ca.pem"));
        authority.server(made.resolve("broker.key.pem"), made.resolve("broker.pem"));
        authority.client("central", made.resolve("central.key.pem"), made.resolve("central.pem"));
        authority.client("shop-1-a", made.resolve("agent.key.pem"), made.resolve("agent.pem"));
        return made;
    }

    private BrokerConfig brokerConfig(Path certificates) throws IOException {
        Path agents = folder.resolve("agents.json");
        Files.writeString(agents,
                "{\"agents\": {\"shop-1-a\": {\"tenant\": \"acme\", \"store\": \"shop-1\"}}}");
        return new BrokerConfig(folder.resolve("broker"), "127.0.0.1", 0,
                certificates.resolve("broker.key.pem"),
                certificates.resolve("broker.pem"), certificates.resolve("ca.pem"), agents,
                Set.of("central"));
    }

    private static Map<String, Object> uplink(Path certificates, int port) {
        var uplink = new HashMap<String, Object>(
                Map.of("host", "localhost", "port", port, "reconnectMinMs", 100,
                        "reconnectMaxMs", 500));
        uplink.put("caFile", certificates.resolve("ca.pem").toString());
        uplink.put("certFile", certificates.resolve("agent.pem").toString());
        uplink.put("keyFile", certificates.resolve("agent.key.pem").toString());
        return uplink;
    }
}
