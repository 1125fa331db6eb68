package io.tillpost.edge.rebuild;

import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.Succession;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/// A [Succession] after whose forks, and after all of a time before was learned, something is looked after: attempts that
/// this box had forgotten have no end until somebody finds out. Not between two pages: the end may be in the next one.
public final class FollowedSuccession implements Succession {
    private static final Logger LOG = System.getLogger(FollowedSuccession.class.getName());

    private final Succession succession;
    private final Runnable afterwards;

    /// @param afterwards runs on the caller's thread once all is durable, e.g. `payments::takeOver`
    public FollowedSuccession(Succession succession, Runnable afterwards) {
        this.succession = succession;
        this.afterwards = afterwards;
    }

    @Override
    public JournalKey fork(Order order) {
        JournalKey journal = succession.fork(order);
        try {
            afterwards.run();
        } catch (JournalClosedException e) {
            throw e;
        } catch (RuntimeException e) {
            // The fork is on disk: whoever heard that it failed would fork again. The next start looks after them.
            LOG.log(Level.ERROR, "what was forgotten before the fork to " + journal + " is not looked after",
                    e);
        }
        return journal;
    }

    @Override
    public List<Ignorance> ignorant() {
        return succession.ignorant();
    }

    @Override
    public void learn(JournalKey journal, List<JournalRow> rows) {
        succession.learn(journal, rows);
    }

    @Override
    public void learned(JournalKey journal) {
        succession.learned(journal);
        afterwards.run();
    }
}
