package io.tillpost.protocol.json;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.introspect.AnnotationIntrospectorPair;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import java.io.IOException;
import java.util.List;
import java.util.stream.Collectors;

/// Reads and writes records as JSON, strictly: unknown fields, duplicate keys, missing or null components that are
/// not `@Nullable`, coerced scalars, trailing tokens, over-long or over-deep documents and other encodings than UTF-8 are refused with
/// [MalformedJsonException]. Absent values are left out when writing. Safe for use by all threads.
public final class Json {
    /// Largest document that is read.
    public static final int MAX_DOCUMENT_BYTES = 1 << 20;
    /// Largest file that a person hands in, e.g. a catalogue.
    public static final int MAX_FILE_BYTES = 50 << 20;
    /// Deepest nesting that is read.
    public static final int MAX_DEPTH = 32;

    private static final int MAX_STRING_CHARS = 1 << 16;
    private static final int MAX_NUMBER_CHARS = 32;
    /// What Jackson would turn into a text even where scalars may not be coerced.
    private static final List<CoercionInputShape> NO_TEXT = List.of(CoercionInputShape.Integer,
            CoercionInputShape.Float, CoercionInputShape.Boolean);
    private static final ObjectMapper MAPPER = mapper(MAX_DOCUMENT_BYTES);
    private static final ObjectMapper OF_NEWER = mapper(MAX_DOCUMENT_BYTES)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    private static final ObjectMapper FILES = mapper(MAX_FILE_BYTES);
    private static final ObjectMapper WITHOUT_NULLS = withoutNulls(mapper(MAX_DOCUMENT_BYTES));

    private Json() {}

    /// The JSON of a record, UTF-8.
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " cannot be written as JSON",
                    e);
        }
    }

    /// Finds out how records of these types are written before somebody waits for it.
    public static void warmUp(List<Class<?>> types) {
        types.forEach(MAPPER::writerFor);
    }

    /// The JSON of a record, indented for people.
    public static String writePretty(Object value) {
        try {
            return MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(value.getClass().getSimpleName() + " cannot be written as JSON",
                    e);
        }
    }

    /// Reads a whole document as `type`.
    public static <T> T read(byte[] json, Class<T> type) {
        return read(json, type, MAPPER, MAX_DOCUMENT_BYTES);
    }

    /// Likewise what head office tells its boxes, which may be a newer version's: fields that are not known are passed over.
    /// Head office is upgraded first, and its stores one after the other.
    public static <T> T readOfNewer(byte[] json, Class<T> type) {
        return read(json, type, OF_NEWER, MAX_DOCUMENT_BYTES);
    }

    /// Likewise what somebody asks for or configures: no list, set or map in it may hold a null. Events are not read by
    /// this: what was written once is read as it was.
    public static <T> T readWithoutNulls(byte[] json, Class<T> type) {
        return read(json, type, WITHOUT_NULLS, MAX_DOCUMENT_BYTES);
    }

    /// Likewise a file that a person hands in, which may be larger than what programs send each other.
    public static <T> T readFile(byte[] json, Class<T> type) {
        return read(json, type, FILES, MAX_FILE_BYTES);
    }

    private static <T> T read(byte[] json, Class<T> type, ObjectMapper mapper, int mostBytes) {
        if (json.length > mostBytes) {
            throw new MalformedJsonException("", "document of " + json.length + " bytes, expected at most "
                    + mostBytes);
        }
        if (Utf8.isOverlong(json)) {
            throw new MalformedJsonException("", "not UTF-8");
        }
        int start = Utf8.start(json);
        try {
            T value = mapper.readValue(json, start, json.length - start, type);
            if (value == null) {
                throw new MalformedJsonException("", "null, expected an object");
            }
            return value;
        } catch (JsonMappingException e) {
            throw new MalformedJsonException(pointer(e), reason(e), e);
        } catch (JacksonException e) {
            throw new MalformedJsonException("", reason(e), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading from memory cannot fail", e);
        }
    }

    /// Reads a whole document as a tree, for callers that look before they bind.
    public static JsonNode readTree(byte[] json) {
        return read(json, JsonNode.class);
    }

    private static String pointer(JsonMappingException e) {
        return e.getPath()
                .stream()
                .map(step -> "/" + (step.getFieldName() != null
                        ? step.getFieldName().replace("~", "~0").replace("/", "~1")
                        : Integer.toString(step.getIndex())))
                .collect(Collectors.joining());
    }

    /// The first line of Jackson's message with our own refusals unwrapped; the source text is never included.
    private static String reason(JacksonException e) {
        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
            if (cause instanceof IllegalArgumentException && cause.getMessage() != null) {
                return cause.getMessage();
            }
        }
        if (e instanceof UnrecognizedPropertyException unknown) {
            return "'" + unknown.getPropertyName() + "' is not known, expected "
                    + unknown.getKnownPropertyIds()
                            .stream()
                            .map(String::valueOf)
                            .sorted()
                            .collect(Collectors.joining(", "));
        }
        if (e.getOriginalMessage().startsWith("Missing required creator property")) {
            return "is missing";
        }
        return firstLine(e) + place(e);
    }

    /// Where a document stops being JSON. What a field holds is named by its pointer.
    private static String place(JacksonException e) {
        JsonLocation at = e.getLocation();
        return e instanceof JsonMappingException || at == null
                ? ""
                : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")";
    }

    private static String firstLine(JacksonException e) {
        String first = e.getOriginalMessage().lines().findFirst().orElse("not JSON");
        return first.replaceAll(
                "\\(class [^)]*\\)|`?(io\\.tillpost|java|com\\.fasterxml)\\.[\\w.$]*\\.(\\w+)`?", "$2");
    }

    private static ObjectMapper withoutNulls(ObjectMapper mapper) {
        return mapper.setDefaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL));
    }

    private static ObjectMapper mapper(int mostBytes) {
        var factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(MAX_DEPTH)
                        .maxStringLength(MAX_STRING_CHARS)
                        .maxNumberLength(MAX_NUMBER_CHARS)
                        .maxDocumentLength(mostBytes)
                        .build())
                .build();
        var mapper = JsonMapper.builder(factory)
                .addModule(new JavaTimeModule())
                .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
                .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(DeserializationFeature.ADJUST_DATES_TO_CONTEXT_TIME_ZONE)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                // A record is its components; `isZero()` and the like are derived from them.
                .disable(MapperFeature.AUTO_DETECT_IS_GETTERS)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .enable(DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
                .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                .defaultPropertyInclusion(JsonInclude.Value.construct(JsonInclude.Include.NON_NULL,
                        JsonInclude.Include.ALWAYS))
                .withCoercionConfig(LogicalType.Textual, text -> NO_TEXT.forEach(
                        shape -> text.setCoercion(shape, CoercionAction.Fail)))
                .build();
        mapper.setAnnotationIntrospector(AnnotationIntrospectorPair.pair(new RequiredUnlessNullable(),
                mapper.getDeserializationConfig().getAnnotationIntrospector()));
        return mapper;
    }
}
