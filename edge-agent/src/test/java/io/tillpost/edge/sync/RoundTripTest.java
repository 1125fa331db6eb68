package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RoundTripTest {
    private static final Timings TIMINGS = Timings.DEFAULT;

    private final RoundTrip trip = new RoundTrip(TIMINGS);

    @Test
    void whatIsSentAgainWaitsTwiceAsLongEachTimeUpToTheLongestWait() {
        trip.sample(Duration.ofMillis(800).toNanos());
        long first = trip.retryAfterNanos(1);
        assertEquals(Math.max(TIMINGS.retryMin().toNanos(), Duration.ofMillis(3_200).toNanos()), first);
        assertEquals(2 * first, trip.retryAfterNanos(2));
        assertEquals(TIMINGS.retryMax().toNanos(), trip.retryAfterNanos(100));
    }

    @Test
    void aBoxThatStoodStillForHoursDoesNotSendWithoutAPauseAfterwards() {
        trip.sample(Duration.ofHours(10).toNanos());
        for (int sendings = 1; sendings <= 40; sendings++) {
            long wait = trip.retryAfterNanos(sendings);
            assertTrue(wait >= TIMINGS.retryMin().toNanos(), sendings + ": " + wait);
            assertTrue(wait <= TIMINGS.retryMax().toNanos(), sendings + ": " + wait);
        }
    }
}
