package io.tillpost.bench.figure;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.tillpost.protocol.json.Json;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class FigureTest {
    private static final Figure FAST_ENOUGH = Figure.reaching("ratio", "a ratio", 0.8, 0.8);
    private static final Figure TOO_SLOW = Figure.reaching("ratio", "a ratio", 0.79, 0.8);
    private static final Figure SMALL = new Figure("size", "a size", 5, 5d);
    private static final Figure LARGE = new Figure("size", "a size", 6, 5d);

    @Test
    void aMarkIsReachedFromItselfOn() {
        assertTrue(FAST_ENOUGH.holds());
        assertFalse(TOO_SLOW.holds());
    }

    @Test
    void aLimitIsKeptUpToItself() {
        assertTrue(SMALL.holds());
        assertFalse(LARGE.holds());
    }

    @Test
    void whatIsNoNumberHoldsNothing() {
        assertFalse(Figure.reaching("ratio", "", Double.NaN, 0.8).holds());
        assertFalse(new Figure("size", "", Double.NaN, 5d).holds());
    }

    @Test
    void aFigureThatIsOnlyReportedAlwaysHolds() {
        assertTrue(new Figure("seen", "", 1e9, null).holds());
    }

    @Test
    void oneMissSpoilsTheReportAndIsSaidToPeopleAndPrograms() {
        var report = new Report("bench", List.of(SMALL, TOO_SLOW));
        assertFalse(report.holds());
        String shown = shown(report);
        assertTrue(shown.contains("mark 0.8  MISSED") && shown.contains("limit 5  ok"), shown);
        JsonNode json = Json.readTree(report.json().getBytes(StandardCharsets.UTF_8));
        assertFalse(json.required("holds").asBoolean());
        assertEquals(0.79, json.required("figures").required("ratio").asDouble());
    }

    private static String shown(Report report) {
        var out = new ByteArrayOutputStream();
        report.show(new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }
}
