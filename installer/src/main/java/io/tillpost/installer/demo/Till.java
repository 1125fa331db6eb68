package io.tillpost.installer.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.installer.stage.RestClient;
import io.tillpost.installer.stage.RestClient.Request;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

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
    /// @param cashDue what cash would have to pay of the rest, rounded to what coins there are
    /// @param change given back on its cash
    record Sale(String id, String state, Money total, Money remaining, Money cashDue, Money change,
            String attempt, String receipt, Basket basket) {
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

    /// A shift that was closed, with the number of its Z report.
    record Closed(long z, Money expected, Money counted) {}

    /// A refund as the agent sees it now.
    ///
    /// @param attempt the card attempt that it waits for, empty if none
    record Refund(String id, String state, Money total, String attempt) {
        boolean isPending() {
            return state.equals("CARD_PENDING");
        }
    }

    /// A request to close a terminal's batch and what came of it.
    record EndOfDay(String state, String summary) {}

    /// Opens the till for a business date.
    void openShift(LocalDate date) {
        var _ = agent.send(Request.json("POST", "/v1/shifts", Map.of("till", Business.TILL, "operator",
                Business.CASHIER, "businessDate", date.toString(), "openingFloat", Business.OPENING_FLOAT),
                key()));
    }

    /// Closes the open shift, if there is one; `count` is asked what lies in the drawer.
    Optional<Closed> closeShift(UnaryOperator<Money> count) {
        Optional<JsonNode> open = openShift();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        Money expected = HeadOffice.money(open.get().required("expectedCash"));
        Money counted = count.apply(expected);
        JsonNode closed = agent.send(Request.json("POST", shiftPath(open.get()) + "/close",
                Map.of("countedCash", counted), key()));
        return Optional.of(new Closed(closed.required("z").required("number").asLong(), expected, counted));
    }

    private Optional<JsonNode> openShift() {
        JsonNode open = agent.get("/v1/shifts?till=" + Business.TILL + "&open=true").required("items");
        return open.isEmpty() ? Optional.empty() : Optional.of(open.get(0));
    }

    private String openShiftPath() {
        return openShift().map(Till::shiftPath)
                .orElseThrow(() -> new IllegalStateException("till " + Business.TILL + " has no open shift"));
    }

    private static String shiftPath(JsonNode shift) {
        return "/v1/shifts/" + shift.required("shift").asText();
    }

    /// Cash goes in or out for another reason than a sale.
    void moveCash(CashErrand errand) {
        var body = new HashMap<String, Object>(
                Map.of("kind", errand.kind().name(), "amount", errand.amount()));
        body.put(errand.kind() == CashErrand.Kind.BANK_DEPOSIT ? "bag" : "reason", errand.words());
        if (errand.kind() == CashErrand.Kind.SAFE_DROP) {
            body.remove("reason");
        }
        var _ = agent.send(Request.json("POST", openShiftPath() + "/cash", body, key()));
    }

    /// Opens the drawer without a sale.
    void openDrawer(String reason) {
        var _ = agent.send(
                Request.json("POST", openShiftPath() + "/no-sale", Map.of("reason", reason), key()));
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

    /// Puts a customer's things into the till's cart, by their codes.
    void scan(Basket basket) {
        for (Catalogue.Item item : basket.items()) {
            var _ = cart("lines", Map.of("code", item.article().sku(), "quantityThousandths",
                    item.pieces() * 1_000L));
        }
    }

    /// Sells a multi-purpose voucher.
    void scanVoucher(String number, Money amount) {
        var _ = cart("vouchers", Map.of("number", number, "amount", amount, "purpose", "MULTI"));
    }

    /// The first line gets a tenth off, the whole cart an amount.
    void discount(Money cartDiscount, String reason) {
        var _ = cart("lines/1",
                Map.of("discount", Map.of("percentBasisPoints", 1_000, "reason", "short shelf life")));
        var _ = cart("discount", Map.of("amount", cartDiscount, "reason", reason));
    }

    /// The cart waits for its customer; answers its id.
    String park(String label) {
        String cart = agent.get(cartPath()).required("cart").asText();
        var _ = cart("park", Map.of("label", label));
        return cart;
    }

    /// The customer of a parked cart is back.
    void recall(String cart) {
        var _ = cart("recall", Map.of("cart", cart));
    }

    /// The customer leaves everything.
    void voidCart(String reason) {
        var _ = cart("void", Map.of("reason", reason));
    }

    /// Gives up all carts of the till.
    void abandonCarts() {
        if (!agent.get(cartPath()).required("state").asText().equals("EMPTY")) {
            voidCart("day cut short");
        }
        for (JsonNode cart : parked()) {
            recall(cart.required("cart").asText());
            voidCart("day cut short");
        }
    }

    private JsonNode parked() {
        return agent.get("/v1/tills/" + Business.TILL + "/parked").required("items");
    }

    /// The cart becomes a sale.
    Sale checkout(Basket basket) {
        return sale(cart("checkout", Map.of()), basket);
    }

    private JsonNode cart(String what, Map<String, Object> body) {
        return agent.send(Request.json("POST", cartPath() + "/" + what, body, key()));
    }

    private static String cartPath() {
        return "/v1/tills/" + Business.TILL + "/cart";
    }

    /// Pays a part by voucher, as much as is left on it.
    Sale payVoucher(Sale sale, String number) {
        return tender(sale, Map.of("kind", "voucher", "number", number));
    }

    /// Pays with notes, some of it as a tip.
    Sale payCash(Sale sale, Money given, Money tip) {
        return tender(sale, Map.of("kind", "cash", "given", given, "tip", tip));
    }

    /// Gives the first tender back.
    Sale giveBack(Sale sale) {
        return sale(agent.send(
                Request.json("POST", "/v1/sales/" + sale.id() + "/tenders/0/give-back", Map.of(), key())),
                sale.basket());
    }

    /// The customer leaves.
    Sale abort(Sale sale, String reason) {
        return sale(
                agent.send(
                        Request.json("POST", "/v1/sales/" + sale.id() + "/abort", Map.of("reason", reason),
                                key())),
                sale.basket());
    }

    /// One piece of the first line goes back.
    Refund refundOne(Sale sale, String tender, String reason) {
        return refund(agent.send(Request.json("POST", "/v1/sales/" + sale.id() + "/refunds",
                Map.of("lines", List.of(Map.of("line", 1, "quantityThousandths", 1_000)), "reason", reason,
                        "tender", Map.of("kind", tender)),
                key())));
    }

    /// The terminal's last payment is taken back whole.
    Refund reverse(Sale sale, String reason) {
        return refund(agent.send(Request.json("POST", "/v1/sales/" + sale.id() + "/reversal",
                Map.of("reason", reason), key())));
    }

    /// The refund as it is now.
    Refund look(Refund refund) {
        return refund(agent.get("/v1/refunds/" + refund.id()));
    }

    private static Refund refund(JsonNode node) {
        return new Refund(node.required("refund").asText(), node.required("state").asText(),
                HeadOffice.money(node.required("total")), node.path("attempt").asText(""));
    }

    /// Prints a sale's receipt once more; what stands on it is the agent's to say.
    void printAgain(Sale sale) {
        var _ = agent.send(
                Request.json("POST", "/v1/sales/" + sale.id() + "/receipt/print", Map.of(), key()));
    }

    /// Whether the agent sells by this catalogue.
    boolean sells(byte[] catalogue) {
        try {
            return agent.get("/v1/catalog").path("sha256").asText("").equals(Sha256.of(catalogue).toString());
        } catch (RestClient.RefusedException e) {
            // It has none yet.
            return false;
        }
    }

    /// Pays with notes.
    Sale payCash(Sale sale, Money given) {
        return tender(sale, Map.of("kind", "cash", "given", given));
    }

    /// Has the card terminal asked for all that is left to pay; what comes of it, [#screen(String)] says.
    Sale payCard(Sale sale) {
        return tender(sale, Map.of("kind", "card"));
    }

    /// The card screen of an attempt; waits some seconds for one that is not decided.
    Screen screen(String attempt) {
        return Screen.valueOf(agent.get("/v1/attempts/" + attempt + "?wait=1").required("state").asText());
    }

    /// Has the card terminal asked for a part.
    Sale payCard(Sale sale, Money part) {
        return tender(sale, Map.of("kind", "card", "amount", part));
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
                HeadOffice.money(node.required("cashDue")), change,
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
