package io.tillpost.central.database;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.database.Sql.Column;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/// Columns reach PostgreSQL as they are, whatever form they travel in.
class ColumnsTest {
    private static final TestDatabase TEST = TestDatabase.create();
    private static final Database DATABASE = TEST.database();

    @AfterAll
    static void close() {
        TEST.close();
    }

    /// A value, or null.
    @FunctionalInterface
    private interface Value {
        @Nullable
        Object of(ResultSet row) throws SQLException;
    }

    private static List<@Nullable Object> echo(String type, List<? extends @Nullable Object> values,
            Value value) {
        return DATABASE.inTransaction(transaction -> {
            var back = new ArrayList<@Nullable Object>();
            Sql.all(transaction, "select v from unnest(?) with ordinality as c (v, n) order by n",
                    row -> back.add(value.of(row)), Column.of(type, values));
            return back;
        });
    }

    @Test
    void numbersArriveFromTheLeastToTheMost() {
        List<@Nullable Long> longs = Arrays.asList(Long.MIN_VALUE, -1L, null, 0L, Long.MAX_VALUE);
        assertEquals(longs, echo("int8", longs, row -> row.getObject(1, Long.class)));
        List<@Nullable Integer> integers = Arrays.asList(Integer.MIN_VALUE, -1, null, 0, Integer.MAX_VALUE);
        assertEquals(integers, echo("int4", integers, row -> row.getObject(1, Integer.class)));
        assertEquals(List.of(-32_768, 0, 32_767),
                echo("int2", List.of(Short.MIN_VALUE, (short) 0, Short.MAX_VALUE), row -> row.getInt(1)));
    }

    @Test
    void textsArriveWhateverIsInThem() {
        List<@Nullable String> texts = Arrays.asList("", "null", null, "NULL", "a,b", "{\"}\\", "'; --",
                "zurück – „später“ 🙂", " ");
        assertEquals(texts, echo("text", texts, row -> row.getString(1)));
    }

    @Test
    void bytesAndIdsArrive() {
        List<@Nullable UUID> ids = Arrays.asList(new UUID(0, 0), null, new UUID(-1, -1), new UUID(1, -2));
        assertEquals(ids, echo("uuid", ids, row -> row.getObject(1, UUID.class)));
        assertEquals(Arrays.asList("", null, "00ff5c22"),
                echo("bytea", Arrays.asList(new byte[0], null, HexFormat.of().parseHex("00ff5c22")), row -> {
                    byte[] bytes = row.getBytes(1);
                    return bytes == null ? null : HexFormat.of().formatHex(bytes);
                }));
    }

    @Test
    void daysAndInstantsArriveToTheMicrosecondAlsoBefore2000() {
        List<@Nullable LocalDate> days = Arrays.asList(LocalDate.of(2000, 1, 1), LocalDate.of(1999, 12, 31),
                null, LocalDate.of(1, 1, 1), LocalDate.of(9999, 12, 31));
        assertEquals(days, echo("date", days, row -> row.getObject(1, LocalDate.class)));
        List<@Nullable Instant> instants = Arrays.asList(Instant.parse("2026-11-27T23:59:59.999999Z"), null,
                Instant.EPOCH, Instant.parse("1999-12-31T23:59:59.000001Z"),
                Instant.parse("0001-01-01T00:00:00Z"));
        assertEquals(instants, echo("timestamptz", instants, row -> {
            OffsetDateTime at = row.getObject(1, OffsetDateTime.class);
            return at == null ? null : at.toInstant();
        }));
        assertEquals(List.of(Instant.parse("2026-01-01T00:00:01Z")),
                echo("timestamptz", List.of(Instant.parse("2026-01-01T00:00:00.999999500Z")),
                        row -> row.getObject(1, OffsetDateTime.class).toInstant()));
    }

    @Test
    void anEmptyColumnHasNoRows() {
        assertEquals(List.of(), echo("uuid", List.of(), row -> row.getString(1)));
        assertEquals(Collections.nCopies(2, null),
                echo("text", Arrays.asList(null, null), row -> row.getString(1)));
    }

    @Test
    void whatHasNoBinaryFormTravelsAsText() {
        assertEquals(List.of("{\"a\": 1}"), echo("jsonb", List.of("{\"a\":1}"), row -> row.getString(1)));
        assertEquals(List.of("2026-11-27"), echo("date", List.of("2026-11-27"), row -> row.getString(1)));
    }

    @Test
    void whatPostgresqlCannotHoldIsRefused() {
        var zero = assertThrows(DatabaseException.class,
                () -> echo("text", List.of("a\0b"), row -> row.getString(1)));
        assertTrue(zero.refusesTheData(), zero.toString());
        assertThrows(ArithmeticException.class,
                () -> echo("timestamptz", List.of(Instant.MAX), row -> row.getString(1)));
        assertThrows(ArithmeticException.class,
                () -> echo("date", List.of(LocalDate.MIN), row -> row.getString(1)));
    }
}
