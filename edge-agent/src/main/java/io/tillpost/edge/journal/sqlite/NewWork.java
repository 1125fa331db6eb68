package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.disk.DiskWatch;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftOpened;

/// Lets no sale and no shift begin on a disk that is nearly full: the whole unit is refused, before anybody was told
/// anything. What is under way passes.
record NewWork(DiskWatch disk) implements AppendListener {
    @Override
    public void appended(UnitOfWork unit, Envelope envelope, Event event) {
        boolean isNew = event instanceof SaleStarted || event instanceof ShiftOpened;
        if (isNew && !disk.state().takesNewWork()) {
            throw new JournalRefusedException(JournalRefusedException.Reason.DISK_NEARLY_FULL,
                    "only " + disk.room().freeBytes() + " bytes are free on the journal's disk; what is open"
                            + " can be finished, nothing new is begun");
        }
    }
}
