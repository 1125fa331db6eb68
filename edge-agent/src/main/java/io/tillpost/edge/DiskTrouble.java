package io.tillpost.edge;

import io.tillpost.edge.journal.sqlite.Trouble;
import io.tillpost.edge.sync.Incidents;

/// What is wrong with the disk under the journal becomes incidents in the journal.
record DiskTrouble(Incidents incidents) implements Trouble {
    @Override
    public void begun(String kind, String subject, String evidence) {
        incidents.raise(kind, "journal-" + subject, evidence);
    }

    @Override
    public void over(String subject) {
        incidents.settle("journal-" + subject);
    }
}
