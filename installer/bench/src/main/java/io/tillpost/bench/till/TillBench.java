package io.tillpost.bench.till;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import io.tillpost.bench.browser.Chromium;
import io.tillpost.bench.figure.Figure;
import io.tillpost.bench.figure.Report;
import io.tillpost.bench.figure.Samples;
import io.tillpost.installer.shop.ClassPaths;
import io.tillpost.installer.shop.Shop;
import io.tillpost.installer.supervisor.Ports;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.LongSupplier;

/// One run of the bench. The limits are the till's budgets (docs/reference/till-budgets.md).
final class TillBench {
    private static final int ARTICLES = 50_000;
    private static final int WARM_UP = 20;
    private static final int BURST = 50;
    private static final int COMMITS = 200;
    private static final int PAYMENTS = 5;
    private static final int CART_MAX = 25;
    private static final List<String> SEARCHES = List.of("coffee", "rye br", "milk", "shamp", "noteb",
            "gree");
    private static final String OPERATOR = "Bench Manager";
    private static final String PIN = "4711";
    private static final double KILO = 1_000;

    private final Path home;
    private final Path folder;
    private final Random random;
    private final long seed;
    private final int scans;
    private final LongSupplier nanoTime;
    private final PrintStream words;

    TillBench(Path home, Path folder, long seed, int scans, LongSupplier nanoTime, PrintStream words) {
        this.home = home;
        this.folder = folder;
        this.seed = seed;
        this.random = new Random(seed);
        this.scans = scans;
        this.nanoTime = nanoTime;
        this.words = words;
    }

    Report run() throws IOException {
        Path operators = folder.resolve("operators.json");
        Files.write(operators, Json.write(Map.of("operators",
                List.of(Map.of("operator", "bench", "title", OPERATOR, "role", "manager", "pin", PIN)))));
        var programs = new ClassPaths(home, Path.of(System.getProperty("java.home")));
        try (var ports = new Ports(Path.of(System.getProperty("java.io.tmpdir")));
                var shop = new Shop(folder.resolve("shop"), programs, ports,
                        Map.of("operatorsFile", operators.toString()));
                var chromium = Chromium.start()) {
            var agent = new Agent(shop.url(), shop.apiToken());
            words.println("  a store with " + ARTICLES + " articles is up");
            List<String> codes = BenchCatalog.load(agent, seed, ARTICLES);
            agent.post("/v1/shifts", Map.of("till", Shop.TILL, "operator", "bench", "openingFloat",
                    Map.of("minor", 10_000, "currency", "EUR")));
            try (var till = new TillPage(chromium, shop.url())) {
                TillPage.Weight weight = till.weight();
                till.signIn(OPERATOR, PIN);
                var figures = new ArrayList<Figure>();
                figures.add(new Figure("page_kb", "page until one can sign in, compressed",
                        weight.bodies() / KILO, 100d));
                figures.add(new Figure("page_wire_kb", "likewise, with the heads of the answers",
                        weight.wire() / KILO, null));
                measure(shop, agent, till, codes, figures);
                return new Report("till", figures);
            }
        }
    }

    private void measure(Shop shop, Agent agent, TillPage till, List<String> codes, List<Figure> figures)
            throws IOException {
        Samples toLine = scans(agent, till, codes);
        figures.add(new Figure("scan_p95_ms", toLine.count() + " scans, Enter key to line on screen",
                toLine.percentileMs(95), 50d));
        figures.add(new Figure("scan_p50_ms", "likewise, median", toLine.percentileMs(50), null));
        Samples toResults = searches(till);
        figures.add(new Figure("search_p95_ms", toResults.count() + " keystrokes, to results on screen",
                toResults.percentileMs(95), 50d));
        burst(agent, till, codes, figures);
        Samples commits = commits(agent, codes);
        figures.add(new Figure("commit_p95_ms", commits.count() + " commits with fsync, by HTTP",
                commits.percentileMs(95), 20d));
        payments(shop, till, codes, figures);
    }

    private Samples scans(Agent agent, TillPage till, List<String> codes) {
        var micros = new long[scans];
        for (int i = -WARM_UP; i < scans; i++) {
            if (Math.floorMod(i, CART_MAX) == 0) {
                emptyCart(agent);
                till.page().waitForFunction("() => document.querySelector('.cart-empty')");
            }
            long time = till.scanToLineMicros(any(codes));
            if (i >= 0) {
                micros[i] = time;
            }
        }
        emptyCart(agent);
        return new Samples(micros);
    }

