package io.tillpost.central.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.TestNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// `null` in the lists of a request, at a real node.
class NullElementsTest {
    private static final String STORE = "\"legalEntity\":\"acme\",\"name\":\"North\",\"zone\":\"Europe/Berlin\",\"currency\":\"EUR\"";
    private static TestNode node;
    private static String token;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        token = node.token();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "PUT | /v1/stores/north | {STORE,\"agents\":[\"north-a\",null],\"cardContracts\":[]} | /agents/1",
        "PUT | /v1/stores/north | {STORE,\"agents\":[],\"cardContracts\":[null]} | /cardContracts/0",
        "POST | /v1/clients | {\"clientId\":\"erp\",\"method\":\"client_secret_basic\",\"scopes\":[null]} | /scopes/0",
        "POST | /v1/clients | {\"clientId\":\"erp\",\"method\":\"client_secret_basic\",\"scopes\":[\"stores:read\"],\"stores\":[null]} | /stores/0",
        "POST | /v1/api-keys | {\"name\":\"erp\",\"scopes\":[null]} | /scopes/0",
        "POST | /v1/api-keys | {\"name\":\"erp\",\"scopes\":[\"stores:read\"],\"stores\":[null]} | /stores/0"})
    void whatIsNullInAListIsRefusedAndPointedAt(String method, String path, String json, String pointer) {
        var answer = send(method, path, json);
        assertEquals(400, answer.statusCode(), answer.body());
        assertTrue(answer.body().contains("\"pointer\":\"" + pointer + "\""), answer.body());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "{\"keys\":[null]}", "{\"keys\":null}", "[null]"})
    void keysThatAreNullAreNoKeys(String keys) {
        var answer = send("POST", "/v1/clients",
                "{\"clientId\":\"erp\",\"method\":\"private_key_jwt\",\"scopes\":[\"stores:read\"],\"publicKeys\":"
                        + keys + "}");
        assertEquals(422, answer.statusCode(), answer.body());
    }

    private static HttpResponse<String> send(String method, String path, String json) {
        return node.send(node.request(path)
                .header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", "application/json")
                .method(method, BodyPublishers.ofString(json.replace("STORE", STORE))));
    }
}
