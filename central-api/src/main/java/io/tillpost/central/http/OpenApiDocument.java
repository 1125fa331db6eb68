package io.tillpost.central.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tillpost.protocol.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/// The OpenAPI 3.1 document, kept by hand: one piece per room in the resources `openapi/<room>.json`, each with its `paths`
/// and `components`, laid over `openapi/base.json`. A test holds it against the routes.
public final class OpenApiDocument {
    private OpenApiDocument() {}

    /// The document of these rooms.
    public static byte[] of(List<String> rooms) {
        var whole = (ObjectNode) piece("base");
        for (String room : rooms) {
            lay(whole, piece(room), room);
        }
        return Json.write(whole);
    }

    private static JsonNode piece(String room) {
        String name = "/openapi/" + room + ".json";
        try (InputStream piece = OpenApiDocument.class.getResourceAsStream(name)) {
            if (piece == null) {
                throw new IllegalStateException("resource " + name + " is missing");
            }
            return Json.readTree(piece.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(name, e);
        }
    }

    /// Adds what is new; what two pieces both say is a mistake.
    private static void lay(ObjectNode onto, JsonNode piece, String room) {
        for (Map.Entry<String, JsonNode> field : piece.properties()) {
            JsonNode there = onto.get(field.getKey());
            if (there == null) {
                onto.set(field.getKey(), field.getValue());
            } else if (there instanceof ObjectNode deeper && field.getValue().isObject()) {
                lay(deeper, field.getValue(), room);
            } else {
                throw new IllegalStateException(
                        "openapi/" + room + ".json says '" + field.getKey() + "' once more");
            }
        }
    }
}
