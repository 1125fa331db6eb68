package io.tillpost.central.http;

import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.MalformedJsonException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/// Which part of a list is asked for. A cursor names the last row that was shown, so that rows which come in meanwhile
/// neither repeat nor hide others. It is opaque, and good for the list that gave it only: the checksum covers the path
/// and the filters.
///
/// @param limit 1 to [#MAX_LIMIT]
/// @param after the sort key of the last row shown, as handed to [#cursor(Call, String...)]; absent on the first page
public record Page(int limit, Optional<List<String>> after) {
    /// Query parameter with the cursor of the page before.
    public static final String CURSOR = "cursor";
    /// Query parameter with the number of rows wanted.
    public static final String LIMIT = "limit";
    /// Rows on a page unless asked otherwise.
    public static final int DEFAULT_LIMIT = 50;
    /// Rows on a page at most: a page stays below a few hundred kilobytes.
    public static final int MAX_LIMIT = 200;

    private static final int CHECKSUM_BYTES = Integer.BYTES;
    private static final int MAX_CURSOR_CHARS = 1024;

    /// The page that `call` asks for; a 400 for a limit out of range or a cursor of another list.
    public static Page of(Call call) throws ProblemException {
        int limit = DEFAULT_LIMIT;
        if (call.queryParameter(LIMIT).isPresent()) {
            limit = limit(call.queryParameter(LIMIT).get());
        }
        if (call.queryParameter(CURSOR).isPresent()) {
            return new Page(limit, Optional.of(position(call, call.queryParameter(CURSOR).get())));
        }
        return new Page(limit, Optional.empty());
    }

    /// The sort key of the last row shown, as this list reads it; a 400 where it is none of this list's.
    ///
    /// @param read throws [IllegalArgumentException] or [IndexOutOfBoundsException] where the texts are none
    public <T> Optional<T> after(Function<List<String>, T> read) throws ProblemException {
        try {
            return after.map(read);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw unusable(e);
        }
    }

    /// The cursor of the page after the row with this sort key.
    public static String cursor(Call call, String... sortKey) {
        byte[] position = Json.write(List.of(sortKey));
        var framed = ByteBuffer.allocate(CHECKSUM_BYTES + position.length);
        framed.putInt(checksum(call, position)).put(position);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(framed.array());
    }

    private static int limit(String text) throws ProblemException {
        if (!text.matches("[0-9]{1,4}") || Integer.parseInt(text) < 1
                || Integer.parseInt(text) > MAX_LIMIT) {
            throw Problem.malformed("?" + LIMIT, "expected a number from 1 to " + MAX_LIMIT).exception();
        }
        return Integer.parseInt(text);
    }

    private static List<String> position(Call call, String cursor) throws ProblemException {
        try {
            if (cursor.length() <= MAX_CURSOR_CHARS) {
                var framed = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
                if (framed.remaining() > CHECKSUM_BYTES) {
                    int checksum = framed.getInt();
                    byte[] position = new byte[framed.remaining()];
                    framed.get(position);
                    if (checksum == checksum(call, position)) {
                        return texts(Json.read(position, String[].class));
                    }
                }
            }
        } catch (IllegalArgumentException | MalformedJsonException e) {
            throw unusable(e);
        }
        throw unusable(null);
    }

    /// A checksum is no secret: what stands below it may be anything, even what no row can have.
    private static List<String> texts(String[] key) {
        if (key.length == 0 || Stream.of(key).anyMatch(text -> text.indexOf('\0') >= 0)) {
            throw new IllegalArgumentException("no sort key");
        }
        return List.of(key);
    }

    private static ProblemException unusable(@Nullable Exception cause) {
        var problem = Problem
                .malformed("?" + CURSOR, "expected a cursor that this list gave for these filters")
                .exception();
        if (cause != null) {
            problem.addSuppressed(cause);
        }
        return problem;
    }

    private static int checksum(Call call, byte[] position) {
        var crc = new CRC32();
        crc.update(call.path().getBytes(StandardCharsets.UTF_8));
        call.query()
                .entrySet()
                .stream()
                .filter(entry -> !entry.getKey().equals(CURSOR) && !entry.getKey().equals(LIMIT))
                .sorted(Map.Entry.comparingByKey())
                .forEach(entry -> crc.update(
                        ("\0" + entry.getKey() + "\0" + entry.getValue()).getBytes(StandardCharsets.UTF_8)));
        crc.update(position);
        return (int) crc.getValue();
    }
}
