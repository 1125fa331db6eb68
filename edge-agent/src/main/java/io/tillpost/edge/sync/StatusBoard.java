package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.Outbox.Backlog;
import io.tillpost.edge.sync.SyncStatus.LaneStatus;
import io.tillpost.protocol.journal.Lane;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What the conversation last said of itself, for anyone who asks. Safe for use by all threads.
final class StatusBoard {
    private final Clock clock;
    private final Map<Lane, LaneNote> lanes = new EnumMap<>(Lane.class);
    private boolean talking;
    private Instant since;
    private @Nullable String lastError;
    private @Nullable Instant lastErrorAt;
    private @Nullable String headOffice;
    private long clockOffsetMs;
    private long clockErrorMs = -1;
    private volatile Runnable listener = () -> {};

    StatusBoard(Clock clock) {
        this.clock = clock;
        this.since = clock.instant();
    }

    void onChange(Runnable hearer) {
        listener = hearer;
    }

    void talking(boolean now) {
        if (becomes(now)) {
            listener.run();
        }
    }

    private synchronized boolean becomes(boolean now) {
        if (talking == now) {
            return false;
        }
        talking = now;
        since = clock.instant();
        return true;
    }

    synchronized void failed(String detail) {
        lastError = detail;
        lastErrorAt = clock.instant();
    }

    synchronized void clock(long offsetMs, long errorMs) {
        clockOffsetMs = offsetMs;
        clockErrorMs = errorMs;
    }

    synchronized void note(@Nullable String aboutHeadOffice) {
        headOffice = aboutHeadOffice;
    }

    synchronized void lane(Lane lane, long ackedSeq, @Nullable String stoppedBecause, @Nullable String note) {
        LaneNote old = lanes.get(lane);
        lanes.put(lane, new LaneNote(ackedSeq, old == null ? null : old.lastAckAt, stoppedBecause, note));
    }

    void acknowledged(Lane lane) {
        note(lane);
        listener.run();
    }

    private synchronized void note(Lane lane) {
        LaneNote old = lanes.get(lane);
        if (old != null) {
            lanes.put(lane, new LaneNote(old.ackedSeq, clock.instant(), old.stoppedBecause, old.note));
        }
    }

    /// Everything, with what waits in the journal now.
    SyncStatus read(Outbox outbox) {
        var backlogs = new EnumMap<Lane, Backlog>(Lane.class);
        for (Lane lane : Lane.values()) {
            backlogs.put(lane, outbox.backlog(lane));
        }
        return read(backlogs);
    }

    private synchronized SyncStatus read(Map<Lane, Backlog> backlogs) {
        var statuses = new ArrayList<LaneStatus>();
        lanes.forEach((lane, note) -> {
            Backlog backlog = backlogs.getOrDefault(lane, new Backlog(0, null));
            statuses.add(
                    new LaneStatus(lane, backlog.events(), backlog.oldest(), note.ackedSeq, note.lastAckAt,
                            note.stoppedBecause, note.note));
        });
        return new SyncStatus(talking, since, lastError, lastErrorAt, clockOffsetMs, clockErrorMs, headOffice,
                statuses);
    }

    private record LaneNote(long ackedSeq, @Nullable Instant lastAckAt, @Nullable String stoppedBecause,
            @Nullable String note) {}
}
