package io.tillpost.central;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Holds JSON against the schemas of an OpenAPI document, as far as that document uses JSON Schema. A keyword that it does
/// not know is an error, so that nothing is left unchecked silently.
public final class SchemaCheck {
    private static final Set<String> KNOWN = Set.of("type", "required", "properties", "additionalProperties",
            "items",
            "enum", "const", "pattern", "minimum", "maximum", "minLength", "maxLength", "description",
            "format",
            "default", "oneOf", "examples");

    private final JsonNode document;
    private final List<String> objections = new ArrayList<>();

    private SchemaCheck(JsonNode document) {
        this.document = document;
    }

    /// What is wrong with `body` as the answer of this operation with this status; empty if nothing.
    public static List<String> objections(String openApi, String path, String method, int status,
            String body) {
        var document = tree(openApi);
        JsonNode responses = document.at("/paths").path(path).path(method.toLowerCase(Locale.ROOT))
                .path("responses");
        JsonNode response = responses.has(Integer.toString(status))
                ? responses.get(Integer.toString(status))
                : responses.path("default");
        var check = new SchemaCheck(document);
        JsonNode content = check.resolved(response).path("content");
        if (content.isEmpty()) {
            return List.of(method + " " + path + " " + status + " is not documented");
        }
        check.check("", content.iterator().next().get("schema"), tree(body));
        return check.objections;
    }

    private static JsonNode tree(String json) {
        return Json.readTree(json.getBytes(StandardCharsets.UTF_8));
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? resolved(document.at(node.get("$ref").textValue().substring(1))) : node;
    }

    private void check(String at, JsonNode raw, JsonNode value) {
        JsonNode schema = resolved(raw);
        if (schema.isMissingNode()) {
            object(at, "has a schema that does not exist: " + raw);
            return;
        }
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!KNOWN.contains(keyword)) {
                object(at, "has the keyword " + keyword + ", which this check does not know");
            }
        });
        checkType(at, schema, value);
        checkValue(at, schema, value);
        checkFields(at, schema, value);
        for (int i = 0; value.isArray() && schema.has("items") && i < value.size(); i++) {
            check(at + "/" + i, schema.get("items"), value.get(i));
        }
        if (schema.has("oneOf")) {
            checkOneOf(at, schema.get("oneOf"), value);
        }
    }

    private void checkOneOf(String at, JsonNode choices, JsonNode value) {
        int fitting = 0;
        for (JsonNode choice : choices) {
            var trial = new SchemaCheck(document);
            trial.check(at, choice, value);
            fitting += trial.objections.isEmpty() ? 1 : 0;
        }
        if (fitting != 1) {
            object(at, "fits " + fitting + " of its choices, expected 1");
        }
    }

    private void checkType(String at, JsonNode schema, JsonNode value) {
        boolean fits = switch (schema.path("type").asText("")) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "number" -> value.isNumber();
            case "boolean" -> value.isBoolean();
            case "" -> true;
            default -> false;
        };
        if (!fits) {
            object(at, "is " + value.getNodeType() + ", expected " + schema.path("type"));
        }
    }

    private void checkValue(String at, JsonNode schema, JsonNode value) {
        if (schema.has("const") && !schema.get("const").equals(value)) {
            object(at, "is " + value + ", expected " + schema.get("const"));
        }
        if (schema.has("enum")) {
            var allowed = new ArrayList<JsonNode>();
            schema.get("enum").forEach(allowed::add);
            if (!allowed.contains(value)) {
                object(at, "is " + value + ", expected one of " + allowed);
            }
        }
        if (schema.has("pattern") && value.isTextual()
                && !value.textValue().matches(schema.get("pattern").textValue())) {
            object(at, "is " + value + ", expected " + schema.get("pattern"));
        }
        if (schema.path("format").asText("").equals("date")
                && !value.asText().matches("\\d{4}-\\d\\d-\\d\\d")) {
            object(at, "is " + value + ", expected a date");
        }
        if (schema.has("minimum") && value.longValue() < schema.get("minimum").longValue()) {
            object(at, "is " + value + ", expected at least " + schema.get("minimum"));
        }
    }

    private void checkFields(String at, JsonNode schema, JsonNode value) {
        if (!value.isObject()) {
            return;
        }
        var missing = new TreeSet<String>();
        schema.path("required").forEach(name -> missing.add(name.textValue()));
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            missing.remove(field.getKey());
            JsonNode known = schema.path("properties").path(field.getKey());
            JsonNode others = schema.path("additionalProperties");
            String pointer = at + "/" + field.getKey();
            if (!known.isMissingNode()) {
                check(pointer, known, field.getValue());
            } else if (others.isObject()) {
                check(pointer, others, field.getValue());
            } else if (others.isBoolean() && !others.booleanValue()) {
                object(pointer, "is not documented");
            }
        }
        missing.forEach(name -> object(at + "/" + name, "is missing"));
    }

    private void object(String at, String what) {
        objections.add((at.isEmpty() ? "the body" : at) + " " + what);
    }
}
