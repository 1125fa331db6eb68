package io.tillpost.installer.faults.driver;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.faults.oracle.Accepted;
import io.tillpost.installer.faults.oracle.AcceptedFile;
import io.tillpost.installer.faults.oracle.Witness.GivenUp;
import io.tillpost.installer.stage.Pause;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.stage.RestClient.RefusedException;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.installer.supervisor.EnvironmentFault;
import io.tillpost.protocol.journal.IdSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/// The hand at one till: sells for cash and by card, takes goods back now and then. A request whose answer did not come is
/// sent again with its key until it is answered or refused, so it stays one request. What was refused is written down: it
/// may have been done before the box was taken back to an older day. Runs on a thread of its own.
final class TillHand {
    private static final long FLOAT_MINOR = 50_000;
    private static final List<Integer> PRICES_MINOR = List.of(199, 250, 420, 749, 1_295, 1_999);
    private static final List<Integer> RATES = List.of(700, 1_900);
    private static final int CARD_PERCENT = 30;
    private static final int REFUND_PERCENT = 10;
    private static final int PAUSE_MS_MAX = 150;

    private final String till;
    private final AcceptedFile accepted;
    private final Random random;
    private final IdSource ids;
    private final boolean mayForget;
    private final boolean takesCards;
    private final RestClient api;
    /// Sales for cash that nothing came back of yet.
    private final List<UUID> refundable = new ArrayList<>();
    private volatile boolean twice;
    private volatile boolean last;
    private volatile String trouble = "";
    private volatile String waitsFor = "nothing";

    /// @param api of the agent that it sells by
    TillHand(RestClient api, String till, boolean takesCards, AcceptedFile accepted, Random random,
            IdSource ids,
            boolean mayForget) {
        this.till = till;
        this.accepted = accepted;
        this.random = random;
        this.ids = ids;
        this.mayForget = mayForget;
        this.takesCards = takesCards;
        this.api = api;
    }

    String till() {
        return till;
    }

    String trouble() {
        return trouble;
    }

    /// The request under way, or what its answers say again and again.
    String waitsFor() {
        return waitsFor;
    }

    /// From now on each request is sent twice at once.
    void twice(boolean on) {
        twice = on;
    }

    void last() {
        last = true;
    }

    /// Throws what stopped this till, if anything did.
    void raise() {
        if (!trouble.isEmpty()) {
            throw new EnvironmentFault(till + " stopped selling: " + trouble);
        }
    }

    void work() {
        try {
            while (!last) {
                try {
                    openShift();
                    step();
                } catch (RefusedException e) {
                    if (!mayForget) {
                        throw e;
                    }
                    // The box was taken back to an older day: whatever was open is gone, what was completed is not.
                    refundable.clear();
                }
                Pause.of(Duration.ofMillis(random.nextInt(PAUSE_MS_MAX)));
            }
        } catch (RuntimeException e) {
            trouble = e.getMessage() == null ? e.toString() : e.getMessage();
        }
    }

    private void openShift() {
        if (!api.get("/v1/shifts?till=" + till + "&open=true").required("items").isEmpty()) {
            return;
        }
        JsonNode opened = post("/v1/shifts",
                Map.of("till", till, "operator", "anna", "openingFloat", money(FLOAT_MINOR)));
        accepted.opened(opened.required("shift").asText(), FLOAT_MINOR);
    }

    private void step() {
        if (!refundable.isEmpty() && random.nextInt(100) < REFUND_PERCENT) {
            takeBack(refundable.removeFirst());
            return;
        }
        JsonNode sale = toItsEnd(post("/v1/sales", Map.of("till", till, "lines", lines())));
        Accepted one = answered(Accepted.Kind.SALE, sale, "sale");
        accepted.add(one);
        if (one.cardMinor() == 0) {
            refundable.add(one.id());
        }
    }

