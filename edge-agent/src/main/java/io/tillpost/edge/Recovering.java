package io.tillpost.edge;

import io.tillpost.edge.journal.Succession;
import io.tillpost.edge.journal.sqlite.Recovery;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sync.Incidents;

/// What a store's agent does by itself after its journal was damaged, lost or restored, before it sells: it goes on in
/// forks, and people are told.
final class Recovering {
    private static final String KIND = "journal-recovered";

    private Recovering() {}

    /// Does what is left to do, if anything is. After the rooms are wired and before anything is sold.
    static void run(SqliteJournal journal, Succession succession, Incidents incidents) {
        journal.recovery().ifPresent(recovery -> {
            Recovery.Report report = recovery.run(succession);
            System.getLogger(Recovering.class.getName())
                    .log(System.Logger.Level.ERROR, "the journal goes on after a recovery ({0}): {1}",
                            report.cause(), report.inWords());
            // Each recovery is an incident of its own, however many there are: its journal is its name.
            incidents.raise(KIND, report.lanes().getFirst().journal().journalId().toString(),
                    report.cause() + ": " + report.inWords());
        });
    }
}
