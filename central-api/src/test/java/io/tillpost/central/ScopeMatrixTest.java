package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.http.Route;
import io.tillpost.central.identity.Scopes;
import io.tillpost.matrix.RouteMatrix;
import io.tillpost.matrix.RouteMatrix.As;
import io.tillpost.matrix.RouteMatrix.Result;
import java.net.http.HttpClient;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every documented operation × {no token, bad ones, each scope alone, all but one, none, another tenant's, API keys}:
/// only the scope that the document names opens it.
class ScopeMatrixTest {
    private static TestNode node;
    private static HttpClient http;
    private static RouteMatrix matrix;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        http = HttpClient.newHttpClient();
        matrix = new RouteMatrix(node.uri(), http);
    }

    @AfterAll
    static void stop() {
        http.close();
        node.close();
    }

    private static Result assertAllRight(List<As> callers) {
        var result = matrix.scopes(callers);
        assertEquals(List.of(), result.wrong());
        assertEquals(node.routes().size(), result.routes());
        assertEquals(result.routes() * callers.size(), result.asked());
        return result;
    }

    @Test
    void theDocumentHasEveryScope() {
        assertEquals(Scopes.ALL, matrix.scopes());
    }

    @Test
    void withoutAGoodCredentialNoRouteAnswers() {
        String good = node.token();
        assertAllRight(List.of(new As("nobody", null, null), new As("garbage", "x", null),
                new As("a damaged token", good.substring(0, good.length() - 4), null),
                new As("an unknown key", "tpkey_live_000000000000", null)));
    }

    @Test
    void oneScopeOpensItsRoutesAndNoOther() {
        var result = assertAllRight(
                Scopes.ALL.stream().map(scope -> new As(scope, node.token(scope), Set.of(scope))).toList());
        assertEquals(0, result.routesUncovered());
    }

    @Test
    void callersWhoAreAllLetInOrAllRefusedCoverNoRouteWithAScope() {
        long open = node.routes().stream().filter(route -> route.scope() == null).count();
        for (As caller : List.of(new As("everything", node.token(), Scopes.ALL),
                new As("nobody", null, null))) {
            var result = assertAllRight(List.of(caller));
            assertEquals(result.routes() - open, result.routesUncovered(), caller.name());
        }
    }

    @Test
    void allScopesButOneOpenAllRoutesButItsOwn() {
        var callers = new ArrayList<As>();
        for (String left : Scopes.ALL) {
            var others = new HashSet<>(Scopes.ALL);
            others.remove(left);
            callers.add(new As("all but " + left, node.token(others.toArray(String[]::new)), others));
        }
        assertAllRight(callers);
    }

    @Test
    void aTokenOfAnotherTenantHasItsScopesAndNoMore() {
        var secret = node.addClient("another", "another-erp", Set.of("stores:read"), null);
        assertAllRight(
                List.of(new As("another tenant", node.token("another-erp", secret), Set.of("stores:read"))));
    }

    @Test
    void aClientThatLostItsScopesOpensNothing() {
        var secret = node.addClient("lost-scopes", Set.of("audit:read"));
        String token = node.token("lost-scopes", secret);
        node.database()
                .execute("update api_client set scopes = '{keys:manage}' where client_id = 'lost-scopes'");
        Instant deadline = Instant.now().plus(Duration.ofSeconds(5));
        while (node.get("/v1/audit", token).statusCode() != 403) {
            assertTrue(Instant.now().isBefore(deadline), "the scope is gone within 5 s");
        }
        assertAllRight(List.of(new As("no scope", token, Set.of())));
    }

    @Test
    void apiKeysOpenWhatTheyHold() {
        var callers = new ArrayList<As>();
        for (String scope : List.of("stores:read", "keys:manage", "reconciliation:write")) {
            JsonNode key = TestNode.json(node.post("/v1/api-keys", node.token(), "matrix-" + scope,
                    "{\"name\":\"" + scope + "\",\"scopes\":[\"" + scope + "\"]}"));
            callers.add(new As("key with " + scope, key.get("secret").textValue(), Set.of(scope)));
        }
        assertAllRight(callers);
    }

    @Test
    void onlyTheseRoutesAreOpenToEveryone() {
        assertEquals(Set.of("readHealth", "readLiveness", "readOpenApi", "issueToken", "revokeToken",
                "introspectToken", "listSigningKeys", "describeAuthorizationServer", "readAuthority",
                "readRevocationList", "enrolDevice", "renewDevice"),
                node.routes()
                        .stream()
                        .filter(route -> route.scope() == null)
                        .map(Route::operationId)
                        .collect(Collectors.toSet()));
    }
}
