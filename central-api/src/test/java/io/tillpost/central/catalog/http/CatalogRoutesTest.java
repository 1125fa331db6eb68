package io.tillpost.central.catalog.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.SchemaCheck;
import io.tillpost.central.TestNode;
import io.tillpost.central.database.DatabaseException;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.Scopes;
import io.tillpost.central.identity.sql.ClientTable;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Catalogues as those who make them and the agents see them: over real HTTP, with tokens, in PostgreSQL.
class CatalogRoutesTest {
    private static final String VERSIONS = "/v1/catalog/versions";
    private static final String HEADER = "sku,barcodes,description,price,tax-rate,sales-class\n";
    private static final String CSV = HEADER + "100,4006381333931,Apfel Müller,0.49,7,food\n";
    private static final String JSON = "{\"quickKeys\":[],\"articles\":[{\"sku\":\"100\"}]}";

    private TestNode node;
    private String token;
    private String document;

    @BeforeEach
    void start() {
        node = TestNode.start();
        token = node.token();
        document = node.get("/openapi.json", null).body();
        for (String store : List.of("north", "south")) {
            var answer = node.send(node.request("/v1/stores/" + store)
                    .header("Authorization", "Bearer " + token)
                    .header("Content-Type", "application/json")
                    .PUT(BodyPublishers.ofString("""
                            {"legalEntity":"acme-de","name":"S","zone":"Europe/Berlin","currency":"EUR",
                             "agents":["%s-a"],"cardContracts":[]}""".formatted(store))));
            assertEquals(201, answer.statusCode(), answer.body());
        }
    }

    @AfterEach
    void stop() {
        node.close();
    }

    @Test
    void theNewestVersionIsGivenAsItCame() {
        assertEquals(1, added("", "text/csv", CSV).get("version").longValue());
        assertEquals(2, added("", "application/json", JSON).get("version").longValue());

        var answer = pull("north", token, null);
        assertEquals(200, answer.statusCode());
        assertEquals(JSON, answer.body());
        assertEquals("application/json", header(answer, "Content-Type"));
        assertEquals("\"" + sha256(JSON) + "\"", header(answer, "ETag"));
        assertEquals("2", header(answer, "Catalog-Version"));
        assertEquals("private, no-cache", header(answer, "Cache-Control"));
    }

    @Test
    void afterARestoreVersionsGoOnAboveThoseThatStoresMayHave() {
        assertEquals(1, added("", "text/csv", CSV).get("version").longValue());
        node.database().execute("update central_epoch set epoch = 2");
        assertEquals(1_000_001, added("", "text/csv", CSV).get("version").longValue());
        assertEquals(1_000_002, added("", "application/json", JSON).get("version").longValue());
    }

    @Test
    void everyByteIsKept() {
        String file = "\uFEFF" + CSV.replace("\n", "\r\n") + "\r\n\r\n";
        var version = added("", "text/csv; charset=utf-8", file);
        var answer = pull("south", token, null);
        assertArrayEquals(file.getBytes(StandardCharsets.UTF_8),
                answer.body().getBytes(StandardCharsets.UTF_8));
        assertEquals(sha256(file), version.get("sha256").textValue());
        assertEquals(file.getBytes(StandardCharsets.UTF_8).length, version.get("bytes").intValue());
        assertEquals("text/csv", header(answer, "Content-Type"));
    }

    @Test
    void whoHoldsItGetsNoContent() {
        added("", "text/csv", CSV);
        String tag = header(pull("north", token, null), "ETag");
        for (String held : List.of(tag, "W/" + tag, "\"other\", " + tag, "*")) {
            var answer = pull("north", token, held);
            assertEquals(304, answer.statusCode(), held);
            assertEquals("", answer.body());
            assertEquals(tag, header(answer, "ETag"));
            assertEquals("1", header(answer, "Catalog-Version"));
        }
        assertEquals(200, pull("north", token, "\"other\"").statusCode());
        added("", "text/csv", CSV + "101,,Birne,0.59,7,food\n");
        assertEquals(200, pull("north", token, tag).statusCode());
    }

    @Test
    void theSameFileOnceMoreIsANewVersionOfTheSameContent() {
        added("", "text/csv", CSV);
        String tag = header(pull("north", token, null), "ETag");
        assertEquals(2, added("", "text/csv", CSV).get("version").longValue());
        assertEquals("2", header(pull("north", token, tag), "Catalog-Version"));
        assertEquals("1", node.database().value("select count(*) from catalog_file"));
    }