    private static Samples searches(TillPage till) {
        var micros = new ArrayList<Long>();
        for (int round = 0; round < 5; round++) {
            for (String search : SEARCHES) {
                till.page().focus("#search");
                for (int i = 0; i < search.length(); i++) {
                    char letter = search.charAt(i);
                    // A blank changes nothing that is found.
                    if (letter == ' ') {
                        till.page().keyboard().press("Space");
                    } else {
                        micros.add(till.keyToResultsMicros(String.valueOf(letter)));
                    }
                    // As fast as people type.
                    till.page().waitForTimeout(60);
                }
                till.page().keyboard().press("Escape");
            }
        }
        return new Samples(micros.stream().mapToLong(Long::longValue).toArray());
    }

    private void burst(Agent agent, TillPage till, List<String> codes, List<Figure> figures) {
        emptyCart(agent);
        till.page().waitForFunction("() => document.querySelector('.cart-empty')");
        var scanned = new ArrayList<String>();
        Set<String> different = new HashSet<>();
        while (scanned.size() < BURST) {
            String code = any(codes);
            if (different.add(code)) {
                scanned.add(code);
            }
        }
        scanned.forEach(till::scan);
        till.page().waitForTimeout(2_000);
        JsonNode lines = agent.get("/v1/tills/" + Shop.TILL + "/cart").required("lines");
        long pieces = 0;
        for (JsonNode line : lines) {
            pieces += line.required("quantityThousandths").asLong() / 1_000;
        }
        figures.add(new Figure("scan_lost", BURST + " scans at 2 ms a key: articles missing from the cart",
                BURST - Math.min(lines.size(), BURST), 0d));
        figures.add(new Figure("scan_doubled", "likewise: pieces too many", Math.max(0, pieces - BURST), 0d));
        emptyCart(agent);
    }

    private Samples commits(Agent agent, List<String> codes) {
        var micros = new long[COMMITS];
        for (int i = 0; i < COMMITS; i++) {
            if (i % CART_MAX == 0) {
                emptyCart(agent);
            }
            Map<String, Object> line = Map.of("code", any(codes));
            long begun = nanoTime.getAsLong();
            agent.post("/v1/tills/" + Shop.TILL + "/cart/lines", line);
            micros[i] = Samples.micros(nanoTime.getAsLong() - begun);
        }
        emptyCart(agent);
        return new Samples(micros);
    }

    private void payments(Shop shop, TillPage till, List<String> codes, List<Figure> figures)
            throws IOException {
        var late = new ArrayList<Double>();
        long attemptsMost = 0;
        for (int i = 0; i < PAYMENTS; i++) {
            Page page = till.page();
            page.waitForSelector("main[data-screen=sale]");
            till.scan(any(codes));
            page.waitForSelector(".line");
            page.keyboard().press("F10");
            page.waitForSelector("main[data-screen=tender]");
            long before = charges(shop);
            page.dblclick("button.way[data-kind=card]");
            double paidAt = till.paidAtEpochMs();
            late.add(paidAt - lastAnswerEpochMs(shop));
            page.waitForSelector("main[data-screen=paid]");
            attemptsMost = Math.max(attemptsMost, charges(shop) - before);
            page.keyboard().press("Enter");
        }
        figures.add(new Figure("paid_ms", PAYMENTS + " card payments, terminal's answer to 'paid', slowest",
                late.stream().mapToDouble(Double::doubleValue).max().orElseThrow(), 100d));
        figures.add(new Figure("double_tap_attempts", "charges by a double tap on Card", attemptsMost, 1d));
    }

    private static long charges(Shop shop) throws IOException {
        if (!Files.exists(shop.terminalLedger())) {
            return 0;
        }
        return Files.readAllLines(shop.terminalLedger())
                .stream()
                .filter(line -> line.contains("\"kind\":\"charge\""))
                .count();
    }

    /// When the terminal sent its last 06 0F, by the same machine's clock.
    private static double lastAnswerEpochMs(Shop shop) throws IOException {
        String last = "";
        for (String line : Files.readAllLines(shop.terminalCapture())) {
            if (line.contains("terminal>till") && line.contains(" 06 0F ")) {
                last = line;
            }
        }
        Instant at = Instant.parse(last.substring(0, last.indexOf(' ')));
        return at.getEpochSecond() * KILO + at.getNano() / 1e6;
    }

    private static void emptyCart(Agent agent) {
        if (!agent.get("/v1/tills/" + Shop.TILL + "/cart").required("state").asText().equals("EMPTY")) {
            agent.post("/v1/tills/" + Shop.TILL + "/cart/void", Map.of("reason", "bench"));
        }
    }

    private String any(List<String> codes) {
        return codes.get(random.nextInt(codes.size()));
    }
}
