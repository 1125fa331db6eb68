package io.tillpost.edge.till;

import io.tillpost.edge.receipt.Printed;
import io.tillpost.edge.receipt.Receipts;
import io.tillpost.edge.till.Route.Done;
import io.tillpost.edge.till.Route.Work;
import io.tillpost.edge.till.Views.PrintView;
import io.tillpost.protocol.json.Json;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Commands that print: once per idempotency key, answered when the printer has.
final class Printing {
    /// A printer confirms a long receipt within 15 s; whoever waits longer is told that it is still printing.
    private static final Duration PRINTED_WITHIN = Duration.ofSeconds(20);

    private final Receipts receipts;

    Printing(Receipts receipts) {
        this.receipts = receipts;
    }

    /// @param job hands something to the printer of `till`; runs once
    Work work(Call call, String till, Supplier<Optional<CompletableFuture<Printed>>> job) {
        Requests.Nothing nothing = Requests.read(call, Requests.Nothing.class);
        if (!receipts.hasPrinter(till)) {
            throw Problem.of(409, "no-printer", "There is no printer",
                    "till " + till + " has no receipt printer; the receipt can be shown as text, PNG or PDF")
                    .exception();
        }
        var begun = new AtomicReference<CompletableFuture<Printed>>(new CompletableFuture<>());
        return new Work(Json.write(nothing), _ -> new Done(Answer.accepted(PrintView.PRINTING),
                () -> job.get().ifPresent(begun::set), () -> ended(begun.get())));
    }

    private static Answer ended(CompletableFuture<Printed> job) {
        try {
            return Answer.ok(PrintView.of(job.get(PRINTED_WITHIN.toMillis(), TimeUnit.MILLISECONDS)));
        } catch (TimeoutException e) {
            return Answer.accepted(PrintView.PRINTING);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a print job ends with an answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.accepted(PrintView.PRINTING);
        }
    }
}
