package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.journal.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// Writes down now and then how the box does, in the lane that may be dropped: while more than enough of it waits for head
/// office, samples are counted and not written, and once there is room again the gap is recorded before the next one.
public final class Telemetry implements AutoCloseable {
    private static final Logger LOG = System.getLogger(Telemetry.class.getName());
    private static final Shelf<Gap> GAP = new Shelf<>("telemetry-gap", Gap.class);
    private static final String ONLY = "tel";

    private final Journal journal;
    private final Outbox outbox;
    private final Supplier<Stamp> stamp;
    private final Supplier<TelemetrySampled> vitals;
    private final Clock clock;
    private final long waitingMax;
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Samples that were not written.
    private record Gap(long count, Instant first, Instant last) {
        Gap andOne(Instant at) {
            return new Gap(count + 1, first, at);
        }
    }

    /// Takes no sample yet.
    ///
    /// @param stamp who and when for an event of the agent itself
    /// @param vitals how the box does
    /// @param waitingMax events of the lane that wait for head office at most
    public Telemetry(Journal journal, Outbox outbox, Supplier<Stamp> stamp, Supplier<TelemetrySampled> vitals,
            Clock clock, long waitingMax) {
        this.journal = journal;
        this.outbox = outbox;
        this.stamp = stamp;
        this.vitals = vitals;
        this.clock = clock;
        this.waitingMax = waitingMax;
    }

    /// Samples at once and then again and again, on a thread of its own.
    public void start(Duration every) {
        Thread.ofPlatform().name("telemetry").daemon().start(() -> loop(every));
    }

    private void loop(Duration every) {
        try {
            do {
                sampleOrLog();
            } while (!closed.await(every.toNanos(), TimeUnit.NANOSECONDS));
        } catch (JournalClosedException | InterruptedException e) {
            LOG.log(Level.DEBUG, "telemetry ends", e);
        }
    }

    private void sampleOrLog() {
        try {
            var _ = sample();
        } catch (JournalClosedException e) {
            throw e;
        } catch (JournalRefusedException e) {
            LOG.log(Level.DEBUG, "no sample: " + e.getMessage());
        } catch (RuntimeException | Error e) {
            // Also where memory was short for a moment: this thread has to outlive it.
            LOG.log(Level.WARNING, "no sample", e);
        }
    }

    /// Takes one sample; returns whether it was written and not only counted.
    public boolean sample() {
        TelemetrySampled sampled = vitals.get();
        Stamp whoAndWhen = stamp.get();
        boolean full = outbox.backlog(Lane.TEL).events() >= waitingMax;
        Instant now = clock.instant();
        return journal.commit(unit -> {
            Optional<Gap> gap = unit.find(GAP, ONLY);
            if (full) {
                unit.put(GAP, ONLY, gap.orElse(new Gap(0, now, now)).andOne(now));
                return false;
            }
            if (gap.isPresent()) {
                Gap missing = gap.get();
                var _ = unit.append(whoAndWhen, new GapRecorded(missing.count, missing.first, missing.last));
                unit.remove(GAP, ONLY);
            }
            var _ = unit.append(whoAndWhen, sampled);
            return true;
        });
    }

    /// Takes no more samples.
    @Override
    public void close() {
        closed.countDown();
    }
}
