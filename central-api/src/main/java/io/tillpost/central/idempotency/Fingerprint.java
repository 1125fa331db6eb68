package io.tillpost.central.idempotency;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.Json;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/// What makes two requests the same: method, path, query, and the typed body with exact numbers, whatever its layout and
/// the order of its fields. 2^53 and 2^53 + 1 differ, and so do `1` and `"1"`.
///
/// @param parts place -> short digest of what stands there. Places are JSON Pointers (RFC 6901) into the body, `?name` for
///        a query parameter, `#method`, `#path`, and `#body` for a body that is not JSON
public record Fingerprint(Hash value, SortedMap<String, String> parts) {
    private static final int SHORT_DIGEST_BYTES = 8;
    /// A longer list helps nobody.
    private static final int MOST_DIFFERENCES = 50;
    /// Requests with more places keep only their fingerprint: a difference is then found, and not located.
    private static final int MOST_PARTS = 2_000;
    /// Of documents with more places, or with more characters in the pointers to them, the digest is made in one walk: a
    /// megabyte can hold half a million values under one long name, and the pointers to them would be gigabytes.
    private static final int MOST_PLACES = 20_000;
    private static final int MOST_POINTER_CHARS = 1 << 20;

    public Fingerprint {
        parts = Collections.unmodifiableSortedMap(new TreeMap<>(parts));
    }

    /// The fingerprint of a request with a JSON body.
    public static Fingerprint ofJson(String method, String path, Map<String, String> query, byte[] body) {
        var places = frame(method, path, query);
        var frame = new TreeMap<>(places);
        JsonNode document = Json.readTree(body);
        return new Walk(places).fits("", document) ? of(places) : ofWhole(frame, document);
    }

    /// The fingerprint of a request with any other body, or none.
    public static Fingerprint ofBytes(String method, String path, Map<String, String> query, byte[] body) {
        var places = frame(method, path, query);
        places.put("#body", Sha256.of(body).toString());
        return of(places);
    }

    /// The places where two requests differ, sorted; the whole body (`""`) if that is not known.
    public List<String> differences(Fingerprint other) {
        if (parts.isEmpty() || other.parts.isEmpty()) {
            return List.of("");
        }
        var all = new TreeSet<>(parts.keySet());
        all.addAll(other.parts.keySet());
        return all.stream()
                .filter(place -> !Objects.equals(parts.get(place), other.parts.get(place)))
                .limit(MOST_DIFFERENCES)
                .toList();
    }

    private static SortedMap<String, String> frame(String method, String path, Map<String, String> query) {
        var places = new TreeMap<String, String>();
        places.put("#method", method);
        places.put("#path", path);
        query.forEach((name, value) -> places.put("?" + name, value));
        return places;
    }

    /// Collects the places of a document.
    private static final class Walk {
        private final Map<String, String> places;
        private int pointerChars;

        Walk(Map<String, String> places) {
            this.places = places;
        }

        /// Adds the places from here on; false as soon as there are too many.
        boolean fits(String pointer, JsonNode node) {
            pointerChars += pointer.length();
            if (places.size() >= MOST_PLACES || pointerChars > MOST_POINTER_CHARS) {
                return false;
            }
            places.put(pointer, token(node));
            for (Map.Entry<String, JsonNode> field : node.properties()) {
                String name = field.getKey().replace("~", "~0").replace("/", "~1");
                if (!fits(pointer + "/" + name, field.getValue())) {
                    return false;
                }
            }
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                if (!fits(pointer + "/" + i, node.get(i))) {
                    return false;
                }
            }
            return true;
        }
    }

    /// Of a document with too many places: the digest of all that stands there, fields sorted, and no parts.
    private static Fingerprint ofWhole(SortedMap<String, String> frame, JsonNode document) {
        var digest = Sha256.digest();
        // Begins otherwise than the digest of places can, the first of which is "".
        frame(digest, "#document");
        frame(digest, Integer.toString(frame.size()));
        frame.forEach((place, value) -> {
            frame(digest, place);
            frame(digest, value);
        });
        whole(digest, document);
        return new Fingerprint(Hash.of(digest.digest()), new TreeMap<>());
    }

    private static void whole(MessageDigest digest, JsonNode node) {
        frame(digest, token(node));
        if (node.isContainerNode()) {
            frame(digest, Integer.toString(node.size()));
        }
        for (Map.Entry<String, JsonNode> field : node.properties().stream()
                .sorted(Map.Entry.comparingByKey())
                .toList()) {
            frame(digest, field.getKey());
            whole(digest, field.getValue());
        }
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            whole(digest, node.get(i));
        }
    }

    /// A value with its type, so that no two different ones look alike.
    private static String token(JsonNode node) {
        return switch (node.getNodeType()) {
            case OBJECT -> "{}";
            case ARRAY -> "[]";
            case STRING -> "s" + node.textValue();
            case BOOLEAN -> "b" + node.booleanValue();
            case NULL -> "null";
            case NUMBER -> node.isIntegralNumber()
                    ? "i" + node.bigIntegerValue()
                    : "d" + node.decimalValue().stripTrailingZeros();
            case BINARY, MISSING, POJO -> throw new IllegalStateException(
                    node.getNodeType() + " does not come from a JSON text");
        };
    }

    private static Fingerprint of(SortedMap<String, String> places) {
        var digest = Sha256.digest();
        var parts = new TreeMap<String, String>();
        places.forEach((place, value) -> {
            frame(digest, place);
            frame(digest, value);
            if (places.size() <= MOST_PARTS) {
                byte[] whole = Sha256.of(value).toBytes();
                parts.put(place, HexFormat.of().formatHex(whole, 0, SHORT_DIGEST_BYTES));
            }
        });
        return new Fingerprint(Hash.of(digest.digest()), parts);
    }

    private static void frame(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