    @Test
    void aVersionForSomeStoresIsForThemAlone() {
        added("", "text/csv", CSV);
        added("?stores=south", "text/csv", CSV + "102,,Kiwi,0.69,7,food\n");
        assertEquals("1", header(pull("north", token, null), "Catalog-Version"));
        assertEquals("2", header(pull("south", token, null), "Catalog-Version"));
        added("?stores=south,north,south", "application/json", JSON);
        assertEquals("3", header(pull("north", token, null), "Catalog-Version"));
        assertEquals("[\"north\",\"south\"]", read(VERSIONS + "/3", VERSIONS + "/{version}", token)
                .get("stores").toString());
        assertEquals("3", header(pull("south", token, null), "Catalog-Version"));
    }

    @Test
    void aStoreWithoutACatalogueIsToldSo() {
        added("?stores=south", "text/csv", CSV);
        refused(404, "not-found", pull("north", token, null));
        refused(404, "not-found", pull("nowhere", token, null));
        refused(404, "not-found", post("?stores=south,nowhere", "text/csv", CSV, token, "k"));
        refused(404, "not-found", post("?stores=", "text/csv", CSV, token, "k"));
        assertEquals("1", node.database().value("select count(*) from catalog_version"));
    }

    @Test
    void versionsAreListedNewestFirstAndByPages() {
        for (int i = 1; i <= 5; i++) {
            added("", "text/csv", CSV + "20" + i + ",,X,1.00,7,food\n");
        }
        var seen = new ArrayList<Long>();
        String path = VERSIONS + "?limit=2";
        for (String next = path; !next.isEmpty();) {
            var page = read(next, VERSIONS, token);
            page.get("items").forEach(item -> seen.add(item.get("version").longValue()));
            next = page.has("nextCursor") ? path + "&cursor=" + page.get("nextCursor").textValue() : "";
        }
        assertEquals(List.of(5L, 4L, 3L, 2L, 1L), seen);
        for (String nothing : List.of("6", "0", "-1", "x", "9999999999999999999")) {
            refused(404, "not-found", node.get(VERSIONS + "/" + nothing, token));
        }
    }

    @Test
    void aClientOfOneStoreSeesAndWritesItsOwnAlone() {
        String south = narrowed("south-agent", "south");
        added("?stores=north", "text/csv", CSV);
        added("?stores=north,south", "text/csv", CSV);

        refused(404, "not-found", pull("north", south, null));
        assertEquals("2", header(pull("south", south, null), "Catalog-Version"));
        refused(404, "not-found", node.get(VERSIONS + "/1", south));
        var list = read(VERSIONS, VERSIONS, south);
        assertEquals(1, list.get("items").size());
        assertEquals("[\"south\"]", list.at("/items/0/stores").toString());

        refused(403, "not-for-single-stores", post("", "text/csv", CSV, south, "s-1"));
        refused(404, "not-found", post("?stores=north", "text/csv", CSV, south, "s-2"));
        assertEquals(201, post("?stores=south", "text/csv", CSV, south, "s-3").statusCode());
    }

    @Test
    void anotherTenantHasItsOwnVersions() {
        added("", "text/csv", CSV);
        String theirs = client("theirs", "others", null);
        refused(404, "not-found", node.get(VERSIONS + "/1", theirs));
        refused(404, "not-found", pull("north", theirs, null));
        var answer = post("", "application/json", JSON, theirs, "k");
        assertEquals(1, TestNode.json(answer).get("version").longValue());
        assertEquals(CSV, pull("north", token, null).body());
    }

    @Test
    void aRepeatedUploadIsOneVersion() {
        var first = post("", "text/csv", CSV, token, "once");
        var again = post("", "text/csv", CSV, token, "once");
        assertEquals(first.body(), again.body());
        assertEquals("true", header(again, "Idempotent-Replayed"));
        refused(422, "idempotency-key-reused", post("", "text/csv", CSV + "\n", token, "once"));
        assertEquals("1", node.database().value("select count(*) from catalog_version"));
    }

