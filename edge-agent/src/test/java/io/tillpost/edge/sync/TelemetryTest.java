package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.LaneHead;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTest {
    private static final Origin ORIGIN = new Origin("acme", "acme-de", "store-7", "store-7-a", ZoneOffset.UTC,
            "0.1.0");
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2),
            null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final TelemetrySampled SAMPLE = new TelemetrySampled(1, 2, 3, 4, 5, 6, 7);

    @TempDir
    private Path folder;

    private final VirtualTime time = new VirtualTime();

    @Test
    void samplesBeyondTheLimitAreCountedAlsoOverARestartAndTheGapIsRecordedWhenThereIsRoom() {
        Instant second;
        Instant third;
        try (var journal = open()) {
            var telemetry = telemetry(journal);
            assertTrue(telemetry.sample());
            assertTrue(telemetry.sample());
            time.advance(Duration.ofMinutes(1));
            second = time.instant();
            assertFalse(telemetry.sample());
        }
        try (var journal = open()) {
            var telemetry = telemetry(journal);
            time.advance(Duration.ofMinutes(1));
            third = time.instant();
            assertFalse(telemetry.sample());
            assertEquals(2, journal.outbox().head(Lane.TEL).lastSeq());
            LaneHead head = journal.outbox().head(Lane.TEL);
            var _ = journal.outbox().acknowledge(head.journal(), 2, head.headHash());
            assertTrue(telemetry.sample());
            assertFalse(telemetry.sample());
            List<Event> written = journal.archive()
                    .events(Lane.TEL, 1, 10)
                    .stream()
                    .map(event -> EventCodec.decode(event.row()))
                    .toList();
            assertEquals(List.of(SAMPLE, SAMPLE, new GapRecorded(2, second, third), SAMPLE), written);
            assertEquals(0, journal.outbox().head(Lane.FIN).lastSeq());
        }
    }

    @Test
    void anErrorCostsOneSampleAndNotAllThatFollow() {
        var asked = new AtomicInteger();
        try (var journal = open();
                var telemetry = new Telemetry(journal, journal.outbox(), () -> STAMP, () -> {
                    if (asked.incrementAndGet() == 1) {
                        throw new OutOfMemoryError("for a moment");
                    }
                    return SAMPLE;
                }, time, 2)) {
            telemetry.start(Duration.ofMillis(1));
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
            while (journal.outbox().head(Lane.TEL).lastSeq() == 0) {
                assertTrue(System.nanoTime() < deadline, "no sample within 60 s");
                Thread.onSpinWait();
            }
        }
    }

    private Telemetry telemetry(SqliteJournal journal) {
        return new Telemetry(journal, journal.outbox(), () -> STAMP, () -> SAMPLE, time, 2);
    }

    private SqliteJournal open() {
        return SqliteJournal.open(folder, ORIGIN, time, IdSource.uuidV7(time, new Random(4)), time::nanos,
                TestKeys.KEYS, TestKeys.RANDOM);
    }
}
