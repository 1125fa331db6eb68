package io.tillpost.protocol.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Walks over a document's words without binding it to a type, for those who look for something wherever it stands.
public final class JsonTexts {
    /// Without buffers that are kept for the next document: who looks for what must not be kept does not keep it either.
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
            .build();

    private JsonTexts() {}

    /// Judges a word.
    @FunctionalInterface
    public interface Test {
        /// Whether the word passes.
        ///
        /// @param field name of the field whose value it is; absent in an array
        boolean holds(@Nullable String field, String word);
    }

    /// Makes another word of a word.
    @FunctionalInterface
    public interface Change {
        /// What stands in its place; it may be the same.
        ///
        /// @param field name of the field whose value it is; absent in an array
        String of(@Nullable String field, String word);
    }

    /// The JSON Pointer of the first text, whole number or field name that passes the test. A document that is no JSON has
    /// none behind the place where it goes wrong.
    public static Optional<String> find(byte[] json, Test test) {
        try (JsonParser parser = parser(json)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (isWord(token) && test.holds(field(token, parser), parser.getText())) {
                    return Optional.of(parser.getParsingContext().pathAsPointer().toString());
                }
            }
            return Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The document with its texts changed, and nothing else but blanks. Throws [MalformedJsonException] for what is no
    /// JSON.
    public static byte[] mapped(byte[] json, Change change) {
        var bytes = new ByteArrayOutputStream(json.length);
        try (JsonParser parser = parser(json);
                JsonGenerator generator = JSON.createGenerator(bytes)) {
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                switch (token) {
                    case VALUE_STRING ->
                        generator.writeString(change.of(field(token, parser), parser.getText()));
                    case VALUE_NUMBER_FLOAT -> generator.writeNumber(parser.getText());
                    default -> generator.copyCurrentEvent(parser);
                }
            }
        } catch (IOException e) {
            throw new MalformedJsonException("", "not JSON", e);
        }
        return bytes.toByteArray();
    }

    private static JsonParser parser(byte[] json) throws IOException {
        int start = Utf8.start(json);
        return JSON.createParser(json, start, json.length - start);
    }

    private static boolean isWord(JsonToken token) {
        return token == JsonToken.VALUE_STRING || token == JsonToken.VALUE_NUMBER_INT
                || token == JsonToken.FIELD_NAME;
    }

    private static @Nullable String field(JsonToken token, JsonParser parser) throws IOException {
        return token == JsonToken.FIELD_NAME ? null : parser.currentName();
    }
}
