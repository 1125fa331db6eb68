package io.tillpost.edge.receipt;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.ReceiptReprinted.Marking;
import org.jspecify.annotations.Nullable;

/// What is known of each receipt's first print, for ever: a second one has to say what it is.
final class Prints {
    private static final Shelf<First> FIRST = new Shelf<>("receipt-first-print", First.class);

    private Prints() {}

    /// How the first print went.
    enum First {
        /// Bytes may have gone to the printer; also where the agent died before the printer answered.
        UNCONFIRMED,
        /// The printer said that it came out.
        CONFIRMED
    }

    /// What a print would be now: absent for the original, of which nothing was ever sent.
    static @Nullable Marking marking(View view, String receipt) {
        return view.find(FIRST, receipt)
                .map(first -> first == First.CONFIRMED ? Marking.COPY : Marking.DUPLICATE)
                .orElse(null);
    }

    static void clear(UnitOfWork unit) {
        unit.clear(FIRST);
    }

    /// From now on something may be on paper.
    static void sending(UnitOfWork unit, String receipt) {
        unit.put(FIRST, receipt, First.UNCONFIRMED);
    }

    /// It came out.
    static void confirmed(UnitOfWork unit, String receipt) {
        unit.put(FIRST, receipt, First.CONFIRMED);
    }

    /// Nothing was sent after all.
    static void notSent(UnitOfWork unit, String receipt) {
        unit.remove(FIRST, receipt);
    }
}
