package io.tillpost.central.catalog;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamReadException;
import io.tillpost.protocol.guard.CardNumberGuard;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Sha256;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.DuplicateHeaderMode;

/// A file that looks like a catalogue: UTF-8, and a CSV with the columns that are needed or a JSON object with articles.
/// Its rows are the agent's to judge, which knows the store's currency.
public final class CatalogFile {
    /// Largest file that is taken; agents take as much. 200,000 articles are some 20 MB.
    public static final int MAX_BYTES = 50 << 20;
    /// How catalogues are written.
    public static final Set<String> CONTENT_TYPES = Set.of("text/csv", "application/json");

    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};
    private static final Set<String> NEEDED_COLUMNS = Set.of("sku", "description", "price", "tax-rate",
            "sales-class");
    private static final int CHUNK_CHARS = 8192;
    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .configure(JsonFactory.Feature.CHARSET_DETECTION, false)
            .build();

    private final String contentType;
    private final byte[] content;
    private final Hash sha256;

    private CatalogFile(String contentType, byte[] content) {
        this.contentType = contentType;
        this.content = content;
        this.sha256 = Sha256.of(content);
    }

    /// Looks at a file.
    ///
    /// @param contentType one of [#CONTENT_TYPES]
    /// @throws CatalogNotValidException if it is no catalogue
    public static CatalogFile check(String contentType, byte[] content) throws CatalogNotValidException {
        byte[] text = withoutMark(content);
        if (text.length == 0) {
            throw new CatalogNotValidException("the file is empty, expected a catalogue");
        }
        requireUtf8(text);
        requireNoCardNumber(text);
        if (contentType.equals("application/json")) {
            requireArticles(text);
        } else {
            requireColumns(text);
        }
        return new CatalogFile(contentType, content);
    }

    /// Its media type.
    public String contentType() {
        return contentType;
    }

    /// The bytes as they came.
    public byte[] content() {
        return content;
    }

    /// Of the bytes as they came.
    public Hash sha256() {
        return sha256;
    }

    private static byte[] withoutMark(byte[] file) {
        int mark = BYTE_ORDER_MARK.length;
        return file.length >= mark && Arrays.equals(file, 0, mark, BYTE_ORDER_MARK, 0, mark)
                ? Arrays.copyOfRange(file, mark, file.length)
                : file;
    }

    private static void requireUtf8(byte[] text) throws CatalogNotValidException {
        var decoder = StandardCharsets.UTF_8.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        var bytes = ByteBuffer.wrap(text);
        var chars = CharBuffer.allocate(CHUNK_CHARS);
        while (true) {
            var result = decoder.decode(bytes, chars.clear(), true);
            if (result.isError()) {
                throw new CatalogNotValidException("byte " + bytes.position() + " is 0x"
                        + Integer.toHexString(text[bytes.position()] & 0xFF) + ", expected UTF-8");
            }
            if (result.isUnderflow()) {
                return;
            }
        }
    }

    private static void requireNoCardNumber(byte[] text) throws CatalogNotValidException {
        OptionalInt line = CardNumberGuard.findLine(text);
        if (line.isPresent()) {
            throw new CatalogNotValidException(
                    "line " + line.getAsInt() + " holds what looks like a card number, expected none");
        }
    }

    private static void requireColumns(byte[] text) throws CatalogNotValidException {
        var format = CSVFormat.RFC4180.builder().setHeader()
                .setDuplicateHeaderMode(DuplicateHeaderMode.DISALLOW).setTrim(true).get();
        try (var reader = new InputStreamReader(new ByteArrayInputStream(text), StandardCharsets.UTF_8);
                var parser = CSVParser.parse(reader, format)) {
            var missing = new TreeSet<>(NEEDED_COLUMNS);
            missing.removeAll(parser.getHeaderNames());
            if (!missing.isEmpty()) {
                throw new CatalogNotValidException("the header lacks the columns " + missing);
            }
        } catch (IOException | UncheckedIOException | IllegalArgumentException _) {
            throw new CatalogNotValidException("the first line cannot be read, expected the header of a CSV");
        }
    }

    private static void requireArticles(byte[] text) throws CatalogNotValidException {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT || !hasArticles(parser)
                    || parser.nextToken() != null) {
                throw new CatalogNotValidException(
                        "expected one JSON object with a list `articles`, and nothing after it");
            }
        } catch (StreamReadException e) {
            var place = e.getLocation();
            throw new CatalogNotValidException("not well-formed JSON at line " + place.getLineNr()
                    + ", column " + place.getColumnNr());
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory cannot fail", e);
        }
    }

    /// Reads the object to its end.
    private static boolean hasArticles(JsonParser parser) throws IOException {
        boolean found = false;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            found |= name.equals("articles") && value == JsonToken.START_ARRAY;
            parser.skipChildren();
        }
        return found;
    }
}
