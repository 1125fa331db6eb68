package io.tillpost.protocol.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// Holds docs/reference/asyncapi.yaml against the code. Whether it is an AsyncAPI document at all is for the
/// specification's own parser to say (docs/reference/check-asyncapi.sh).
class AsyncApiTest {
    private static final Path FILE = Path.of(System.getProperty("product.root", ".."), "docs", "reference",
            "asyncapi.yaml");
    private static final String STORE = "the-store";

    /// Schema -> record.
    private static final Map<String, Class<?>> RECORDS = Map.ofEntries(Map.entry("Hello", Hello.class),
            Map.entry("LaneHead", LaneHead.class),
            Map.entry("JournalKey", JournalKey.class),
            Map.entry("Parent", Parent.class),
            Map.entry("Presence", Presence.class),
            Map.entry("Welcome", Downlink.Welcome.class),
            Map.entry("LaneWelcome", Downlink.LaneWelcome.class),
            Map.entry("Credit", Credit.class),
            Map.entry("Ack", Downlink.Ack.class),
            Map.entry("Nack", Downlink.Nack.class),
            Map.entry("SetAside", Downlink.SetAside.class),
            Map.entry("Command", Command.class),
            Map.entry("CommandReport", CommandReport.class),
            Map.entry("CommandState", CommandState.class),
            Map.entry("CommandIssue", CommandMessage.Issue.class),
            Map.entry("CommandCancel", CommandMessage.Cancel.class),
            Map.entry("CommandTaken", CommandMessage.Taken.class),
            Map.entry("ConfigPointer", ConfigPointer.class));

    private final JsonNode document = read();

    private static JsonNode read() {
        try {
            return new YAMLMapper().readTree(Files.readAllBytes(FILE));
        } catch (IOException e) {
            throw new IllegalStateException(FILE + " cannot be read", e);
        }
    }

    @Test
    void everyTopicIsAChannelAndTheReverse() throws Exception {
        var topics = new TreeSet<String>();
        for (Method method : Topics.class.getDeclaredMethods()) {
            if (method.getReturnType() != String.class || Modifier.isStatic(method.getModifiers())
                    || List.of("store", "toString").contains(method.getName())) {
                continue;
            }
            if (method.getParameterCount() == 0) {
                topics.add((String) method.invoke(new Topics(STORE)));
            } else {
                for (Lane lane : Lane.values()) {
                    topics.add((String) method.invoke(new Topics(STORE), lane));
                }
            }
        }
        assertEquals(topics, new TreeSet<>(channelsByTopic().keySet()));
    }

    @Test
    void stateAndConfigurationAreRetainedAndTelemetryAloneIsSentAtMostOnce() {
        var operations = new HashMap<String, JsonNode>();
        for (JsonNode operation : document.required("operations")) {
            operations.put(operation.required("channel").required("$ref").asText(),
                    resolved(operation.required("bindings")).required("mqtt"));
        }
        var mine = new Topics(STORE);
        channelsByTopic().forEach((topic, channel) -> {
            JsonNode mqtt = operations.get("#/channels/" + channel);
            assertTrue(mqtt != null, channel + " has no operation");
            assertEquals(Set.of(mine.state(), mine.config()).contains(topic),
                    mqtt.required("retain").asBoolean(), topic);
            assertEquals(topic.equals(mine.up(Lane.TEL)) ? 0 : 1, mqtt.required("qos").asInt(), topic);
        });
    }

    @Test
    void everySchemaHasTheFieldsOfItsRecordAndTheirTypes() {
        var checked = new TreeSet<String>();
        RECORDS.forEach((name, type) -> {
            JsonNode schema = schema(name);
            if (type.isEnum()) {
                assertEquals(constants(type), texts(schema.required("enum")), name);
            } else {
                assertEquals(expected(type), found(schema), name);
            }
            checked.add(name);
        });
        var others = new TreeSet<String>();
        document.required("components").required("schemas").fieldNames().forEachRemaining(others::add);
        others.removeAll(checked);
        assertEquals(Set.of("BatchHeader", "Hash", "HelloSignature", "Lane"), others, "schemas of no record");
        assertEquals(Arrays.stream(Lane.values()).map(Lane::wireName).toList(),
                texts(schema("Lane").required("enum")));
    }

    @Test
    void everyKindOfAnswerIsAMessageOfItsChannel() {
        kinds("answers", Downlink.class);
        kinds("commands", CommandMessage.class);
    }

    private void kinds(String channel, Class<?> family) {
        var kinds = new TreeSet<String>();
        for (JsonSubTypes.Type one : family.getAnnotation(JsonSubTypes.class).value()) {
            kinds.add(one.name());
        }
        var documented = new TreeSet<String>();
        for (JsonNode message : document.required("channels").required(channel).required("messages")) {
            JsonNode payload = resolved(resolved(message).required("payload"));
            documented.add(payload.required("properties").required("kind").required("const").asText());
        }
        assertEquals(kinds, documented, channel);
    }