    @Test
    void uploadsAtOnceGetVersionsWithoutGapsOrTwins() throws Exception {
        var versions = new HashSet<Long>();
        try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers = new ArrayList<Future<HttpResponse<String>>>();
            for (int i = 0; i < 12; i++) {
                String file = CSV + i + ",,X,1.00,7,food\n";
                answers.add(
                        clients.submit(
                                () -> post("", "text/csv", file, token, UUID.randomUUID().toString())));
            }
            for (var answer : answers) {
                versions.add(TestNode.json(answer.get()).get("version").longValue());
            }
        }
        assertEquals(Set.of(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 11L, 12L), versions);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "text/csv|         ~~|                                                        empty",
        "text/csv|         sku,description,price,tax-rate|                            [sales-class]",
        "text/csv|         hello|                                                     description",
        "text/csv|         sku,sku,description,price,tax-rate,sales-class|            header",
        "application/json| ~~|                                                        empty",
        "application/json| []|                                                        articles",
        "application/json| {\"article\":[]}|                                          articles",
        "application/json| {\"articles\":{}}|                                         articles"})
    void whatIsNoCatalogueIsRefusedWhole(String type, String file, String named) {
        var answer = post("", type, file, token, "k");
        refused(422, "catalog-not-valid", answer);
        assertTrue(answer.body().contains(named), answer.body());
        assertEquals("0", node.database().value("select count(*) from catalog_version"));
        assertEquals(1, added("", "text/csv", CSV).get("version").longValue());
    }

    @Test
    void whatIsNotUtf8OrNoJsonIsRefused() {
        var latin = node.send(node.request(VERSIONS).header("Authorization", "Bearer " + token)
                .header("Idempotency-Key", "l")
                .header("Content-Type", "text/csv")
                .POST(BodyPublishers.ofByteArray(CSV.getBytes(StandardCharsets.ISO_8859_1))));
        refused(422, "catalog-not-valid", latin);
        assertTrue(latin.body().contains("0xfc"), latin.body());
        refused(400, "malformed-request", post("", "application/json", "{\"articles\":[", token, "j"));
        String large = "{\"articles\":[" + "{\"sku\":\"100\"},".repeat(100_000);
        refused(422, "catalog-not-valid", post("", "application/json", large, token, "lj"));
        refused(415, "content-type-not-supported", post("", "application/xml", CSV, token, "x"));
    }

    @Test
    void aLargeCatalogueOfEitherKindGoesThrough() {
        String csv = HEADER + "100,4006381333931,Apfel,0.49,7,food\n".repeat(200_000);
        added("", "text/csv", csv);
        assertEquals(sha256(csv), sha256(pull("north", token, null).body()));
        String json = "{\"articles\":[" + "{\"sku\":\"100\"},".repeat(100_000) + "{\"sku\":\"1\"}]}";
        added("", "application/json", json);
        assertEquals(sha256(json), sha256(pull("north", token, null).body()));
    }

    @Test
    void moreThanTheMostIsRefused() {
        refused(413, "body-too-large", post("", "text/csv", "x".repeat((50 << 20) + 1), token, "big"));
    }

    @Test
    void aVersionCannotBeChanged() {
        added("", "text/csv", CSV);
        for (String change : List.of("update catalog_version set stores = null",
                "delete from catalog_version",
                "update catalog_file set content = ''", "truncate catalog_file cascade")) {
            assertThrows(DatabaseException.class, () -> node.database().execute(change), change);
        }
    }

    private JsonNode added(String query, String type, String file) {
        var answer = post(query, type, file, token, UUID.randomUUID().toString());
        assertEquals(201, answer.statusCode(), answer.body());
        assertEquals(List.of(), SchemaCheck.objections(document, VERSIONS, "POST", 201, answer.body()));
        var version = TestNode.json(answer);
        assertEquals(VERSIONS + "/" + version.get("version").asText(), header(answer, "Location"));
        return version;
    }

    private HttpResponse<String> post(String query, String type, String file, String bearer, String key) {
        return node.send(node.request(VERSIONS + query).header("Authorization", "Bearer " + bearer)
                .header("Idempotency-Key", key)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofString(file)));
    }

    private HttpResponse<String> pull(String store, String bearer, @Nullable String held) {
        var request = node.request("/v1/stores/" + store + "/catalog")
                .header("Authorization", "Bearer " + bearer);
        return node.send(held == null ? request : request.header("If-None-Match", held));
    }

    private JsonNode read(String pathAndQuery, String path, String bearer) {
        var answer = node.get(pathAndQuery, bearer);
        assertEquals(200, answer.statusCode(), answer.body());
        assertEquals(List.of(), SchemaCheck.objections(document, path, "GET", 200, answer.body()));
        return TestNode.json(answer);
    }

    private static void refused(int status, String code, HttpResponse<String> answer) {
        assertEquals(status, answer.statusCode(), answer.body());
        assertEquals(code, TestNode.json(answer).get("code").textValue());
        assertFalse(TestNode.json(answer).get("retryable").booleanValue());
    }

    private String narrowed(String id, String store) {
        return client(id, TestNode.TENANT, Set.of(store));
    }

    private String client(String id, String tenant, @Nullable Set<String> stores) {
        var secret = ClientSecret.create(new SecureRandom());
        node.database().database().inTransaction(transaction -> new ClientTable().add(transaction,
                new ApiClient(tenant, id, secret.hash(), Scopes.ALL, stores, Instant.now(), null)));
        return node.token(id, secret);
    }

    private static String header(HttpResponse<String> answer, String name) {
        return answer.headers().firstValue(name).orElse("none");
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
