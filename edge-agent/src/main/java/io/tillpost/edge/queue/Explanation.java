package io.tillpost.edge.queue;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Why an event is at head office, or not yet.
///
/// @param place absent for an event that this box does not know
/// @param ahead rows that head office has to take before it; 0 if it has it
/// @param why whole sentences for people, the decisive one first
public record Explanation(UUID event, State state, @Nullable Waiting place, long ahead, List<String> why) {
    public Explanation {
        why = List.copyOf(why);
    }

    /// How it stands.
    public enum State {
        /// Head office has acknowledged it.
        THROUGH,
        /// Head office has acknowledged it and set it aside: it counts for nothing until somebody looks at it there.
        SET_ASIDE,
        /// Its turn comes.
        WAITING,
        /// It waits in a lane that sends nothing until somebody acts.
        STOPPED,
        /// This box has no such event, or keeps it no longer.
        UNKNOWN
    }
}
