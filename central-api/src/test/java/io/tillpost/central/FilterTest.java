package io.tillpost.central;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.central.http.Route;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Every filter of every list and report: what it cannot mean is refused, and never an empty answer.
class FilterTest {
    private static TestNode node;

    @BeforeAll
    static void start() {
        node = TestNode.start();
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void aStoreThatDoesNotExistIsNotFound() {
        String token = node.token();
        var asked = new TreeSet<String>();
        var objections = new ArrayList<String>();
        for (Route route : node.routes()) {
            if (route.method().equals("GET") && route.queryParameters().contains("store")) {
                asked.add(route.operationId());
                String date = route.queryParameters().contains("businessDate")
                        ? "&businessDate=2026-03-02"
                        : "";
                var answer = node.get(route.path().replace("{account}", "assets:safe") + "?store=nope" + date,
                        token);
                if (!code(answer).equals("404 not-found no store 'nope'")) {
                    objections.add(route.operationId() + ": " + answer.statusCode() + " " + answer.body());
                }
            }
        }
        assertEquals(List.of(), objections);
        assertTrue(asked.size() > 8, asked.toString());
    }

    @Test
    void aWordThatAFilterDoesNotKnowIsRefusedWithThoseItDoes() {
        String token = node.token();
        var document = TestNode.json(node.get("/openapi.json", null));
        var asked = new ArrayList<String>();
        var objections = new ArrayList<String>();
        for (var path : document.get("paths").properties()) {
            for (JsonNode parameter : path.getValue().path("get").path("parameters")) {
                JsonNode words = parameter.at("/schema/enum");
                if (!words.isMissingNode()) {
                    String name = parameter.get("name").asText();
                    asked.add(path.getKey() + " " + name);
                    var answer = node.get(path.getKey().replaceAll("\\{[a-z]+}", "nothing") + "?" + name
                            + "=bogus", token);
                    var expected = new ArrayList<String>();
                    words.forEach(word -> expected.add(word.asText()));
                    if (!code(answer).equals("400 malformed-request 'bogus', expected "
                            + String.join(", ", expected).replaceFirst(", ([^,]*)$", " or $1"))) {
                        objections.add(path.getKey() + ": " + answer.statusCode() + " " + answer.body());
                    }
                }
            }
        }
        assertEquals(List.of(), objections);
        assertTrue(asked.size() > 6, asked.toString());
    }

    private static String code(HttpResponse<String> answer) {
        JsonNode problem = TestNode.json(answer);
        return answer.statusCode() + " " + problem.path("code").asText() + " "
                + problem.path("detail").asText();
    }
}
