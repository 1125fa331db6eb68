package io.tillpost.protocol.journal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JournalIdsTest {
    private static final Instant NOW = Instant.parse("2026-03-02T08:00:00.123Z");

    @Test
    void anIdIsAUuidOfVersionSevenThatSaysItsTime() {
        UUID id = IdSource.uuidV7(Clock.fixed(NOW, ZoneOffset.UTC), new Random(1)).next();
        assertEquals(7, id.version());
        assertEquals(2, id.variant());
        assertEquals(NOW.toEpochMilli(), id.getMostSignificantBits() >>> 16);
    }

    @Test
    void idsOfOneSourceRiseAlsoWhenTheClockStandsOrStepsBack() {
        var clock = new SteppingClock();
        IdSource ids = IdSource.uuidV7(clock, new Random(1));
        var seen = new HashSet<UUID>();
        UUID last = ids.next();
        for (int i = 0; i < 10_000; i++) {
            if (i == 5_000) {
                clock.now = NOW.minusSeconds(7_200);
            }
            UUID next = ids.next();
            assertTrue(last.toString().compareTo(next.toString()) < 0, last + " before " + next);
            assertTrue(seen.add(next));
            last = next;
        }
    }

    @Test
    void aHashIsThirtyTwoBytesByContent() {
        byte[] bytes = new byte[Hash.LENGTH_BYTES];
        Hash hash = Hash.of(bytes);
        bytes[0] = 1;
        assertEquals(Hash.parse("00".repeat(32)), hash, "a copy was taken");
        hash.toBytes()[0] = 1;
        assertEquals("00".repeat(32), hash.toString());
        assertNotEquals(Hash.of(bytes), hash);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "00", "zz",
        "000000000000000000000000000000000000000000000000000000000000000g"})
    void whatIsNoHashIsRefused(String hex) {
        assertThrows(IllegalArgumentException.class, () -> Hash.parse(hex));
    }

    @Test
    void seqAndEpochStartAtOneAndLanesAreThree() {
        assertThrows(IllegalArgumentException.class, () -> new JournalKey(Lane.FIN, new UUID(1, 2), 0));
        assertThrows(IllegalArgumentException.class,
                () -> new JournalRow(0, new UUID(1, 2), "SaleStarted", 1, new byte[0], new byte[0]));
        assertEquals(Lane.OPS, Lane.of("ops"));
        assertThrows(IllegalArgumentException.class, () -> Lane.of("OPS"));
    }

    private static final class SteppingClock extends Clock {
        private Instant now = NOW;

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
