package io.tillpost.edge;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.sync.Incidents;
import io.tillpost.protocol.trace.TraceParent;
import java.util.random.RandomGenerator;

/// How the agent itself speaks in its journal: in the shift that is open, in nobody's name. Safe for use by all threads.
///
/// @param till in whose name it speaks of what belongs to no till
record OwnVoice(Journal journal, Shifts shifts, String till, RandomGenerator random) {
    /// Of now.
    Stamp stamp() {
        return journal.read(this::stamp);
    }

    /// Of what is about to be written.
    Stamp stamp(View view) {
        return stamp(view, till);
    }

    /// Of a till.
    Stamp stamp(View view, String ofTill) {
        return shifts.systemStamp(view, ofTill, TraceParent.fresh(random));
    }

    /// Of something that another one caused.
    Stamp stampFor(View view, String traceparent) {
        return shifts.systemStamp(view, till, traceparent);
    }

    /// What a person must see.
    Incidents incidents() {
        return new Incidents(journal, this::stamp);
    }
}
