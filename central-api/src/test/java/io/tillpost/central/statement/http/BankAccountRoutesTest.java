package io.tillpost.central.statement.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.SchemaCheck;
import io.tillpost.central.TestNode;
import io.tillpost.central.identity.Scopes;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Bank accounts as an integrator sees them who did not name them himself: over real HTTP, with a token.
class BankAccountRoutesTest {
    private static final String PATH = "/v1/bank-accounts";
    private static final String ONE = PATH + "/DE89370400440532013000";
    /// The bank gives no IBAN for it.
    private static final String OTHER = PATH + "/4711-A.1";

    private static TestNode node;
    private static String token;
    private static String document;
    private static String theirs;
    private static String tag;

    @BeforeAll
    static void name() {
        node = TestNode.start();
        token = node.token();
        document = node.get("/openapi.json", null).body();
        node.addStore(TestNode.TENANT, "north-1", "acme-gmbh");
        node.addStore("others", "theirs-1", "acme-gmbh");
        theirs = node.token("theirs", node.addClient("others", "theirs", Scopes.ALL, null));
        tag = tag(named(ONE, token, "House bank"));
        named(OTHER, token, "Deposits");
        named(PATH + "/GB82WEST12345698765432", token, "London");
        named(PATH + "/GB33BUKB20201555555555", theirs, "Theirs");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void oneIsShownWithTheTagThatItsPutGave() {
        var answer = node.get(ONE, token);
        assertEquals(
                """
                        {"iban":"DE89370400440532013000","legalEntity":"acme-gmbh","currency":"EUR","name":"House bank"}""",
                answer.body());
        assertEquals(tag, tag(answer));
        assertEquals(List.of(), objections(PATH + "/{iban}", answer));
        assertEquals(answer.body(), node.get(PATH + "/de89%203704%200044%200532%200130%2000", token).body(),
                "as it is printed on paper");
    }

    @Test
    void theTagOfAGetIsOneThatAPutTakesUntilSomebodyElseChangesIt() {
        String seen = tag(node.get(OTHER, token));
        assertEquals(200, put(OTHER, token, "Their deposits", "If-Match", seen).statusCode());
        refused(412, "precondition-failed", put(OTHER, token, "My deposits", "If-Match", seen));
        var now = node.get(OTHER, token);
        assertEquals("Their deposits", TestNode.json(now).get("name").textValue());
        assertEquals(200, put(OTHER, token, "My deposits", "If-Match", tag(now)).statusCode());
    }

    @Test
    void thePagesShowEachOnceByItsNumber() {
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var answer = node.get(PATH + "?limit=2" + cursor, token);
            assertEquals(List.of(), objections(PATH, answer));
            JsonNode page = TestNode.json(answer);
            assertTrue(page.get("items").size() <= 2);
            page.get("items").forEach(account -> seen.add(account.get("iban").textValue()));
            cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").textValue() : "";
        } while (!cursor.isEmpty());
        assertEquals(List.of("4711-A.1", "DE89370400440532013000", "GB82WEST12345698765432"), seen);
    }

    @Test
    void anotherCompanysIsNotFound() {
        refused(404, "not-found", node.get(ONE, theirs));
        refused(404, "not-found", node.get(PATH + "/GB33BUKB20201555555555", token));
        JsonNode page = TestNode.json(node.get(PATH, theirs));
        assertEquals(List.of("GB33BUKB20201555555555"), page.get("items").findValuesAsText("iban"));
        assertFalse(page.has("nextCursor"));
    }

    @ParameterizedTest
    @ValueSource(strings = {PATH, ONE})
    void whoLacksTheScopeOrSeesSomeStoresSeesNone(String path) {
        refused(403, "scope-missing", node.get(path, node.token("reconciliation:write", "stores:read")));
        refused(401, "token-missing", node.get(path, null));
        String id = "south" + path.length();
        var secret = node.addClient(TestNode.TENANT, id, Scopes.ALL, Set.of("south-1"));
        String south = node.token(id, secret);
        refused(403, "not-for-single-stores", node.get(path, south));
        refused(403, "not-for-single-stores", put(ONE, south, "South"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"limit=0", "cursor=AAAA", "currency=EUR"})
    void whatNoListTakesIsRefused(String query) {
        refused(400, "malformed-request", node.get(PATH + "?" + query, token));
    }

    @Test
    void whoReadOneStandsInTheAuditTrail() {
        String request = node.get(ONE, token).headers().firstValue("Request-Id").orElseThrow();
        assertEquals("getBankAccount 200 {iban:DE89370400440532013000}",
                node.database().value("select operation || ' ' || status || ' ' || touched::text"
                        + " from audit_entry where request_id = '" + request + "'"));
    }

    private static HttpResponse<String> named(String path, String whose, String name) {
        var answer = put(path, whose, name);
        assertEquals(200, answer.statusCode(), answer.body());
        return answer;
    }

    private static HttpResponse<String> put(String path, String whose, String name, String... headers) {
        var request = node.request(path).header("Authorization", "Bearer " + whose);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return node.send(request.header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofString(
                        "{\"legalEntity\":\"acme-gmbh\",\"currency\":\"EUR\",\"name\":\"" + name + "\"}")));
    }

    private static String tag(HttpResponse<String> answer) {
        return answer.headers().firstValue("ETag").orElseThrow();
    }

    private static List<String> objections(String template, HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return SchemaCheck.objections(document, template, "GET", 200, answer.body());
    }

    private static void refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, TestNode.json(answer).get("code").textValue());
    }
}
