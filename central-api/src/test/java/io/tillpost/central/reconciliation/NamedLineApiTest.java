package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.SchemaCheck;
import io.tillpost.central.TestNode;
import io.tillpost.central.reconciliation.SettlementText.Line;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A person names the settlement line of an attested payment, over real HTTP.
class NamedLineApiTest {
    private static final String RESOLVE = "/v1/discrepancies/{discrepancy}/resolve";
    private static final String DAY_PATH = "/v1/reconciliation/days/store-acme/2026-03-02";

    @Test
    void theLineThatAPersonNamesSettlesThePayment() {
        try (var node = TestNode.start()) {
            String token = node.token();
            var world = new ReconciliationWorld(node.database(), TestNode.TENANT);
            UUID attempt = world.attested();
            world.closeBatch(DAY, 5000);
            world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                    List.of(new Line("2026-03-02", "10:14:09", 311, 208, 5000))));
            world.bank(BankText.statement("2026-03-03", 0,
                    List.of(new BankText.Entry("2026-03-03", 4949, "NP-260302-0417"))));
            world.settle(new SettlementText().payout("NP-260312-0417", "2026-03-13", "2026-03-12", GIROCARD,
                    List.of(new Line("2026-03-12", "10:14:09", 411, 308, 4999))));
            var day = TestNode.json(node.post(DAY_PATH, token, key(), ""));
            assertEquals("differs", day.get("state").textValue());
            String id = only(node, token, "unconfirmed-attestation").get("id").textValue();
            String path = "/v1/discrepancies/" + id + "/resolve";

            refused(400, "malformed-request", node.post(path, token, key(), body("line 1")));
            refused(404, "not-found", node.post(path, token, key(), body(UUID.randomUUID().toString())));
            refused(409, "settlement-line-does-not-fit",
                    node.post(path, token, key(), body(line(world, 308))));
            var answer = node.post(path, token, key(), body(line(world, 208)));

            assertEquals(200, answer.statusCode(), answer.body());
            assertEquals(List.of(), SchemaCheck.objections(node.get("/openapi.json", null).body(), RESOLVE,
                    "POST", 200, answer.body()));
            assertEquals(line(world, 208), TestNode.json(answer).get("settlementLine").textValue());
            assertEquals("agrees", TestNode.json(node.get(DAY_PATH, token)).get("state").textValue());
            String trail = node.get("/v1/payments/" + attempt, token).body();
            assertTrue(trail.contains("settled by nordpay in payout NP-260302-0417"), trail);
            refused(409, "discrepancy-not-open", node.post(path, token, key(), body(line(world, 208))));
        }
    }

    private static JsonNode only(TestNode node, String token, String type) {
        var items = TestNode.json(node.get("/v1/discrepancies?state=open&class=" + type, token)).get("items");
        assertEquals(1, items.size(), items.toString());
        return items.get(0);
    }

    private static String line(ReconciliationWorld world, int receipt) {
        return world.value("select line from settlement_line where tenant = :tenant and receipt_number = "
                + receipt);
    }

    private static String body(String line) {
        return "{\"reason\":\"it is this one\",\"settlementLine\":\"" + line + "\"}";
    }

    private static void refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, TestNode.json(answer).get("code").textValue());
    }

    private static String key() {
        return UUID.randomUUID().toString();
    }
}