    private JsonNode toItsEnd(JsonNode begun) {
        try {
            JsonNode sale = takesCards && random.nextInt(100) < CARD_PERCENT ? byCard(begun) : begun;
            while (!isCompleted(sale)) {
                sale = inCash(sale);
            }
            return sale;
        } catch (RefusedException e) {
            accepted.gaveUp(new GivenUp(till, UUID.fromString(begun.required("sale").asText())));
            throw e;
        }
    }

    private void takeBack(UUID sale) {
        JsonNode refund = refund(sale);
        if (isCompleted(refund)) {
            accepted.add(answered(Accepted.Kind.REFUND, refund, "refund"));
        }
    }

    private JsonNode refund(UUID sale) {
        try {
            return post("/v1/sales/" + sale + "/refunds",
                    Map.of("lines", List.of(Map.of("line", 1, "quantityThousandths", 1_000)), "reason",
                            "did not fit",
                            "tender", Map.of("kind", "cash")));
        } catch (RefusedException e) {
            accepted.gaveUp(new GivenUp(till, null));
            throw e;
        }
    }

    /// Until it is known what became of the card; it may be that it was not charged.
    private JsonNode byCard(JsonNode sale) {
        String path = "/v1/sales/" + sale.required("sale").asText();
        JsonNode begun = post(path + "/tenders", Map.of("kind", "card"));
        while (begun.required("state").asText().equals("CARD_PENDING")) {
            waitsFor = String.valueOf(
                    api.get("/v1/attempts/" + begun.required("attempt").asText() + "?wait=1"));
            begun = api.get(path);
        }
        return begun;
    }

    private JsonNode inCash(JsonNode sale) {
        JsonNode due = sale.required("cashDue");
        long given = Math.ceilDiv(due.required("minor").asLong(), 500) * 500;
        return post("/v1/sales/" + sale.required("sale").asText() + "/tenders",
                Map.of("kind", "cash", "given", money(given)));
    }

    private Accepted answered(Accepted.Kind kind, JsonNode document, String id) {
        JsonNode receipt = document.required("receipt");
        return new Accepted(till, kind, UUID.fromString(document.required(id).asText()),
                receipt.required("series").asText(), receipt.required("number").asLong(),
                minor(document, "total"),
                paid(document, "cash"), paid(document, "card"));
    }

    private static long paid(JsonNode document, String kind) {
        long sum = 0;
        for (JsonNode tender : document.required("tenders")) {
            sum += tender.required("kind").asText().equals(kind) ? minor(tender, "amount") : 0;
        }
        return sum;
    }

    private static long minor(JsonNode node, String field) {
        return node.required(field).required("minor").asLong();
    }

    private static boolean isCompleted(JsonNode document) {
        return document.required("state").asText().equals("COMPLETED");
    }

    private List<Map<String, Object>> lines() {
        var lines = new ArrayList<Map<String, Object>>();
        for (int i = random.nextInt(1, 4); i > 0; i--) {
            int price = PRICES_MINOR.get(random.nextInt(PRICES_MINOR.size()));
            int rate = RATES.get(random.nextInt(RATES.size()));
            lines.add(Map.of("sku", "sku-" + price, "description", "Thing for " + price,
                    "quantityThousandths",
                    1_000 * random.nextInt(1, 4), "unitPrice", money(price), "taxRate", rate, "salesClass",
                    rate == 700 ? "food" : "paper"));
        }
        return lines;
    }

    private static Map<String, Object> money(long minor) {
        return Map.of("minor", minor, "currency", "EUR");
    }

    private JsonNode post(String path, Map<String, Object> body) {
        var request = Request.json("POST", path, body, ids.next().toString());
        waitsFor = "the answer to POST " + path;
        return twice ? sentTwice(request) : api.send(request);
    }

    /// At once, and with the same key: it has to be one request with one answer.
    private JsonNode sentTwice(Request request) {
        var other = CompletableFuture.supplyAsync(() -> api.send(request), Thread::startVirtualThread);
        JsonNode answer = api.send(request);
        JsonNode second = other.join();
        if (!answer.equals(second)) {
            throw new EnvironmentFault(
                    request.path() + " sent twice was answered " + answer + " and " + second);
        }
        return answer;
    }
}
