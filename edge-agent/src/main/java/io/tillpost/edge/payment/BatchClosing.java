package io.tillpost.edge.payment;

import io.tillpost.edge.journal.Stamp;
import io.tillpost.protocol.event.TerminalBatchClosed.CardTotal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// One request to a terminal to close its batch.
///
/// @param id names it for ever
/// @param stamp where and when it counts
/// @param batch the terminal's number, once it is closed
public record BatchClosing(String id, String terminal, Stamp stamp, State state, @Nullable Integer batch,
        List<CardTotal> totals, String detail) {
    public BatchClosing {
        totals = List.copyOf(totals);
    }

    /// Where it stands: RUNNING once, then one of the others for ever.
    public enum State {
        RUNNING, CLOSED, REFUSED, UNKNOWN
    }

    BatchClosing ended(State how, @Nullable Integer number, List<CardTotal> sums, String why) {
        if (state != State.RUNNING) {
            throw new IllegalStateException("batch closing " + id + " is " + state + " already");
        }
        return new BatchClosing(id, terminal, stamp, how, number, sums, why);
    }
}
