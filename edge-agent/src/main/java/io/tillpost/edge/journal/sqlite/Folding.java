package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;

/// Tells the records of events that this box had forgotten.
final class Folding {
    private static final Logger LOG = System.getLogger(Folding.class.getName());

    private final Lanes lanes;
    private volatile AppendListener listener = (_, _, _) -> {};

    Folding(Lanes lanes) {
        this.lanes = lanes;
    }

    void with(AppendListener rebuild) {
        listener = rebuild;
    }

    /// Head office has this row: known from now on, whether it was before or not.
    void learn(Unit unit, Lane lane, JournalRow row) {
        if (!LearnedTable.has(unit.sql, lane, row.eventId())) {
            boolean forgotten = !isHere(unit.sql, lane, row);
            LearnedTable.add(unit.sql, lane, row.eventId(), forgotten);
            if (forgotten) {
                fold(unit, row);
            }
        }
    }

    /// The row was found elsewhere than at head office; returns whether this box had forgotten it.
    boolean recover(Unit unit, Lane lane, JournalRow row) {
        boolean forgotten = !LearnedTable.has(unit.sql, lane, row.eventId()) && !isHere(unit.sql, lane, row);
        if (forgotten) {
            fold(unit, row);
        }
        return forgotten;
    }

    private boolean isHere(Sql sql, Lane lane, JournalRow row) {
        for (JournalKey journal : lanes.journals(sql, lane)) {
            if (lanes.table(sql, journal).filter(table -> table.has(sql, row.eventId())).isPresent()) {
                return true;
            }
        }
        return false;
    }

    private void fold(Unit unit, JournalRow row) {
        try {
            listener.appended(unit, EventCodec.envelope(row), EventCodec.decode(row));
        } catch (UnreadableEventException e) {
            // Written by a newer agent: head office has it, and this one could not have acted on it either.
            LOG.log(Level.ERROR, "an event that this box had forgotten cannot be read, " + row + ": "
                    + e.getMessage());
        }
    }
}
