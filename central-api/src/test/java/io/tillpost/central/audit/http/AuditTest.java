package io.tillpost.central.audit.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.TestNode;
import io.tillpost.central.database.DatabaseException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The audit trail as an auditor meets it.
class AuditTest {
    private static TestNode node;
    private static String token;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        token = node.token("audit:read");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void everyCallLeavesOneRowWithItsRequestId() {
        HttpResponse<String> call = node.get("/v1/audit?limit=1", token);
        assertEquals("1", rows("status = 200 and client = 'everything' and tenant = 'acme' and operation ="
                + " 'listAuditEntries' and request_id = '" + requestId(call) + "'"));
    }

    @Test
    void refusalsLeaveARowToo() {
        String without = requestId(node.get("/v1/audit", null));
        assertEquals("1", rows("status = 401 and tenant is null and request_id = '" + without + "'"));
        String otherScope = requestId(node.get("/v1/audit", node.token("ledger:read")));
        assertEquals("1",
                rows("status = 403 and client = 'everything' and request_id = '" + otherScope + "'"));
        String malformed = requestId(node.get("/v1/audit?limit=0", token));
        assertEquals("1", rows("status = 400 and request_id = '" + malformed + "'"));
        String unknown = requestId(node.get("/v1/audit?colour=red", token));
        assertEquals("1", rows("status = 400 and client = 'everything' and request_id = '" + unknown + "'"));
        String stranger = requestId(node.get("/v1/audit?colour=red", null));
        assertEquals("1", rows("status = 401 and tenant is null and request_id = '" + stranger + "'"));
    }

    @Test
    void aQuotedKeyIsFoundByTheSameHashAsABareOne() {
        String manager = node.token("stores:manage");
        for (String[] one : new String[][]{{"bare-1", "bare-1"}, {"\"quoted-1\"", "quoted-1"},
            {"\"a\\\"b\\\\c\"", "a\"b\\c"}, {"\"not ended", "\"not ended"}}) {
            String id = requestId(node.post("/v1/api-keys", manager, one[0], "{}"));
            assertEquals("1", rows("idempotency_key = sha256(convert_to('" + one[1]
                    + "', 'UTF8')) and request_id = '" + id + "'"), one[0]);
        }
    }

    @Test
    void aTokenRequestNamesItsClientAndNoSecret() {
        var answer = node.send(node.request("/oauth/token")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(HttpRequest.BodyPublishers
                        .ofString("grant_type=client_credentials&client_id=ghost&client_secret=hush-hush")));
        assertEquals("1", rows("status = 401 and touched = '{client:ghost}' and request_id = '"
                + requestId(answer) + "'"));
        assertFalse(node.database().value("select string_agg(audit_entry::text, '') from audit_entry")
                .contains("hush-hush"));
    }

    @Test
    void aCardNumberInAPathIsMaskedInTheRowOfItsRefusal() {
        var answer = node.get("/v1/stores/4111111111111111", node.token("stores:read"));
        assertEquals(422, answer.statusCode());
        assertEquals("1", rows("touched = '{store:411111******1111}' and request_id = '" + requestId(answer)
                + "'"));
        var refused = node.get("/v1/stores/4111%201111%201111%201111", token);
        assertEquals(403, refused.statusCode());
        assertEquals("0", rows("touched::text similar to '%4111_?1111_?1111_?1111%'"));
    }

    @Test
    void whoSeesSomeStoresSeesNothingOfTheTrailWhichIsOfAll() {
        var secret = node.addClient(TestNode.TENANT, "south", Set.of("audit:read"), Set.of("south-1"));
        var answer = node.get("/v1/audit", node.token("south", secret));
        assertEquals(403, answer.statusCode());
        assertEquals("not-for-single-stores", TestNode.json(answer).get("code").textValue());
    }

    @Test
    void publicDocumentsLeaveNone() {
        assertEquals("0", rows("request_id = '" + requestId(node.get("/health", null)) + "'"));
        assertEquals("0", rows("request_id = '" + requestId(node.get("/oauth/jwks", null)) + "'"));
    }

    @Test
    void thePagesShowEachRowOnceThoughNewOnesComeIn() {
        for (int i = 0; i < 7; i++) {
            node.get("/v1/audit?limit=1&operation=none", token);
        }
        Set<Long> seen = new HashSet<>();
        List<Long> inOrder = new ArrayList<>();
        String cursor = "";
        do {
            JsonNode page = TestNode.json(node.get("/v1/audit?limit=2&client=everything" + cursor, token));
            assertTrue(page.get("items").size() <= 2);
            page.get("items").forEach(row -> {
                assertTrue(seen.add(row.get("id").longValue()), "shown twice: " + row);
                inOrder.add(row.get("id").longValue());
            });
            cursor = page.has("nextCursor") ? "&cursor=" + page.get("nextCursor").textValue() : "";
        } while (!cursor.isEmpty());
        assertTrue(seen.size() >= 7);
        assertEquals(inOrder.stream().sorted(Comparator.reverseOrder()).toList(), inOrder);
    }

    @Test
    void aCursorOfAnotherListOrATouchedOneIsRefused() {
        node.get("/v1/audit", token);
        node.get("/v1/audit", token);
        String cursor = TestNode.json(node.get("/v1/audit?limit=1", token)).get("nextCursor").textValue();
        assertEquals(200, node.get("/v1/audit?limit=1&cursor=" + cursor, token).statusCode());
        for (String wrong : List.of("limit=1&client=x&cursor=" + cursor, "cursor=" + cursor + "A", "cursor=",
                "cursor=AAAA", "cursor=%00")) {
            assertEquals(400, node.get("/v1/audit?" + wrong, token).statusCode(), wrong);
        }
    }

    @Test
    void anotherTenantSeesNothing() {
        node.database()
                .execute(
                        "insert into audit_entry (at, tenant, method, route, operation, status, request_id, remote,"
                                + " touched) values (now(), 'other', 'GET', '/', 'secretOfOthers', 200, 'x', '', '{}')");
        assertEquals(0, TestNode.json(node.get("/v1/audit?operation=secretOfOthers", token))
                .get("items")
                .size());
    }

    @Test
    void rowsCannotBeChanged() {
        node.get("/v1/audit", token);
        for (String change : List.of("update audit_entry set status = 200", "delete from audit_entry",
                "truncate audit_entry")) {
            assertThrows(DatabaseException.class, () -> node.database().execute(change), change);
        }
    }

    private static String requestId(HttpResponse<String> answer) {
        return answer.headers().firstValue("Request-Id").orElseThrow();
    }

    private static String rows(String where) {
        return node.database().value("select count(*) from audit_entry where " + where);
    }
}
