package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.edge.journal.sqlite.Shelving.Spot;
import java.util.Optional;

/// Opens all records beside the journal, some at a time so that others may read between. A record that is written or
/// taken away meanwhile is seen as it is then.
final class RecordWalk {
    /// Some milliseconds of one core, and what is held in memory.
    private static final int RECORDS_PER_STEP = 50;
    private static final Spot BEGINNING = new Spot("", "", 0);

    private final Seal seal;
    private Spot at;
    private long opened;

    private RecordWalk(Seal seal, Spot at) {
        this.seal = seal;
        this.at = at;
    }

    static RecordWalk all(Seal seal) {
        return new RecordWalk(seal, BEGINNING);
    }

    /// Of those after a spot that an earlier walk came to.
    static RecordWalk after(Seal seal, String shelf, String name) {
        return new RecordWalk(seal, new Spot(shelf, name, 0));
    }

    /// Opens some; false when there is none left. Throws [JournalDamagedException] at one that is not what was sealed there;
    /// the next step begins with the same ones.
    boolean step(Sql sql) {
        var some = Shelving.opened(sql, seal, at, RECORDS_PER_STEP);
        Optional<Spot> last = some.isEmpty() ? Optional.empty() : Optional.of(some.getLast());
        last.ifPresent(spot -> at = spot);
        opened += some.size();
        return last.isPresent();
    }

    /// The last one that was opened.
    Spot at() {
        return at;
    }

    /// How many were opened.
    long opened() {
        return opened;
    }
}
