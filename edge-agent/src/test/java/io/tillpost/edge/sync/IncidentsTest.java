package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.TwoClocks;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What head office hears of a box's troubles.
class IncidentsTest {
    private static final Stamp STAMP = new Stamp("till-1", Actor.SYSTEM, null, Mode.LIVE,
            LocalDate.of(2026, 3, 2), null, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    private static final IncidentRaised LOW = new IncidentRaised("disk-low", "journal-disk", "5 % are free");
    private static final IncidentRaised FULL = new IncidentRaised("disk-full", "journal-disk", "no room");

    private final VirtualTime time = new VirtualTime();
    private SqliteJournal journal;
    private Incidents incidents;

    @BeforeEach
    void open(@TempDir Path folder) {
        journal = SqliteJournal.open(folder,
                new Origin("acme", "acme-de", "s-1", "s-1-a", ZoneOffset.UTC, "0.1.0"), time,
                IdSource.uuidV7(time, new Random(1)), time::nanos, TestKeys.KEYS, TestKeys.RANDOM);
        incidents = new Incidents(journal, () -> STAMP);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whatIsWrongIsToldOnceAndThatItIsOverOnceAlsoAfterARestart() {
        raise(LOW);
        raise(LOW);
        incidents = new Incidents(journal, () -> STAMP);
        raise(LOW);
        assertEquals(List.of(LOW), told());

        incidents.settle(LOW.subject());
        incidents.settle(LOW.subject());
        raise(LOW);
        assertEquals(List.of(LOW, cleared(LOW), LOW), told());
    }

    @Test
    void anotherTroubleOfTheSameSubjectTakesThePlaceOfTheOneBefore() {
        raise(LOW);
        raise(FULL);
        incidents.settle(FULL.subject());
        assertEquals(List.of(LOW, cleared(LOW), FULL, cleared(FULL)), told());
    }

    @Test
    void whatWasNeverWrongIsNotSaidToBeOver() {
        incidents.settle(LOW.subject());
        raise(new IncidentRaised(LOW.kind(), "journal-mirror", "another"));
        incidents.settle(LOW.subject());
        assertEquals(1, told().size());
    }

    @Test
    void clocksThatDifferByHoursAreToldOnceAndAgainWhenTheyHadAgreedInBetween() {
        var gap = new ClockGap(incidents);
        Instant now = time.instant();
        List.of(3L, 24L * 60, 24L * 61, 0L, -5L)
                .forEach(hours -> gap.heard(new TwoClocks(now, now.plus(Duration.ofHours(hours)))));
        assertEquals(List.of(IncidentRaised.class, IncidentCleared.class, IncidentRaised.class),
                told().stream().map(Object::getClass).toList());
    }

    private void raise(IncidentRaised incident) {
        incidents.raise(incident.kind(), incident.subject(), incident.evidence());
    }

    private static IncidentCleared cleared(IncidentRaised incident) {
        return new IncidentCleared(incident.kind(), incident.subject());
    }

    private List<Event> told() {
        return journal.archive()
                .events(Lane.OPS, 1, 100)
                .stream()
                .map(event -> EventCodec.decode(event.row()))
                .toList();
    }
}
