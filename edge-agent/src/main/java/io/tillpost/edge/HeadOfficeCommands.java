package io.tillpost.edge;

import io.tillpost.edge.catalog.https.HeadOfficeCatalog;
import io.tillpost.edge.catalog.https.Pulled;
import io.tillpost.edge.command.Arguments;
import io.tillpost.edge.command.CommandCause;
import io.tillpost.edge.command.CommandHandler;
import io.tillpost.edge.command.CommandOutcome;
import io.tillpost.edge.command.CommandOutcome.Done;
import io.tillpost.edge.command.CommandOutcome.Failed;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.CardPayments;
import io.tillpost.edge.receipt.Printed;
import io.tillpost.edge.receipt.Receipt;
import io.tillpost.edge.settings.Settings;
import io.tillpost.edge.settings.SettingsStatus;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.till.AgentStatus;
import io.tillpost.edge.till.Selling;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// What this agent does when head office asks: docs/reference/commands-from-head-office.md.
final class HeadOfficeCommands {
    private static final Duration RECOVERY_WITHIN = Duration.ofSeconds(60);
    private static final Duration CONFIGURATION_WITHIN = Duration.ofSeconds(60);
    /// A queue of long receipts on a slow printer.
    private static final Duration PRINTED_WITHIN = Duration.ofMinutes(5);

    private HeadOfficeCommands() {}

    /// A handler.
    static CommandHandler of(String name, boolean repeatable, Work work) {
        return new CommandHandler() {
            @Override
            public String name() {
                return name;
            }

            @Override
            public boolean repeatable() {
                return repeatable;
            }

            @Override
            public CommandOutcome run(Arguments arguments, CommandCause cause) throws InterruptedException {
                return work.run(arguments, cause);
            }
        };
    }

    /// What a handler does.
    @FunctionalInterface
    interface Work {
        CommandOutcome run(Arguments arguments, CommandCause cause) throws InterruptedException;
    }

    /// All of them.
    ///
    /// @param catalog absent: the store's catalogue is handed in at the store
    static List<CommandHandler> all(Selling live, @Nullable HeadOfficeCatalog catalog, Settings settings,
            AgentStatus status, Runnable greet) {
        return List.of(
                of("hello", true, (arguments, _) -> {
                    arguments.only();
                    greet.run();
                    return new Done(null, "head office is greeted once more");
                }),
                of("report-status", true, (arguments, _) -> {
                    arguments.only();
                    return new Done(status.document(), "");
                }),
                of("pull-catalogue", true, (arguments, _) -> {
                    arguments.only();
                    return pull(catalog);
                }),
                of("apply-configuration", true, (arguments, _) -> {
                    arguments.only();
                    return configure(settings);
                }),
                of("resolve-payment", true,
                        (arguments, _) -> resolve(arguments.only("attempt"), live)),
                of("reprint-receipt", false,
                        (arguments, cause) -> reprint(arguments.only("sale", "refund", "till"), live,
                                cause)));
    }

    private static CommandOutcome pull(@Nullable HeadOfficeCatalog catalog) {
        if (catalog == null) {
            return new Failed("this agent has no headOffice in its configuration, so it takes no catalogue");
        }
        return switch (catalog.pullOnce()) {
            case Pulled.Applied(var applied) -> Done.with(applied, "a new catalogue counts");
            case Pulled.Unchanged() -> new Done(null, "there was nothing new");
            case Pulled.NothingYet() -> new Done(null, "head office has no catalogue for this store");
            case Pulled.Refused(var detail) -> new Failed(detail);
            case Pulled.Unreachable(var detail) -> new Failed("head office is not reached: " + detail);
        };
    }

    private static CommandOutcome configure(Settings settings) throws InterruptedException {
        SettingsStatus now = settings.applyNow(CONFIGURATION_WITHIN.toMillis());
        if (now.trouble() != null) {
            return new Failed(now.trouble());
        }
        return Done.with(now, "version " + now.version() + " counts");
    }

    /// What an attempt is known to be.
    record Found(AttemptId attempt, String state, String detail) {
        static Found of(Attempt attempt) {
            return new Found(attempt.attempt(), attempt.state().name(), attempt.detail());
        }
    }

    /// The agent alone changes an attempt: it asks the terminal once more, and says what it found.
    private static CommandOutcome resolve(Arguments arguments, Selling live) throws InterruptedException {
        var id = new AttemptId(arguments.requiredId("attempt"));
        CardPayments payments = live.payments();
        Optional<Attempt> known = live.journal().read(view -> payments.find(view, id));
        if (known.isEmpty()) {
            return new Failed("attempt '" + id + "' is not known here");
        }
        boolean asked = payments.recoverNow(known.get());
        Attempt now = payments.await(id, RECOVERY_WITHIN).orElse(known.get());
        if (now.state().resolved()) {
            return Done.with(Found.of(now), now.attested() == null
                    ? "it is resolved"
                    : "a person has attested it; the terminal is asked for proof");
        }
        return Done.with(Found.of(now), asked
                ? "it is not resolved yet: recovery goes on"
                : "it is not resolved yet, and its terminal is busy with it or is not configured");
    }

    private static CommandOutcome reprint(Arguments arguments, Selling live, CommandCause cause)
            throws InterruptedException {
        Optional<UUID> sale = arguments.id("sale");
        Optional<UUID> refund = arguments.id("refund");
        if (sale.isPresent() == refund.isPresent()) {
            return new Failed("expected one of the arguments sale and refund");
        }
        Optional<Printable> found = sale.isPresent()
                ? printable(live, new SaleId(sale.get()))
                : printable(live, new RefundId(refund.orElseThrow()));
        if (found.isEmpty()) {
            return new Failed("there is no such completed sale or refund here");
        }
        String till = arguments.text("till").orElse(found.get().till);
        if (!live.tills().contains(till)) {
            return new Failed("till '" + till + "' is not one of this store's");
        }
        Optional<CompletableFuture<Printed>> job = live.receipts()
                .printAgain(found.get().receipt, till, new Cause(Actor.SYSTEM, cause.traceparent()));
        return job.isEmpty() ? new Failed("till '" + till + "' has no printer") : printed(job.get());
    }

    private static CommandOutcome printed(CompletableFuture<Printed> job) throws InterruptedException {
        try {
            Printed printed = job.get(PRINTED_WITHIN.toSeconds(), TimeUnit.SECONDS);
            return switch (printed.state()) {
                case CONFIRMED -> Done.with(printed, "the printer confirmed it");
                case UNCONFIRMED -> Done.with(printed, "it may be on paper: " + printed.detail());
                case NOT_PRINTED -> new Failed(printed.detail());
            };
        } catch (TimeoutException _) {
            return new Failed("the printer has not taken it within " + PRINTED_WITHIN.toMinutes()
                    + " minutes; it may print it yet");
        } catch (ExecutionException e) {
            return new Failed("it may be on paper: " + e.getCause());
        }
    }

    private record Printable(Receipt receipt, String till) {}

    private static Optional<Printable> printable(Selling live, SaleId id) {
        return live.receipts()
                .ofSale(id)
                .flatMap(receipt -> live.journal()
                        .read(view -> live.shop().sales().find(view, id))
                        .map(sale -> new Printable(receipt, sale.till())));
    }

    private static Optional<Printable> printable(Selling live, RefundId id) {
        return live.receipts()
                .ofRefund(id)
                .flatMap(receipt -> live.journal()
                        .read(view -> live.shop().refunds().find(view, id))
                        .map(back -> new Printable(receipt, back.till())));
    }
}
