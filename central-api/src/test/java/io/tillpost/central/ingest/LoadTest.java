package io.tillpost.central.ingest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.protocol.sync.Credit;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How much agents may send when messages wait.
class LoadTest {
    private final Load load = new Load();

    @Test
    void aNodeThatKeepsUpGivesTheWholeCredit() {
        assertEquals(Credit.DEFAULT, load.credit());
        settle(Duration.ofMillis(900), Duration.ofMillis(90));
        assertEquals(Credit.DEFAULT, load.credit());
    }

    @ParameterizedTest
    @CsvSource({"2,500,131000", "4,250,65500", "8,125,32750", "10,100,26200"})
    void eventsAndBytesShrinkAsTheWaitGrows(int waitSeconds, int events, int bytes) {
        settle(Duration.ofSeconds(waitSeconds), Duration.ZERO);
        Credit credit = load.credit();
        assertEquals(events, credit.events(), 5);
        assertEquals(bytes, credit.bytes(), 1_400);
        assertEquals(0, credit.intervalMs());
    }

    @Test
    void agentsPauseWhenBatchesCanShrinkNoMoreAndNeverForLong() {
        settle(Duration.ofSeconds(12), Duration.ofSeconds(1));
        assertEquals(100, load.credit().events());
        assertEquals(3_000, load.credit().intervalMs(), 100);
        settle(Duration.ofHours(1), Duration.ZERO);
        assertEquals(new Credit(26_200, 100, 10_000), load.credit());
    }

    @Test
    void whateverTheWaitIsThereIsACredit() {
        for (int ms = 9_500; ms < 10_500; ms += 10) {
            settle(Duration.ofMillis(ms), Duration.ZERO);
            assertTrue(load.credit().intervalMs() <= 500, "after " + ms + " ms");
        }
    }

    @Test
    void oneSlowMessageChangesLittleAndWhatIsOverIsForgotten() {
        load.worked(Duration.ofSeconds(4), Duration.ZERO);
        assertEquals(Credit.DEFAULT, load.credit());
        settle(Duration.ofMinutes(1), Duration.ZERO);
        assertTrue(load.credit().intervalMs() > 0);
        settle(Duration.ofMillis(5), Duration.ofMillis(20));
        assertEquals(Credit.DEFAULT, load.credit());
    }

    private void settle(Duration waited, Duration took) {
        for (int i = 0; i < 100; i++) {
            load.worked(waited, took);
        }
    }
}
