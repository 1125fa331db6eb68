package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.database.ServerRefusals;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.TestServer;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What an API client is told when PostgreSQL refuses in the middle of his request, over real HTTP: whether to come again,
/// and then nothing is half done.
class DatabaseRefusalsTest {
    private static final String PATH = "/v1/bank-accounts/4711";

    private static TestNode node;
    private static String token;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        token = node.token();
        node.addStore(TestNode.TENANT, "north-1", "acme-gmbh");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @AfterEach
    void takeAgain() {
        for (String table : List.of("bank_account", "audit_entry", "idempotency_record")) {
            node.database().execute("drop trigger if exists refused on " + table);
        }
    }

    private static void refuse(String table, String sqlState) {
        node.database().execute("create or replace function refused() returns trigger language plpgsql as $$"
                + " begin raise exception 'on purpose' using errcode = '" + sqlState + "'; end $$;"
                + " create trigger refused after insert on " + table
                + " for each row execute function refused()");
    }

    @ParameterizedTest
    @ValueSource(strings = {"53000", "53100", "53200", "53300", "53400", "57P01", "57P02", "57P03"})
    void aCommandComesAgainAndNothingIsHalfDone(String sqlState) {
        String key = "key-" + sqlState;
        String path = PATH + "-" + sqlState;
        for (String table : List.of("bank_account", "audit_entry", "idempotency_record")) {
            refuse(table, sqlState);
            assertComeAgain(put(path, key));
            assertEquals("0", rows("bank_account where iban = '4711-" + sqlState + "'"), table);
            assertEquals("0", rows("idempotency_record where key = '" + key + "'"), table);
            takeAgain();
        }
        var again = put(path, key);
        assertEquals(200, again.statusCode(), again.body());
        assertTrue(again.headers().firstValue("Idempotent-Replayed").isEmpty(), "it was not done before");
        assertEquals("1", rows("bank_account where iban = '4711-" + sqlState + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"53100", "53300", "57P01"})
    void aQuestionComesAgain(String sqlState) {
        refuse("audit_entry", sqlState);
        assertComeAgain(node.get("/v1/bank-accounts", token));
        takeAgain();
        assertEquals(200, node.get("/v1/bank-accounts", token).statusCode());
    }

    @Test
    void theAuditTrailSaysWhatTheClientWasAnswered() {
        refuse("bank_account", "53100");
        assertAudited(503, put(PATH + "-full", "key-full"));
        takeAgain();
        refuse("bank_account", "54000");
        assertAudited(500, put(PATH + "-full", "key-full"));
    }

    private static void assertAudited(int status, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals("1", rows("audit_entry where status = " + status + " and request_id = '"
                + answer.headers().firstValue("Request-Id").orElseThrow() + "'"));
    }

    @Test
    void whatIsOverALimitOfTheServerIsAnErrorOfOursAndLeavesNothing() {
        refuse("bank_account", "54000");
        var answer = put(PATH + "-over", "key-over");
        assertEquals(500, answer.statusCode(), answer.body());
        assertEquals("internal-error", TestNode.json(answer).get("code").textValue());
        assertEquals("0", rows("bank_account where iban = '4711-OVER'"));
    }

    @Test
    void aServerWithoutTransactionNumbersIsComeBackTo() throws Exception {
        try (var server = server(ServerRefusals.outOfTransactionNumbers())) {
            assertComeAgain(server.send(server.request("/things")));
        }
        try (var server = server(new DatabaseException(new SQLException("too long for an index", "54000")))) {
            assertEquals(500, server.send(server.request("/things")).statusCode());
        }
    }

    private static TestServer server(DatabaseException failure) throws Exception {
        return TestServer.start(HttpLimits.defaults(), List.of(Route.query("GET", "/things", "things", "x",
                _ -> {
                    throw failure;
                })));
    }

    private static void assertComeAgain(HttpResponse<String> answer) {
        assertEquals(503, answer.statusCode(), answer.body());
        assertEquals("1", answer.headers().firstValue("Retry-After").orElse("none"));
        var problem = TestNode.json(answer);
        assertEquals("database-unavailable", problem.get("code").textValue());
        assertTrue(problem.get("retryable").booleanValue());
    }

    private static HttpResponse<String> put(String path, String key) {
        return node.send(node.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers
                        .ofString("{\"legalEntity\":\"acme-gmbh\",\"currency\":\"EUR\",\"name\":\"Main\"}")));
    }

    private static String rows(String of) {
        return node.database().value("select count(*) from " + of);
    }
}
