package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import java.util.Optional;
import java.util.function.Supplier;

/// Tells people once of what is wrong between agent and head office, and that it is over: events, and a record that it is
/// open, so that a restart does not tell again.
public final class Incidents {
    private static final Shelf<Open> OPEN = new Shelf<>("sync-incident", Open.class);

    private final Journal journal;
    private final Supplier<Stamp> stamp;

    /// Raises them in this journal.
    ///
    /// @param stamp who and when for an event of the agent itself
    public Incidents(Journal journal, Supplier<Stamp> stamp) {
        this.journal = journal;
        this.stamp = stamp;
    }

    /// Raises it, unless the same is open already for this subject. Of one subject one thing is wrong at a time: what was
    /// before is over.
    public void raise(String kind, String subject, String evidence) {
        var _ = journal.commit(unit -> {
            Optional<Open> before = unit.find(OPEN, subject);
            boolean fresh = before.filter(open -> open.kind.equals(kind)).isEmpty();
            if (fresh) {
                before.ifPresent(open -> clear(unit, open, subject));
                unit.put(OPEN, subject, new Open(kind, evidence));
                var _ = unit.append(stamp.get(), new IncidentRaised(kind, subject, evidence));
            }
            return fresh;
        });
    }

    /// What was remembered beside the incidents.
    <T> Optional<T> recall(Shelf<T> shelf, String key) {
        return journal.read(view -> view.find(shelf, key));
    }

    /// Remembers it.
    <T> void remember(Shelf<T> shelf, String key, T value) {
        var _ = journal.commit(unit -> {
            unit.put(shelf, key, value);
            return true;
        });
    }

    /// It is over, and said to be: the next one is told again.
    public void settle(String subject) {
        if (journal.read(view -> view.find(OPEN, subject)).isPresent()) {
            var _ = journal.commit(unit -> {
                Optional<Open> over = unit.find(OPEN, subject);
                over.ifPresent(open -> clear(unit, open, subject));
                return over.isPresent();
            });
        }
    }

    private void clear(UnitOfWork unit, Open over, String subject) {
        unit.remove(OPEN, subject);
        var _ = unit.append(stamp.get(), new IncidentCleared(over.kind, subject));
    }

    private record Open(String kind, String evidence) {}
}
