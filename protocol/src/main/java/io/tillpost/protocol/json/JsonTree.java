package io.tillpost.protocol.json;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;

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

    /// The names of an object's fields; none of anything else.
    public Set<String> fields() {
        return node.properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    }

    /// This piece as a record. Throws [MalformedJsonException].
    public <T> T as(Class<T> type) {
        return Json.read(Json.write(node), type);
    }

    /// Hands on each object in it, itself included, with its place, a JSON pointer (RFC 6901).
    public void eachObject(BiConsumer<String, JsonTree> to) {
        eachObject("", node, to);
    }

    private static void eachObject(String pointer, JsonNode node, BiConsumer<String, JsonTree> to) {
        if (node.isObject()) {
            to.accept(pointer, new JsonTree(node));
        }
        node.properties().forEach(field -> eachObject(pointer + "/" + field.getKey(), field.getValue(), to));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            eachObject(pointer + "/" + i, node.path(i), to);
        }
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
