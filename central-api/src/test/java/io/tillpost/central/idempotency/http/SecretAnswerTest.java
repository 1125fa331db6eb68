package io.tillpost.central.idempotency.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Sql;
import io.tillpost.central.database.TestDatabase;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.HttpLimits;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.TestServer;
import io.tillpost.central.idempotency.sql.KeptAnswerTable;
import io.tillpost.central.vault.TestVault;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A secret is in the first answer and in no kept one.
class SecretAnswerTest {
    private static final String SECRET = "tpsec_only-once";
    private static TestDatabase database;
    private static TestServer server;

    record Inner(String secret, int version) {}

    record Made(String id, Inner inner) {}

    @BeforeAll
    static void start() throws Exception {
        database = TestDatabase.create();
        var filter = new CommandFilter(database.database(), new KeptAnswerTable(TestVault.VAULT),
                Clock.systemUTC(),
                (_, _, _) -> {}, 4);
        server = TestServer.start(HttpLimits.defaults(),
                List.of(Route.command("POST", "/made", "make", "x", (_, _) -> Answer
                        .created("/made/1", new Made("1", new Inner(SECRET, 3)))
                        .showingOnce("/inner/secret")),
                        Route.command("POST", "/wrong", "makeWrong", "x", (_, _) -> Answer
                                .created("/made/1", new Made("1", new Inner(SECRET, 3)))
                                .showingOnce("/secret"))),
                filter);
    }

    @AfterAll
    static void stop() {
        server.close();
        database.close();
    }

    private static HttpResponse<String> post(String path, String key) {
        return server.send(server.request(path)
                .header("Idempotency-Key", key)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{}")));
    }

    private static boolean isKeptAnywhere(String text) {
        return database.database()
                .inTransaction(transaction -> Sql.all(transaction,
                        "select body, headers from idempotency_record",
                        row -> new String(row.getBytes(1), StandardCharsets.UTF_8) + row.getString(2)))
                .stream()
                .anyMatch(kept -> kept.contains(text));
    }

    @Test
    void theFirstAnswerShowsTheSecretAndTheReplaySaysWhereItWas() {
        var first = post("/made", "once");
        assertEquals(201, first.statusCode());
        assertEquals("{\"id\":\"1\",\"inner\":{\"secret\":\"" + SECRET + "\",\"version\":3}}", first.body());
        assertTrue(first.headers().firstValue(Answer.SHOWN_ONCE).isEmpty());
        var second = post("/made", "once");
        assertEquals(201, second.statusCode());
        assertEquals("{\"id\":\"1\",\"inner\":{\"secret\":null,\"version\":3}}", second.body());
        assertEquals("/inner/secret", second.headers().firstValue(Answer.SHOWN_ONCE).orElseThrow());
        assertEquals("true", second.headers().firstValue("Idempotent-Replayed").orElseThrow());
        assertEquals(first.headers().firstValue("Location"), second.headers().firstValue("Location"));
        assertFalse(isKeptAnywhere(SECRET));
    }

    @Test
    void anAnswerWhoseSecretIsElsewhereIsNeitherGivenNorKept() {
        var answer = post("/wrong", "elsewhere");
        assertEquals(500, answer.statusCode());
        assertFalse(answer.body().contains(SECRET));
        assertFalse(isKeptAnywhere(SECRET));
    }

    @Test
    void anAnswerWithoutSecretsIsKeptToTheByte() {
        var answer = Answer.ok(Map.of("a", 1));
        assertEquals(answer, answer.withoutSecrets());
        assertThrows(IllegalStateException.class, () -> answer.showingOnce("").withoutSecrets());
        assertThrows(IllegalStateException.class, () -> answer.showingOnce("/a").withoutSecrets());
    }

    @Test
    void noAnswerPrintsItsBody() {
        assertEquals("Answer[200 application/json, 11 bytes]",
                Answer.ok(Map.of("a", "bcd")).toString());
    }
}
