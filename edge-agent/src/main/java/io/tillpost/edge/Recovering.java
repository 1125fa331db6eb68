package io.tillpost.edge;

import io.tillpost.edge.journal.sqlite.Recovery;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sync.Incidents;
import java.util.Optional;

/// What a store's agent does by itself after its journal was damaged, lost or restored, before it sells: it goes on in
/// forks, and people are told.
final class Recovering {
    private static final String KIND = "journal-recovered";

    private Recovering() {}

    /// Does what is left to do and returns whether there was anything. After the rooms are wired, and before anything is sold or
    /// they take up what they had under way.
    ///
    /// @param startOver takes away all records that follow from events, should some be lost
    static boolean run(SqliteJournal journal, Runnable startOver, Incidents incidents) {
        Optional<Recovery> left = journal.recovery();
        left.ifPresent(recovery -> {
            Recovery.Report report = recovery.run(journal.succession(), startOver);
            System.getLogger(Recovering.class.getName())
                    .log(System.Logger.Level.ERROR, "the journal goes on after a recovery ({0}): {1}",
                            report.cause(), report.inWords());
            // Each recovery is an incident of its own, however many there are: its journal is its name.
            incidents.raise(KIND, report.lanes().getFirst().journal().journalId().toString(),
                    report.cause() + ": " + report.inWords());
        });
        return left.isPresent();
    }
}
