package io.tillpost.edge.payment;

import io.tillpost.device.terminal.CardTypeTotal;
import io.tillpost.device.terminal.EndOfDayResult;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.payment.BatchClosing.State;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.TerminalBatchClosed.CardTotal;
import io.tillpost.protocol.journal.IdSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of terminal batches: one closing at a time, none while a payment there is unresolved, and an answer that
/// was lost stays unknown.
final class Batches {
    private static final Shelf<BatchClosing> CLOSINGS = new Shelf<>("batch-closing", BatchClosing.class);
    /// Terminal -> its running closing.
    private static final Shelf<Running> RUNNING = new Shelf<>("batch-running", Running.class);

    private final AttemptBook book;
    private final TerminalMemory memory;
    private final IdSource ids;

    Batches(AttemptBook book, TerminalMemory memory, IdSource ids) {
        this.book = book;
        this.memory = memory;
        this.ids = ids;
    }

    private record Running(String closing) {}

    Decision<BatchClosing> begin(UnitOfWork unit, String terminal, Stamp stamp) {
        Decision<Boolean> free = notClosing(unit, terminal);
        return free.then(_ -> {
            var closing = new BatchClosing(ids.next().toString(), terminal, stamp, State.RUNNING, null,
                    List.of(), "");
            unit.put(CLOSINGS, closing.id(), closing);
            unit.put(RUNNING, terminal, new Running(closing.id()));
            book.proofEnds(unit, terminal);
            return Decision.accept(closing);
        });
    }

    Decision<Boolean> notClosing(View view, String terminal) {
        return view.find(RUNNING, terminal)
                .<Decision<Boolean>>map(running -> Decision.refuse(Reason.TERMINAL_CLOSING,
                        "terminal " + terminal + " is closing its batch, " + running.closing()))
                .orElseGet(() -> Decision.accept(true));
    }

    BatchClosing ended(UnitOfWork unit, String id, EndOfDayResult result) {
        BatchClosing closing = find(unit, id)
                .orElseThrow(() -> new IllegalStateException("batch closing " + id + " is not here"));
        if (closing.state() != State.RUNNING) {
            return closing;
        }
        memory.lost(unit, closing.terminal());
        return switch (result) {
            case EndOfDayResult.Closed(var terminalId, var batch, int trace, var sums) -> {
                List<CardTotal> totals = totals(sums);
                memory.batchEnded(unit, closing.terminal());
                var _ = memory.batchClosed(unit, closing.terminal(), terminalId, trace, totals);
                append(unit, closing, TerminalBatchClosed.State.CLOSED, terminalId, batch, totals, "");
                yield store(unit, closing.ended(State.CLOSED, batch, totals, ""));
            }
            case EndOfDayResult.Refused(int code, var text) ->
                store(unit, closing.ended(State.REFUSED, null, List.of(), text + " (" + code + ")"));
            case EndOfDayResult.Unknown(var lastStep) -> {
                memory.batchEnded(unit, closing.terminal());
                append(unit, closing, TerminalBatchClosed.State.UNKNOWN, "", null, List.of(), lastStep);
                yield store(unit, closing.ended(State.UNKNOWN, null, List.of(), lastStep));
            }
        };
    }

    /// The terminal has closed its batch by itself. False if this very closing is written already.
    boolean closedByItself(UnitOfWork unit, String terminal, Stamp stamp, EndOfDayResult.Closed closed) {
        List<CardTotal> totals = totals(closed.totals());
        if (!memory.batchClosed(unit, terminal, closed.terminalId(), closed.trace(), totals)) {
            return false;
        }
        memory.lost(unit, terminal);
        book.proofEnds(unit, terminal);
        var _ = unit.append(stamp, new TerminalBatchClosed(terminal, TerminalBatchClosed.State.CLOSED,
                closed.terminalId(), closed.batch(), totals, "closed by the terminal itself"));
        return true;
    }

    private static List<CardTotal> totals(List<CardTypeTotal> sums) {
        return sums.stream()
                .map(sum -> new CardTotal(sum.cardName(), sum.count(), sum.gross()))
                .toList();
    }

    /// A closing that was running ended in a time that this box had forgotten.
    static void rebuilt(UnitOfWork unit, TerminalBatchClosed closed) {
        unit.find(RUNNING, closed.terminal())
                .flatMap(running -> unit.find(CLOSINGS, running.closing()))
                .filter(closing -> closing.state() == State.RUNNING)
                .ifPresent(closing -> {
                    State how = closed.state() == TerminalBatchClosed.State.CLOSED
                            ? State.CLOSED
                            : State.UNKNOWN;
                    var _ = store(unit,
                            closing.ended(how, closed.batch(), closed.totals(), closed.detail()));
                });
    }

    static void clear(UnitOfWork unit) {
        List.of(CLOSINGS, RUNNING).forEach(unit::clear);
    }

    Optional<BatchClosing> find(View view, String id) {
        return view.find(CLOSINGS, id);
    }

    /// The closings that were running when the agent stopped.
    List<String> running(View view) {
        return view.all(RUNNING).stream().map(Running::closing).toList();
    }

    private static BatchClosing store(UnitOfWork unit, BatchClosing ended) {
        unit.put(CLOSINGS, ended.id(), ended);
        unit.remove(RUNNING, ended.terminal());
        return ended;
    }

    private static void append(UnitOfWork unit, BatchClosing closing, TerminalBatchClosed.State state,
            String terminalId, @Nullable Integer batch, List<CardTotal> totals, String detail) {
        var _ = unit.append(closing.stamp(), new TerminalBatchClosed(closing.terminal(), state, terminalId,
                batch, totals, detail));
    }
}
