package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.http.Route;
import io.tillpost.central.identity.Scopes;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every route that is served × {no token, each scope that exists}: only the one that the route names opens it.
class ScopeMatrixTest {
    private static TestNode node;
    private static final Map<String, String> TOKEN_BY_SCOPE = new HashMap<>();

    @BeforeAll
    static void start() {
        node = TestNode.start();
        for (String scope : Scopes.ALL) {
            TOKEN_BY_SCOPE.put(scope, node.token(scope));
        }
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    private static List<Route> guarded() {
        return node.routes().stream().filter(route -> route.scope() != null).toList();
    }

    @Test
    void withoutATokenNoRouteAnswers() {
        assertAll(guarded().stream().map(route -> () -> {
            var answer = call(route, null);
            assertEquals(401, answer.statusCode(), route.operationId());
            assertTrue(answer.headers().firstValue("WWW-Authenticate").orElseThrow().startsWith("Bearer"),
                    route.operationId());
        }));
    }

    @Test
    void withAnyOtherScopeNoRouteAnswers() {
        assertAll(guarded().stream()
                .flatMap(route -> Scopes.ALL.stream()
                        .filter(scope -> !scope.equals(route.scope()))
                        .map(scope -> () -> {
                            var answer = call(route, TOKEN_BY_SCOPE.get(scope));
                            assertEquals(403, answer.statusCode(), route.operationId() + " with " + scope);
                            assertTrue(answer.headers()
                                    .firstValue("WWW-Authenticate")
                                    .orElseThrow()
                                    .contains("insufficient_scope"));
                        })));
    }

    @Test
    void withItsScopeEveryRouteGoesOn() {
        assertAll(guarded().stream().map(route -> () -> {
            int status = call(route, TOKEN_BY_SCOPE.get(route.scope())).statusCode();
            assertTrue(!Set.of(401, 403).contains(status) && status < 500,
                    route.operationId() + " answers " + status);
        }));
    }

    @Test
    void onlyTheseRoutesAreOpenToEveryone() {
        assertEquals(Set.of("readHealth", "readLiveness", "readOpenApi", "issueToken", "listSigningKeys",
                "describeAuthorizationServer", "readAuthority", "readRevocationList", "enrolDevice",
                "renewDevice"),
                node.routes()
                        .stream()
                        .filter(route -> route.scope() == null)
                        .map(Route::operationId)
                        .collect(Collectors.toSet()));
    }

    private static HttpResponse<String> call(Route route, @Nullable String token) {
        var request = node.request(route.path().replaceAll("\\{[^}]+}", "nothing"))
                .method(route.method(), HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return node.send(request);
    }
}
