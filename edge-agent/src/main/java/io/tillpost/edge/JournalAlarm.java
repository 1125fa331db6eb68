package io.tillpost.edge;

import io.tillpost.edge.enrolment.Alarm;
import io.tillpost.edge.sync.Incidents;

/// Enrolment's alarms become incidents in the journal.
///
/// @param incidents where those of sync are, too
record JournalAlarm(Incidents incidents) implements Alarm {
    @Override
    public void raise(String kind, String subject, String evidence) {
        incidents.raise(kind, subject, evidence);
    }

    @Override
    public void settle(String subject) {
        incidents.settle(subject);
    }
}
