package io.tillpost.edge.sync;

import io.tillpost.protocol.journal.Lane;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// How the way to head office is doing, for people.
///
/// @param connected whether head office has welcomed this agent on the present connection
/// @param since when that last changed
/// @param lastError the last thing that went wrong, in words
/// @param clockErrorMs bound on the error of `clockOffsetMs`; -1 if head office's clock was never seen
/// @param note what else a person should know of head office, e.g. that its database was restored
public record SyncStatus(boolean connected, Instant since, @Nullable String lastError,
        @Nullable Instant lastErrorAt,
        long clockOffsetMs, long clockErrorMs, @Nullable String note, List<LaneStatus> lanes) {
    public SyncStatus {
        lanes = List.copyOf(lanes);
    }

    /// One lane.
    ///
    /// @param oldest when the oldest waiting event occurred, absent if none waits
    /// @param stoppedBecause why the lane sends nothing although it may
    /// @param note what else a person should know of it
    public record LaneStatus(Lane lane, long pending, @Nullable Instant oldest, long ackedSeq,
            @Nullable Instant lastAckAt,
            @Nullable String stoppedBecause, @Nullable String note) {}
}
