package io.tillpost.device.terminal.zvt;

import io.tillpost.device.terminal.CommitPoint;
import io.tillpost.protocol.card.CardFacts;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Calls the till's commit point once per payment, on a thread of its own, so that a journal that hangs cannot keep the
/// terminal waiting for its answer.
final class Commit {
    private static final Logger LOG = System.getLogger(Commit.class.getName());

    private final CommitPoint point;
    private final Duration limit;
    private @Nullable CardFacts kept;
    private @Nullable Thread writer;

    Commit(CommitPoint point, Duration limit) {
        this.point = point;
        this.limit = limit;
    }

    /// True if this approval is durable, now or already; false if the till cannot keep it.
    boolean keeps(CardFacts approval) {
        if (writer != null) {
            // A second, other approval in one payment was never asked for.
            return isKept(approval);
        }
        var durable = new CompletableFuture<Boolean>();
        writer = Thread.ofPlatform().name("payment-commit").start(() -> write(approval, durable));
        try {
            boolean inTime = durable.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            kept = inTime ? approval : null;
            return inTime;
        } catch (TimeoutException _) {
            LOG.log(Level.ERROR, "the approval was not durable within {0}; the terminal is asked to reverse",
                    limit);
        } catch (ExecutionException e) {
            LOG.log(Level.ERROR, "the approval cannot be made durable; the terminal is asked to reverse", e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
        return false;
    }

    /// A terminal may say the same approval again with more detail. What was written first stays.
    private boolean isKept(CardFacts again) {
        CardFacts first = kept;
        return first != null && first.trace() == again.trace()
                && first.receiptNumber() == again.receiptNumber()
                && first.terminalId().equals(again.terminalId()) && first.approved().equals(again.approved())
                && first.tip().equals(again.tip());
    }

    private void write(CardFacts approval, CompletableFuture<Boolean> durable) {
        try {
            durable.complete(point.durable(approval));
        } catch (RuntimeException | Error e) {
            durable.completeExceptionally(e);
        }
    }

    /// The approval that is durable, if any.
    @Nullable
    CardFacts kept() {
        return kept;
    }

    /// Waits until the commit point has returned, so that nothing is written after the payment's result.
    void await() {
        Thread running = writer;
        if (running == null) {
            return;
        }
        try {
            running.join();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
