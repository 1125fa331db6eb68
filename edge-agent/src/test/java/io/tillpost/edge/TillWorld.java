package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.edge.journal.sqlite.FullDisk;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A running agent with people and without devices that answer, seen over HTTP. The clock is turned by the test.
final class TillWorld implements AutoCloseable {
    static final String TWENTY = "{\"kind\":\"cash\",\"given\":{\"minor\":2000,\"currency\":\"EUR\"}}";
    private static final String STAFF = """
            {"operators":[
             {"operator":"anna","title":"Anna","role":"cashier","pin":"1111"},
             {"operator":"ben","title":"Ben","role":"supervisor","pin":"2222"},
             {"operator":"mia","title":"Mia","role":"manager","pin":"333333"}]}""";
    private static final Map<String, String> PINS = Map.of("anna", "1111", "ben", "2222", "mia", "333333");

    final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    final Path folder;
    private final HttpClient client = HttpClient.newHttpClient();
    /// How many of the next commits find no room.
    private final AtomicInteger noRoom = new AtomicInteger();
    private Agent agent;

    TillWorld(Path folder) throws Exception {
        this.folder = folder;
        Files.writeString(folder.resolve("staff.json"), STAFF);
        Files.writeString(config(), """
                {"place":{"tenant":"acme","legalEntity":"acme-de","store":"s-1","agent":"s-1-a"},
                 "zone":"Europe/Berlin","currency":"EUR","receipt":{"series":"s-1","header":["ACME"]},
                 "dataFolder":"data","http":{"port":0},"operatorsFile":"staff.json",
                 "tills":[{"name":"till-1","drawer":"drawer-1","terminal":"terminal-1"},
                          {"name":"till-2","drawer":"drawer-1"}],
                 "terminals":[{"name":"terminal-1","family":"zvt","line":"tcp:127.0.0.1:1"}]}""");
        agent = start();
    }

    Path config() {
        return folder.resolve("agent.json");
    }

    int port() {
        return agent.port();
    }

    /// What is on disk stays, and [#restart()] goes on with it.
    void stop() {
        agent.close();
    }

    void restart() throws Exception {
        agent.close();
        agent = start();
    }

    private Agent start() throws Exception {
        var random = new Random();
        return Agent.start(AgentConfig.load(config()),
                new Machine(clock, random, IdSource.uuidV7(clock, random),
                        System::nanoTime, new SecureRandom(), null, this::reached));
    }

    private void reached(String point) {
        if (point.equals("journal.before-commit") && noRoom.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            throw FullDisk.atCommit();
        }
    }

    /// The next commits of the journal find the disk full, so many.
    void fullFor(int commits) {
        noRoom.set(commits);
    }

    static Machine machine(TurnedClock clock) {
        var random = new Random();
        return new Machine(clock, random, IdSource.uuidV7(clock, random), System::nanoTime);
    }

    /// The token of the file.
    String apiToken() throws IOException {
        return Files.readString(folder.resolve("data/api-token")).strip();
    }

    String signIn(String till, String operator) throws Exception {
        return ok(trySignIn(till, operator, pin(operator))).required("token").asText();
    }

    private static String pin(String operator) {
        return Objects.requireNonNull(PINS.get(operator));
    }

    HttpResponse<String> trySignIn(String till, String operator, String pin) throws Exception {
        return send(request("/v1/sessions").header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString("{\"till\":\"" + till + "\",\"operator\":\""
                        + operator + "\",\"pin\":\"" + pin + "\"}"))
                .build());
    }

    String approval(String token, String approver, String permission) throws Exception {
        return ok(post(token, "/v1/approvals", "{\"operator\":\"" + approver + "\",\"pin\":\""
                + pin(approver) + "\",\"permission\":\"" + permission + "\"}")).required("approval")
                .asText();
    }

    String openShift(String token, String till) throws Exception {
        return ok(post(token, "/v1/shifts", opening(till))).required("shift").asText();
    }

    static String opening(String till) {
        return "{\"till\":\"" + till + "\",\"openingFloat\":{\"minor\":10000,\"currency\":\"EUR\"}}";
    }

    /// Begins a sale as a program does, and answers its id.
    String sale(String till, long minor) throws Exception {
        return ok(post(apiToken(), "/v1/sales", basket(till, minor))).required("sale").asText();
    }

    static String basket(String till, long minor) {
        return "{\"till\":\"" + till + """
                ","lines":[{"sku":"1","description":"Bread","quantityThousandths":1000,"taxRate":700,
                 "salesClass":"food","unitPrice":{"currency":"EUR","minor":""" + minor + "}}]}";
    }

    HttpResponse<String> get(String token, String path) throws Exception {
        return send(request(path).header("Authorization", "Bearer " + token).build());
    }

    HttpResponse<String> approvedGet(String token, String path, String approval) throws Exception {
        return send(request(path).header("Authorization", "Bearer " + token)
                .header("Approval", approval)
                .build());
    }

    HttpResponse<String> open(String path) throws Exception {
        return send(request(path).build());
    }

    HttpResponse<String> post(String token, String path, String body) throws Exception {
        return post(token, path, body, UUID.randomUUID().toString(), "");
    }

    HttpResponse<String> approved(String token, String path, String body, String approval) throws Exception {
        return post(token, path, body, UUID.randomUUID().toString(), approval);
    }

    HttpResponse<String> post(String token, String path, String body, String key, String approval)
            throws Exception {
        var request = request(path).header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        return send(approval.isEmpty() ? request.build() : request.header("Approval", approval).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + agent.port() + path));
    }

    private HttpResponse<String> send(HttpRequest request) throws Exception {
        return client.send(request, HttpResponse.BodyHandlers.ofString());
    }

    static JsonNode ok(HttpResponse<String> answer) {
        assertTrue(answer.statusCode() < 300, answer.statusCode() + " " + answer.body());
        return tree(answer);
    }

    static void assertProblem(int status, String code, HttpResponse<String> answer) {
        assertEquals(List.of(status, code),
                List.of(answer.statusCode(), tree(answer).required("code").asText()), answer.body());
    }

    static JsonNode tree(HttpResponse<String> answer) {
        return Json.readTree(answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /// Stops; what is on disk stays.
    @Override
    public void close() {
        agent.close();
        client.close();
    }
}
