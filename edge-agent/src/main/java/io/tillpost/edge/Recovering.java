package io.tillpost.edge;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.sqlite.Recovery;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.sync.Incidents;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;

/// What a store's agent does by itself after its journal was damaged, lost or restored, before it sells: it goes on in
/// forks, and people are told.
final class Recovering {
    private static final Logger LOG = System.getLogger(Recovering.class.getName());
    private static final String KIND = "journal-recovered";
    /// For what could not be written.
    private static final Duration RETRY = Duration.ofSeconds(2);

    private Recovering() {}

    /// Does what is left to do and returns whether there was anything. After the rooms are wired, and before anything is sold or
    /// they take up what they had under way. Who dies on the way does it again at the next start, and people are told then.
    ///
    /// @param startOver takes away all records that follow from events, should some be lost
    static boolean run(SqliteJournal journal, Runnable startOver, Incidents incidents) {
        Optional<Recovery> left = journal.recovery();
        left.ifPresent(recovery -> {
            var _ = recovery.run(journal.succession(), startOver, report -> tell(report, incidents));
        });
        return left.isPresent();
    }

    private static void tell(Recovery.Report report, Incidents incidents) {
        LOG.log(Level.ERROR, "the journal goes on after a recovery ({0}): {1}", report.cause(),
                report.inWords());
        // Each recovery is an incident of its own, however many there are: its journal is its name.
        Runnable raise = () -> incidents.raise(KIND,
                report.lanes().getFirst().journal().journalId().toString(),
                report.cause() + ": " + report.inWords());
        try {
            raise.run();
        } catch (JournalRefusedException e) {
            LOG.log(Level.WARNING, "the recovery is told of later: {0}", e.getMessage());
            var _ = Thread.ofVirtual().name("recovery-told").start(() -> tellLater(raise));
        }
    }

    /// Until there is room for it: the store opens meanwhile.
    private static void tellLater(Runnable raise) {
        while (true) {
            try {
                Thread.sleep(RETRY);
                raise.run();
                return;
            } catch (JournalRefusedException e) {
                LOG.log(Level.DEBUG, "the recovery is still to be told of", e);
            } catch (JournalClosedException | InterruptedException e) {
                return;
            }
        }
    }
}
