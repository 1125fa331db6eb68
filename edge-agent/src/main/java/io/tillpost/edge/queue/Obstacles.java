package io.tillpost.edge.queue;

import io.tillpost.edge.sync.SyncStatus;
import io.tillpost.edge.sync.SyncStatus.LaneStatus;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What stands between a lane and head office, in sentences.
final class Obstacles {
    private Obstacles() {}

    /// Adds them to `why`, the decisive one first; returns whether the lane goes on by itself no more.
    static boolean sentences(Lane lane, Optional<SyncStatus> status, List<String> why) {
        if (status.isEmpty()) {
            why.add("This agent has no way to head office: its configuration says no uplink.");
            return true;
        }
        SyncStatus sync = status.get();
        Optional<LaneStatus> own = Queue.lane(sync, lane);
        @Nullable
        String stopped = own.map(LaneStatus::stoppedBecause).orElse(null);
        if (stopped != null) {
            why.add("Lane " + lane.wireName() + " is stopped: " + stopped + ".");
        }
        if (!sync.connected()) {
            why.add("There is no connection to head office since " + sync.since()
                    + "; it is tried again by itself"
                    + (sync.lastError() == null
                            ? "."
                            : ". What went wrong last, at " + sync.lastErrorAt() + ": " + sync.lastError()
                                    + "."));
        } else if (stopped == null) {
            @Nullable
            String note = own.map(LaneStatus::note).orElse(null);
            if (note != null) {
                why.add("In lane " + lane.wireName() + ", " + note + ".");
            }
            why.add("Head office is connected since " + sync.since()
                    + (note == null ? " and takes rows in order" : "")
                    + (sync.lastError() == null
                            ? "."
                            : "; what went wrong last, at " + sync.lastErrorAt() + ": " + sync.lastError()
                                    + "."));
        }
        return stopped != null;
    }
}
