package io.tillpost.installer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.installer.demo.RestClient.Request;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The agent's local HTTP API, as the demo's cashier uses it (docs/reference/agent-api.md).
final class Till {
    private final RestClient agent;
    private final IdSource ids;

    /// @param ids for idempotency keys
    Till(RestClient agent, IdSource ids) {
        this.agent = agent;
        this.ids = ids;
    }

    /// A sale as the agent sees it now.
    ///
    /// @param attempt the card attempt that it waits for, empty if none
    /// @param receipt its number, empty until it is completed
    /// @param change given back on its cash
    record Sale(String id, String state, Money total, Money remaining, Money change, String attempt,
            String receipt,
            Basket basket) {
        boolean isCompleted() {
            return state.equals("COMPLETED");
        }

        /// A card attempt of it is not resolved.
        boolean isPending() {
            return state.equals("CARD_PENDING");
        }
    }

    /// What the till's card screen says of an attempt.
    enum Screen {
        ASK, PAID, NOT_CHARGED, CHECKING
    }

    /// A request to close a terminal's batch and what came of it.
    record EndOfDay(String state, String summary) {}

    /// Opens the till for a business date.
    void openShift(LocalDate date) {
        var _ = agent.send(Request.json("POST", "/v1/shifts", Map.of("till", Business.TILL, "operator",
                Business.CASHIER, "businessDate", date.toString(), "openingFloat", Business.OPENING_FLOAT),
                key()));
    }

    /// Closes the open shift, if there is one, without a count; answers what should lie in the drawer.
    Optional<Money> closeShift() {
        JsonNode open = agent.get("/v1/shifts?till=" + Business.TILL + "&open=true").required("items");
        if (open.isEmpty()) {
            return Optional.empty();
        }
        JsonNode closed = agent
                .send(Request.json("POST", "/v1/shifts/" + open.get(0).required("shift").asText()
                        + "/close", Map.of(), key()));
        return Optional.of(HeadOffice.money(closed.required("expectedCash")));
    }

    /// Begins a sale.
    Sale begin(Basket basket) {
        var lines = new ArrayList<Map<String, Object>>();
        basket.items().forEach(item -> lines.add(line(item)));
        return sale(
                agent.send(Request.json("POST", "/v1/sales", Map.of("till", Business.TILL, "lines", lines),
                        key())),
                basket);
    }

    /// Pays with notes.
    Sale payCash(Sale sale, Money given) {
        return tender(sale, Map.of("kind", "cash", "given", given));
    }

    /// Has the card terminal asked for all that is left to pay; what comes of it, [#screen(Sale)] says.
    Sale payCard(Sale sale) {
        return tender(sale, Map.of("kind", "card"));
    }

    /// The card screen of a sale that waits for an attempt; waits some seconds for an attempt that is not decided.
    Screen screen(Sale sale) {
        return Screen
                .valueOf(agent.get("/v1/attempts/" + sale.attempt() + "?wait=1").required("state").asText());
    }

    /// The sale as it is now.
    Sale look(Sale sale) {
        return sale(agent.get("/v1/sales/" + sale.id()), sale.basket());
    }

    /// Whether a card payment of any sale is not resolved.
    boolean hasPendingSale() {
        return openSales().stream().anyMatch(sale -> sale.required("state").asText().equals("CARD_PENDING"));
    }

    /// Gives up sales that nothing was paid for.
    void abandonOpenSales() {
        for (JsonNode sale : openSales()) {
            var _ = agent.send(
                    Request.json("POST", "/v1/sales/" + sale.required("sale").asText() + "/abort", Map.of(),
                            key()));
        }
    }

    private List<JsonNode> openSales() {
        var open = new ArrayList<JsonNode>();
        agent.get("/v1/sales?open=true").required("items").forEach(open::add);
        return open;
    }

    /// Has the terminal close its batch.
    EndOfDay endOfDay() {
        JsonNode closing = agent
                .send(Request.json("POST", "/v1/terminals/" + Business.TERMINAL + "/end-of-day",
                        Map.of(), key()));
        while (closing.required("state").asText().equals("RUNNING")) {
            closing = agent.get("/v1/end-of-days/" + closing.required("id").asText() + "?wait=10");
        }
        var totals = new ArrayList<String>();
        for (JsonNode total : closing.required("totals")) {
            totals.add(total.required("count").asInt() + " " + total.required("cardName").asText() + " "
                    + HeadOffice.money(total.required("gross")));
        }
        return new EndOfDay(closing.required("state").asText(), String.join(", ", totals));
    }

    /// Events that head office does not have yet.
    long pending() {
        return agent.get("/v1/status").required("sync").required("pending").asLong();
    }

    private Sale tender(Sale sale, Map<String, Object> tender) {
        return sale(agent.send(Request.json("POST", "/v1/sales/" + sale.id() + "/tenders", tender, key())),
                sale.basket());
    }

    private static Map<String, Object> line(Catalogue.Item item) {
        var article = item.article();
        return Map.of("sku", article.sku(), "description", article.description(), "quantityThousandths",
                item.pieces() * 1_000L, "unitPrice", article.price(), "taxRate", article.taxRate(),
                "salesClass",
                article.salesClass());
    }

    private static Sale sale(JsonNode node, Basket basket) {
        Money zero = Money.zero(Business.CURRENCY);
        Money change = zero;
        for (JsonNode tender : node.path("tenders")) {
            change = tender.has("change") ? change.plus(HeadOffice.money(tender.required("change"))) : change;
        }
        JsonNode receipt = node.path("receipt");
        return new Sale(node.required("sale").asText(), node.required("state").asText(),
                HeadOffice.money(node.required("total")), HeadOffice.money(node.required("remaining")),
                change,
                node.path("attempt").asText(""),
                receipt.isMissingNode()
                        ? ""
                        : receipt.path("series").asText() + "/" + receipt.path("number").asText(),
                basket);
    }

    private String key() {
        return ids.next().toString();
    }
}
