package io.tillpost.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/// A piece of JSON that a record carries as it is, for somebody else to read.
///
/// @param node never changed by anybody
public record JsonTree(@JsonValue JsonNode node) {
    /// An object without fields.
    public static final JsonTree EMPTY = new JsonTree(JsonNodeFactory.instance.objectNode());

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public JsonTree {
        // Jackson needs to be told that the one component is the whole.
    }

    /// What [Json] makes of a record.
    public static JsonTree of(Object value) {
        return new JsonTree(Json.readTree(Json.write(value)));
    }

    /// Reads a document. Throws [MalformedJsonException].
    public static JsonTree read(byte[] json) {
        return new JsonTree(Json.readTree(json));
    }

    /// Whether it is an object.
    public boolean isObject() {
        return node.isObject();
    }

    /// How many bytes it takes as UTF-8.
    public int sizeBytes() {
        return Json.write(node).length;
    }

    @Override
    public String toString() {
        return node.toString();
    }
}
