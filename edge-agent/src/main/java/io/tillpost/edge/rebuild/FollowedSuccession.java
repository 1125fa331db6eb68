package io.tillpost.edge.rebuild;

import io.tillpost.edge.journal.Succession;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import java.util.List;

/// A [Succession] after whose forks, and after all of a time before was learned, something is looked after: attempts that
/// this box had forgotten have no end until somebody finds out. Not between two pages: the end may be in the next one.
public final class FollowedSuccession implements Succession {
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
        afterwards.run();
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
