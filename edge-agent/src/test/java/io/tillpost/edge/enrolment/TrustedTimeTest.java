package io.tillpost.edge.enrolment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.TurnedClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a box takes for the time.
class TrustedTimeTest {
    private static final Instant BUILT = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant PROVEN_UNTIL = Instant.parse("2027-04-03T08:00:00Z");
    private static final Instant HEARD = Instant.parse("2026-03-02T08:00:00Z");

    @TempDir
    private Path folder;

    private TrustedTime emptyBattery() {
        return new TrustedTime(new TurnedClock("1970-01-01T00:00:00Z"), folder, BUILT);
    }

    @Test
    void whatHeadOfficeSaysIsTheTimeOfABoxWithoutAClock() {
        TrustedTime time = emptyBattery();
        assertEquals(BUILT, time.instant());
        assertTrue(time.heard(new HeardTime(HEARD, PROVEN_UNTIL)));
        assertEquals(HEARD, time.instant());
        assertEquals(HEARD, emptyBattery().instant());
    }

    @Test
    void aTimeAfterTheEndOfItsProofIsNotBelievedAndWhatWasBelievedStays() {
        TrustedTime time = emptyBattery();
        assertTrue(time.heard(new HeardTime(HEARD, PROVEN_UNTIL)));
        assertFalse(time.heard(new HeardTime(HEARD.plus(Duration.ofDays(3650)), PROVEN_UNTIL)));
        assertFalse(time.heard(new HeardTime(PROVEN_UNTIL.plusSeconds(1), PROVEN_UNTIL)));
        assertEquals(HEARD, time.instant());
        assertEquals(HEARD, emptyBattery().instant());
        assertTrue(time.heard(new HeardTime(PROVEN_UNTIL, PROVEN_UNTIL)), "it still counts then");
        assertEquals(PROVEN_UNTIL, time.instant());
    }
}