    @Test
    void theHeadersOfABatchAreItsUserProperties() {
        Hash zero = Hash.of(new byte[Hash.LENGTH_BYTES]);
        var header = new BatchHeader(new UUID(1, 2), new JournalKey(Lane.FIN, new UUID(3, 4), 1), 1, 1, zero,
                zero, "00-0-0-01");
        var signature = new HeadSignature(zero, new byte[]{1});
        JsonNode schema = schema("BatchHeader");
        assertEquals(new TreeSet<>(header.properties().keySet()),
                new TreeSet<>(texts(schema.required("required"))));
        var all = new TreeSet<>(header.properties().keySet());
        all.addAll(signature.properties().keySet());
        assertEquals(all, names(schema.required("properties")));
        assertEquals(BatchHeader.ENCODING,
                schema.required("properties").required("encoding").required("const").asText());
        assertEquals(BatchHeader.CONTENT_TYPE,
                document.required("components").required("messages").required("Batch").required("contentType")
                        .asText());
        for (JsonNode property : schema.required("properties")) {
            assertEquals("string", resolved(property).required("type").asText(), "user properties are text");
        }
    }

    /// Topic of [#STORE] -> channel.
    private Map<String, String> channelsByTopic() {
        var found = new TreeMap<String, String>();
        document.required("channels").properties().forEach(entry -> {
            String address = entry.getValue().required("address").asText().replace("{store}", STORE);
            JsonNode lane = entry.getValue().path("parameters").path("lane");
            List<String> lanes = lane.isMissingNode() ? List.of("") : texts(lane.required("enum"));
            lanes.forEach(one -> found.put(address.replace("{lane}", one), entry.getKey()));
        });
        return found;
    }

    /// Field -> type, with `?` behind a field that may be absent.
    private static Map<String, String> expected(Class<?> type) {
        var fields = new TreeMap<String, String>();
        if (Arrays.stream(type.getInterfaces())
                .anyMatch(one -> one.isAnnotationPresent(JsonSubTypes.class))) {
            fields.put("kind", "string");
        }
        for (RecordComponent part : type.getRecordComponents()) {
            boolean optional = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
            fields.put(part.getName() + (optional ? "?" : ""), expected(part.getGenericType()));
        }
        return fields;
    }

    private static String expected(Type type) {
        if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
            return "array of " + expected(list.getActualTypeArguments()[0]);
        }
        var plain = (Class<?>) type;
        return switch (plain.getSimpleName()) {
            case "String" -> "string";
            case "UUID" -> "string uuid";
            case "Instant" -> "string date-time";
            case "int", "Integer" -> "integer int32";
            case "long", "Long" -> "integer int64";
            case "boolean" -> "boolean";
            // Any JSON.
            case "JsonNode", "JsonTree" -> "";
            case "Reason", "Action" -> "string " + constants(plain);
            default -> plain.getSimpleName();
        };
    }

    private Map<String, String> found(JsonNode schema) {
        List<String> required = texts(schema.required("required"));
        var fields = new TreeMap<String, String>();
        schema.required("properties").properties().forEach(entry -> fields.put(
                entry.getKey() + (required.contains(entry.getKey()) ? "" : "?"), found(entry)));
        return fields;
    }

    private static String found(Map.Entry<String, JsonNode> field) {
        return field.getKey().equals("arguments") ? "" : type(field.getValue());
    }

    private static String type(JsonNode schema) {
        if (schema.has("$ref")) {
            String ref = schema.required("$ref").asText();
            return ref.substring(ref.lastIndexOf('/') + 1);
        }
        String type = schema.path("type").asText();
        if (type.equals("array")) {
            return "array of " + type(schema.required("items"));
        }
        if (schema.has("enum")) {
            return type + " " + texts(schema.required("enum"));
        }
        return schema.has("format") ? type + " " + schema.required("format").asText() : type;
    }

    private JsonNode schema(String name) {
        return document.required("components").required("schemas").required(name);
    }

    private JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.required("$ref").asText().substring(1)) : node;
    }

    private static List<String> constants(Class<?> type) {
        return Arrays.stream(type.getEnumConstants()).map(one -> ((Enum<?>) one).name()).toList();
    }

    private static List<String> texts(JsonNode array) {
        var texts = new ArrayList<String>();
        array.forEach(one -> texts.add(one.asText()));
        return texts;
    }

    private static Set<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey).collect(
                Collectors.toCollection(TreeSet::new));
    }
}
