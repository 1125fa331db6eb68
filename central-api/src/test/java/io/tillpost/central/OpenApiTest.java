package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.http.Route;
import io.tillpost.central.http.Route.Handler;
import io.tillpost.central.identity.Scopes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Holds the OpenAPI document against the routes that are served, both ways, and the answers against the document.
class OpenApiTest {
    private static final Pattern PATH_PARAMETER = Pattern.compile("\\{([^}]+)}");
    private static TestNode node;
    private static String text;
    private static JsonNode document;

    @BeforeAll
    static void start() {
        node = TestNode.start();
        var answer = node.get("/openapi.json", null);
        text = answer.body();
        document = TestNode.json(answer);
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void everyServedRouteIsDocumentedAndTheReverse() {
        Map<String, String> served = new TreeMap<>();
        for (Route route : node.routes()) {
            served.put(route.method() + " " + route.path(), route.operationId() + " " + route.scope());
        }
        Map<String, String> documented = new TreeMap<>();
        eachOperation((path, method, operation) -> documented.put(method + " " + path,
                operation.path("operationId").asText() + " " + scope(operation)));
        assertEquals(served, documented);
    }

    @Test
    void everyParameterIsDocumentedAndTheReverse() {
        Map<String, Set<String>> served = new TreeMap<>();
        Map<String, Set<String>> documented = new TreeMap<>();
        for (Route route : node.routes()) {
            served.put(route.operationId(), servedParameters(route));
            documented.put(route.operationId(), new TreeSet<>());
        }
        eachOperation((_, _, operation) -> operation.path("parameters").forEach(raw -> {
            JsonNode parameter = resolved(raw);
            String name = parameter.get("name").textValue();
            // What a caller demands of a thing before it is changed is asked of the handler alone.
            if (!name.equals("If-Match") && !name.equals("If-None-Match")) {
                documented.computeIfAbsent(operation.get("operationId").textValue(), _ -> new TreeSet<>())
                        .add(parameter.get("in").textValue() + " " + name);
            }
        }));
        assertEquals(served, documented);
    }

    private static Set<String> servedParameters(Route route) {
        var parameters = new TreeSet<String>();
        route.queryParameters().forEach(name -> parameters.add("query " + name));
        var inPath = PATH_PARAMETER.matcher(route.path());
        while (inPath.find()) {
            parameters.add("path " + inPath.group(1));
        }
        if (route.handler() instanceof Handler.Command && !(route.handler() instanceof Handler.Unkept)) {
            parameters.add("header Idempotency-Key");
        }
        return parameters;
    }

    @Test
    void everyBodyIsOfADocumentedType() {
        for (Route route : node.routes()) {
            var types = new TreeSet<String>();
            operation(route).path("requestBody").path("content").fieldNames().forEachRemaining(types::add);
            if (!types.isEmpty()) {
                assertEquals(new TreeSet<>(route.accepts().contentTypes()), types, route.operationId());
            }
        }
    }

    @Test
    void everyOperationSaysWhatItDoesAndHowItRefuses() {
        var silent = new ArrayList<String>();
        eachOperation((path, method, operation) -> {
            boolean refuses = operation.path("security").isEmpty()
                    || operation.path("responses").has("default");
            if (operation.path("summary").asText("").isEmpty() || !refuses
                    || operation.path("tags").isEmpty()) {
                silent.add(method + " " + path);
            }
        });
        assertEquals(List.of(), silent);
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        var dangling = new ArrayList<String>();
        document.findValuesAsText("$ref").forEach(reference -> {
            if (document.at(reference.substring(1)).isMissingNode()) {
                dangling.add(reference);
            }
        });
        assertEquals(List.of(), dangling);
    }

    @Test
    void everyScopeIsKnownAndDescribed() {
        var described = new TreeSet<String>();
        document.at("/components/securitySchemes/oauth/flows/clientCredentials/scopes")
                .fieldNames()
                .forEachRemaining(described::add);
        assertEquals(new TreeSet<>(Scopes.ALL), described);
        for (Route route : node.routes()) {
            assertTrue(route.scope() == null || Scopes.ALL.contains(route.scope()), route.operationId());
        }
    }

    @Test
    void answersAreAsDocumented() {
        String token = node.token();
        var objections = new ArrayList<String>();
        for (Route route : node.routes()) {
            if (route.method().equals("GET") && route.handler() instanceof Handler.Query) {
                // A path parameter that names nothing brings a refusal, whose form is documented as well.
                String path = PATH_PARAMETER.matcher(route.path()).replaceAll("nothing");
                var answer = node.get(path, token);
                if (answer.headers().firstValue("Content-Type").orElse("").contains("json")) {
                    SchemaCheck.objections(text, route.path(), "GET", answer.statusCode(), answer.body())
                            .forEach(objection -> objections.add(route.operationId() + ": " + objection));
                }
            }
        }
        assertEquals(List.of(), objections);
    }

    private interface OperationReader {
        void read(String path, String method, JsonNode operation);
    }

    private static void eachOperation(OperationReader reader) {
        for (Map.Entry<String, JsonNode> path : document.get("paths").properties()) {
            for (Map.Entry<String, JsonNode> operation : path.getValue().properties()) {
                reader.read(path.getKey(), operation.getKey().toUpperCase(Locale.ROOT), operation.getValue());
            }
        }
    }

    private static JsonNode operation(Route route) {
        return document.get("paths").path(route.path()).path(route.method().toLowerCase(Locale.ROOT));
    }

    private static String scope(JsonNode operation) {
        JsonNode scopes = operation.path("security").path(0).path("oauth");
        return scopes.isEmpty() ? "null" : scopes.get(0).textValue();
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.get("$ref").textValue().substring(1)) : node;
    }
}
