package io.tillpost.edge.sync;

import io.tillpost.edge.journal.TwoClocks;

/// Whether this box's clock and head office's tell the same time; people hear of it once if they do not. For one thread.
final class ClockGap {
    private static final String KIND = "clocks-differ";
    private static final String SUBJECT = "clock";

    private final Incidents incidents;

    ClockGap(Incidents incidents) {
        this.incidents = incidents;
    }

    void heard(TwoClocks clocks) {
        if (clocks.agree()) {
            incidents.settle(SUBJECT);
        } else {
            incidents.raise(KIND, SUBJECT, "this box's clock says " + clocks.box() + ", head office's "
                    + clocks.headOffice() + ": set right the one that is wrong");
        }
    }
}
