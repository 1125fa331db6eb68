package io.tillpost.device.terminal;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One card terminal. Blocking calls for one platform thread at a time; [#abort()] alone may come from another thread.
/// A lost line is never thrown: it is an answer, because what the terminal did meanwhile is a question of money.
public interface CardTerminal extends AutoCloseable {
    /// Connects and registers with the terminal if that is not done yet.
    TerminalAnswer<TerminalIdentity> connect();

    /// Charges a card. An approval is handed to `commit` before the terminal is told that the till has it; see
    /// [CommitPoint]. `progress` is told what the terminal shows, from the calling thread.
    PaymentResult pay(PaymentRequest request, CommitPoint commit, TerminalProgress progress);

    /// Gives money back to a card as a transaction of its own (ZVT: 06 31). Otherwise as [#pay]: `Approved` means that
    /// the money went back.
    PaymentResult refund(PaymentRequest request, CommitPoint commit, TerminalProgress progress);

    /// Takes one whole charge of the open batch back (ZVT: 06 30), by the receipt number that it was approved with.
    /// Otherwise as [#pay]: `Approved` means that the charge was taken back; its facts are the reversal's own.
    PaymentResult reverse(ReversalRequest request, CommitPoint commit, TerminalProgress progress);

    /// Whether the terminal is idle, busy, or in need of something, without starting anything.
    TerminalAnswer<TerminalState> status();

    /// What the terminal holds as its last receipt. It may be an earlier customer's: see [LastReceipt]. A family whose
    /// receipts do not say whether money came in or went back (ZVT) goes by the commands that this object gave the
    /// terminal: a receipt of before the last one keeps its kind, a new one is of that command.
    TerminalAnswer<LastReceipt> lastReceipt(TerminalProgress progress);

    /// The same, told by a journal that outlives this object what the terminal was asked for last. Recovery asks this way,
    /// because the till may have been restarted meanwhile. `null` is as if not told.
    default TerminalAnswer<LastReceipt> lastReceipt(@Nullable TransactionKind asked,
            TerminalProgress progress) {
        return lastReceipt(progress);
    }

    /// Asks the terminal to stop what it is doing. The answer is never evidence that nothing was charged; the running
    /// [#pay] call still ends with its own result.
    void abort();

    /// Closes the terminal's batch (end of day) and hands its totals to the acquirer.
    EndOfDayResult endOfDay(TerminalProgress progress);

    /// Has `listener` hear of each batch that the terminal closes by itself and tells of (ZVT: while it is asked for its state),
    /// on the thread of the caller that it is told to and before that call goes on. It may be told of one twice. Families whose
    /// terminals do not tell never call it.
    default void whenItClosesItsBatch(Consumer<EndOfDayResult.Closed> listener) {}

    @Override
    void close();
}
