package io.tillpost.central.database;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PGBinaryObject;
import org.postgresql.util.PGobject;

/// A column as PostgreSQL itself keeps arrays (array_recv): as text, each value costs the driver its quoting and the
/// server its parsing. The driver sends it so only for the types named in [#TYPES].
final class BinaryArray extends PGobject implements PGBinaryObject {
    private static final long serialVersionUID = 1L;
    /// What the driver must be told to send in binary form (`binaryTransferEnable`).
    static final String TYPES = "BYTEA_ARRAY,INT2_ARRAY,INT4_ARRAY,INT8_ARRAY,TEXT_ARRAY,UUID_ARRAY,DATE_ARRAY,TIMESTAMPTZ_ARRAY";

    /// Object ids of the element types (PostgreSQL's pg_type.dat); they never change.
    private static final Map<String, Integer> ELEMENTS = Map.of("bytea", 17, "int8", 20, "int2", 21, "int4",
            23, "text", 25, "date", 1082, "timestamptz", 1184, "uuid", 2950);
    private static final int HEADER_BYTES = 3 * Integer.BYTES;
    private static final int DIMENSION_BYTES = 2 * Integer.BYTES;
    private static final int NULL = -1;
    /// Both count from here.
    private static final LocalDate FIRST_DAY = LocalDate.of(2000, 1, 1);
    private static final long FIRST_SECOND = Instant.parse("2000-01-01T00:00:00Z").getEpochSecond();
    private static final int MICROS = 1_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    @SuppressWarnings("serial") // Nobody serializes it; its parent can be.
    private final transient byte[] encoded;

    private BinaryArray(String type, byte[] encoded) {
        this.encoded = encoded;
        setType("_" + type);
    }

    /// The column in this form; null if its type, or one of its values for that type, is not known here.
    static @Nullable BinaryArray of(Sql.Column column) {
        Integer element = ELEMENTS.get(column.type());
        if (element == null) {
            return null;
        }
        List<byte @Nullable []> parts = new ArrayList<>(column.values().length);
        int size = HEADER_BYTES + DIMENSION_BYTES;
        boolean hasNull = false;
        for (Object value : column.values()) {
            byte[] part = value == null ? null : part(column.type(), value);
            if (part == null && value != null) {
                return null;
            }
            hasNull |= part == null;
            size = Math.addExact(size, Integer.BYTES + (part == null ? 0 : part.length));
            parts.add(part);
        }
        return new BinaryArray(column.type(), parts.isEmpty()
                ? ByteBuffer.allocate(HEADER_BYTES).putInt(0).putInt(0).putInt(element).array()
                : bytes(element, parts, hasNull, size));
    }

    private static byte[] bytes(int element, List<byte @Nullable []> parts, boolean hasNull, int size) {
        ByteBuffer out = ByteBuffer.allocate(size)
                .putInt(1)
                .putInt(hasNull ? 1 : 0)
                .putInt(element)
                .putInt(parts.size())
                .putInt(1);
        for (byte[] part : parts) {
            if (part == null) {
                out.putInt(NULL);
            } else {
                out.putInt(part.length).put(part);
            }
        }
        return out.array();
    }

    private static byte @Nullable [] part(String type, Object value) {
        return switch (value) {
            case byte[] bytes when type.equals("bytea") -> bytes;
            case String text when type.equals("text") -> text.getBytes(UTF_8);
            case UUID id when type.equals("uuid") ->
                ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                        .putLong(id.getLeastSignificantBits()).array();
            case LocalDate date when type.equals("date") ->
                integer(Math.toIntExact(date.toEpochDay() - FIRST_DAY.toEpochDay()));
            case Instant instant when type.equals("timestamptz") -> number(micros(instant));
            case Number number -> switch (type) {
                case "int8" -> number(number.longValue());
                case "int4" -> integer(Math.toIntExact(number.longValue()));
                case "int2" -> ByteBuffer.allocate(Short.BYTES).putShort(number.shortValue()).array();
                default -> null;
            };
            default -> null;
        };
    }

    private static long micros(Instant instant) {
        long seconds = Math.subtractExact(instant.getEpochSecond(), FIRST_SECOND);
        // Rounded, as the server does with a text.
        long rest = (instant.getNano() + NANOS_PER_MICRO / 2) / NANOS_PER_MICRO;
        return Math.addExact(Math.multiplyExact(seconds, MICROS), rest);
    }

    private static byte[] integer(int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static byte[] number(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    @Override
    public int lengthInBytes() {
        return encoded.length;
    }

    @Override
    public void toBytes(byte[] target, int offset) {
        System.arraycopy(encoded, 0, target, offset, encoded.length);
    }

    @Override
    public void setByteValue(byte[] value, int offset) {
        throw new UnsupportedOperationException("is only sent");
    }
}
