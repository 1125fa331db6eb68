package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.TwoClocks;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.trace.TraceParent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongSupplier;

/// Fills the envelope with what the agent knows: place, version and all its clocks.
final class Stamps {
    private static final ClockReading NEVER_MEASURED = new ClockReading(0, -1, 0, 0);

    private final Origin origin;
    private final Clock clock;
    private final LongSupplier monotonicNanos;
    private final UUID bootId;
    private volatile ClockReading measured = NEVER_MEASURED;

    Stamps(Origin origin, Clock clock, LongSupplier monotonicNanos, UUID bootId) {
        this.origin = origin;
        this.clock = clock;
        this.monotonicNanos = monotonicNanos;
        this.bootId = bootId;
    }

    UUID bootId() {
        return bootId;
    }

    Envelope envelope(Stamp stamp) {
        if (stamp.mode() != origin.mode()) {
            throw new IllegalArgumentException(
                    "a " + stamp.mode() + " event in a journal of " + origin.mode() + " events");
        }
        var place = new Place(origin.tenant(), origin.legalEntity(), origin.store(), stamp.till(),
                origin.agent());
        ClockReading reading = measured;
        var moment = new Moment(clock.instant(), origin.zone(), reading.offsetMs, reading.errorMs,
                monotonicNanos.getAsLong(), bootId);
        return new Envelope(place, stamp.actor(), stamp.approver(), stamp.mode(), moment,
                stamp.businessDate(),
                stamp.shift(), origin.softwareVersion(), stamp.traceparent());
    }

    /// Who and when for what the journal itself does.
    Stamp own(UUID trace) {
        return new Stamp(origin.agent(), Actor.SYSTEM, null, origin.mode(),
                LocalDate.ofInstant(clock.instant(), origin.zone()), null,
                TraceParent.of(trace));
    }

    void measured(Duration offset, Duration error) {
        measured = new ClockReading(offset.toMillis(), error.toMillis(),
                Math.addExact(clock.millis(), offset.toMillis()), monotonicNanos.getAsLong());
    }

    /// Today, if head office's clock was ever seen: retention never goes by one clock alone.
    Optional<Today> today() {
        return headOfficeNow().map(theirs -> Today.of(new TwoClocks(clock.instant(), theirs)));
    }

    /// Head office's clock now, if it was ever seen.
    Optional<Instant> headOfficeNow() {
        ClockReading reading = measured;
        return reading.errorMs < 0
                ? Optional.empty()
                : Optional.of(Instant.ofEpochMilli(reading.theirsMs)
                        .plusNanos(monotonicNanos.getAsLong() - reading.nanos));
    }

    /// @param theirsMs head office's clock at that moment
    /// @param nanos the monotonic clock at that moment
    private record ClockReading(long offsetMs, long errorMs, long theirsMs, long nanos) {}
}
