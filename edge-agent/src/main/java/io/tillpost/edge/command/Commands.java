package io.tillpost.edge.command;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.JournalClosedException;
import io.tillpost.edge.journal.JournalRefusedException;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.failpoint.Failpoints;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Keeps and carries out what head office asks for. A command is received durably, then started durably, then run, then
/// ended durably together with its event; each step is reported, and an end until head office has it. One thread takes
/// messages in, another runs one command after the other. Safe for use by all threads.
public final class Commands implements AutoCloseable {
    /// More messages than this at once are dropped like lost datagrams; head office sends them again.
    private static final int INBOX_MAX = 1_000;
    /// So many may be under way here; what comes beyond is dropped, and comes again.
    static final int OPEN_MAX = 200;
    /// Ended commands that are remembered.
    private static final int KEPT = 2_000;
    private static final long RETRY_MS = 1_000;
    private static final long CLOSE_MS = 5_000;
    private static final Logger LOG = System.getLogger(Commands.class.getName());

    private final String agent;
    private final Journal journal;
    private final BiFunction<View, String, Stamp> stamps;
    private final Map<String, CommandHandler> handlers;
    private final LongSupplier nanos;
    private final Failpoints failpoints;
    private final CommandBook book;
    private final BlockingQueue<Runnable> inbox = new LinkedBlockingQueue<>();
    private final RunQueue queue = new RunQueue();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread taking;
    private final Thread running;
    private volatile Consumer<CommandReport> reports = _ -> {};

    /// @param stamps who and when for what the agent does, by the traceparent of the command
    /// @param handlers by their names, which must differ
    /// @param nanos monotonic time, by which commands expire
    public Commands(String agent, Journal journal, BiFunction<View, String, Stamp> stamps,
            Collection<CommandHandler> handlers, LongSupplier nanos, Failpoints failpoints) {
        this(agent, journal, stamps, handlers, nanos, failpoints, KEPT);
    }

    Commands(String agent, Journal journal, BiFunction<View, String, Stamp> stamps,
            Collection<CommandHandler> handlers, LongSupplier nanos, Failpoints failpoints,
            int kept) {
        this.agent = agent;
        this.journal = journal;
        this.stamps = stamps;
        this.handlers = byName(handlers);
        this.nanos = nanos;
        this.failpoints = failpoints;
        this.book = new CommandBook(kept);
        this.taking = Thread.ofPlatform().name("commands").daemon().unstarted(this::take);
        this.running = Thread.ofPlatform().name("command-run").daemon().unstarted(this::runAll);
    }

    private static Map<String, CommandHandler> byName(Collection<CommandHandler> handlers) {
        var all = new HashMap<String, CommandHandler>();
        for (CommandHandler handler : handlers) {
            if (all.putIfAbsent(handler.name(), handler) != null) {
                throw new IllegalArgumentException("two handlers are called " + handler.name());
            }
        }
        return Map.copyOf(all);
    }

    /// Settles what the last run of the agent left begun, and begins to work.
    ///
    /// @param sink sends a report, or loses it; must not block
    public void start(Consumer<CommandReport> sink) {
        reports = sink;
        journal.read(book::open)
                .stream()
                .filter(command -> command.state() == CommandState.STARTED)
                .forEach(this::settle);
        taking.start();
        running.start();
    }

    private void settle(StoredCommand command) {
        CommandHandler handler = handlers.get(command.name());
        if (handler != null && handler.repeatable()) {
            queue.again(command.id());
        } else {
            var _ = end(command.id(), CommandState.UNKNOWN_AFTER_CRASH, null,
                    "it had begun when the agent stopped, and may have been done");
        }
    }

    /// A message came from head office. Returns at once.
    public void came(CommandMessage message) {
        if (!message.agent().equals(agent)) {
            return;
        }
        if (inbox.size() >= INBOX_MAX) {
            LOG.log(Level.WARNING, "too many messages about commands: one is dropped and comes again");
            return;
        }
        inbox.add(() -> {
            switch (message) {
                case CommandMessage.Issue(Command command) -> issued(command);
                case CommandMessage.Cancel(UUID id, _) -> cancelled(id);
                case CommandMessage.Taken(UUID id, _, CommandState state) -> taken(id, state);
            }
        });
    }

    /// Head office listens: it is told once more what it may not have. Returns at once.
    public void welcomed() {
        inbox.add(() -> journal.read(book::open).forEach(this::report));
    }

    /// A command as it stands, if it is known here.
    public Optional<CommandReport> find(UUID id) {
        return journal.read(view -> book.find(view, id)).map(command -> command.report(agent));
    }

    private void take() {
        while (closed.getCount() > 0) {
            try {
                inbox.take().run();
            } catch (InterruptedException | JournalClosedException e) {
                LOG.log(Level.DEBUG, "no more commands are taken in", e);
                return;
            } catch (RuntimeException | Error e) {
                // Also where memory was short for a moment: this thread has to outlive it.
                LOG.log(Level.WARNING, "a message about a command is left to come again", e);
            }
        }
    }

    private void issued(Command command) {
        long deadline = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(command.validForMs());
        Optional<StoredCommand> now = journal.commit(unit -> book.find(unit, command.id())
                .or(() -> book.open(unit).size() >= OPEN_MAX
                        ? Optional.empty()
                        : Optional.of(accepted(unit, command))));
        if (now.isEmpty()) {
            LOG.log(Level.WARNING, "{0} commands are open: one is left to come again", OPEN_MAX);
            return;
        }
        failpoints.reached("command.after-receive");
        report(now.get());
        if (now.get().state() == CommandState.RECEIVED) {
            queue.add(command.id(), deadline);
        }
    }

    /// Writes down a command that is new here.
    private StoredCommand accepted(UnitOfWork unit, Command command) {
        StoredCommand fresh = StoredCommand.received(command);
        CommandState refusal = null;
        String why = "";
        if (book.mayBeForgotten(unit, command.issuedAt())) {
            refusal = CommandState.EXPIRED;
            why = "it is older than the commands that are remembered here";
        } else if (command.validForMs() == 0) {
            refusal = CommandState.EXPIRED;
            why = "it came too late";
        } else if (!handlers.containsKey(command.name())) {
            refusal = CommandState.FAILED;
            why = "command '" + command.name() + "' is not known here, expected one of "
                    + handlers.keySet().stream().sorted().toList();
        }
        if (refusal == null) {
            book.put(unit, fresh);
            return fresh;
        }
        return ended(unit, fresh, refusal, null, why);
    }

    private void cancelled(UUID id) {
        StoredCommand now = journal.commit(unit -> {
            Optional<StoredCommand> known = book.find(unit, id);
            if (known.isEmpty()) {
                var unseen = StoredCommand.cancelledUnseen(id);
                book.put(unit, unseen);
                return unseen;
            }
            return known.get().state() == CommandState.RECEIVED
                    ? ended(unit, known.get(), CommandState.CANCELLED, null, "cancelled by head office")
                    : known.get();
        });
        report(now);
    }

    private void taken(UUID id, CommandState state) {
        var _ = journal.commit(unit -> {
            Optional<StoredCommand> known = book.find(unit, id)
                    .filter(command -> command.state() == state && state.isEnd() && !command.taken());
            known.ifPresent(command -> book.taken(unit, command));
            return known.isPresent();
        });
    }

    private void runAll() {
        try {
            while (closed.getCount() > 0) {
                RunQueue.Next next = queue.take();
                runOrLog(next);
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "no more commands are run", e);
        }
    }

    private void runOrLog(RunQueue.Next next) throws InterruptedException {
        try {
            run(next);
        } catch (JournalClosedException e) {
            LOG.log(Level.DEBUG, "the journal is closed", e);
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "command " + next.id() + " is left to come again", e);
        }
    }

    private void run(RunQueue.Next next) throws InterruptedException {
        boolean late = next.mayEnd() && nanos.getAsLong() - next.deadlineNanos() >= 0;
        Optional<StoredCommand> begun;
        try {
            begun = journal.commit(unit -> begin(unit, next, late));
        } catch (JournalRefusedException e) {
            if (next.mayEnd()) {
                throw e;
            }
            // Head office does not send it again: it knows that it has begun.
            LOG.log(Level.WARNING, "command {0} is begun again later: {1}", next.id(), e.getMessage());
            if (!closed.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                queue.again(next.id());
            }
            return;
        }
        failpoints.reached("command.after-start");
        if (begun.isEmpty()) {
            return;
        }
        report(begun.get());
        if (begun.get().state() != CommandState.STARTED) {
            return;
        }
        CommandOutcome outcome = outcome(begun.get());
        failpoints.reached("command.after-run");
        end(begun.get().id(), outcome);
        failpoints.reached("command.after-end");
    }

    /// The command as it is now begun or too late; empty if there is nothing to begin.
    private Optional<StoredCommand> begin(UnitOfWork unit, RunQueue.Next next, boolean late) {
        CommandState from = next.mayEnd() ? CommandState.RECEIVED : CommandState.STARTED;
        return book.find(unit, next.id()).filter(command -> command.state() == from).map(command -> {
            if (late) {
                return ended(unit, command, CommandState.EXPIRED, null,
                        "its time was over before it could begin");
            }
            StoredCommand started = command.became(CommandState.STARTED, null, "");
            book.put(unit, started);
            return started;
        });
    }

    private CommandOutcome outcome(StoredCommand command) throws InterruptedException {
        CommandHandler handler = handlers.get(command.name());
        if (handler == null || command.arguments() == null) {
            throw new IllegalStateException("command " + command.id() + " has no handler");
        }
        try {
            return handler.run(new Arguments(command.arguments()),
                    new CommandCause(command.id(), command.askedBy(), command.traceparent()));
        } catch (ArgumentException e) {
            return new CommandOutcome.Failed(String.valueOf(e.getMessage()));
        } catch (RuntimeException | Error e) {
            LOG.log(Level.WARNING, "command " + command.name() + " " + command.id() + " failed", e);
            return new CommandOutcome.Failed("it failed: " + e);
        }
    }

    /// Until it is on disk: what was done is not to be forgotten while the agent runs.
    private void end(UUID id, CommandOutcome outcome) throws InterruptedException {
        while (true) {
            try {
                var _ = switch (outcome) {
                    case CommandOutcome.Done(var result, var detail) ->
                        end(id, CommandState.DONE, result, detail);
                    case CommandOutcome.Failed(var detail) -> end(id, CommandState.FAILED, null, detail);
                };
                return;
            } catch (JournalClosedException e) {
                throw e;
            } catch (RuntimeException | Error e) {
                LOG.log(Level.WARNING, "the end of command " + id + " cannot be written yet", e);
                if (closed.await(RETRY_MS, TimeUnit.MILLISECONDS)) {
                    return;
                }
            }
        }
    }

    private Optional<StoredCommand> end(UUID id, CommandState state,
            @Nullable JsonTree result, String detail) {
        Optional<StoredCommand> ended = journal.commit(unit -> book.find(unit, id)
                .filter(command -> command.state() == CommandState.STARTED)
                .map(command -> ended(unit, command, state, result, detail)));
        ended.ifPresent(this::report);
        return ended;
    }

    /// The end and its event, in one commit.
    private StoredCommand ended(UnitOfWork unit, StoredCommand command, CommandState state,
            @Nullable JsonTree result, String detail) {
        boolean tooLong = result != null
                && result.sizeBytes() > CommandReport.MAX_RESULT_BYTES;
        String said = tooLong ? (detail + " (its result is too long to be sent)").strip() : detail;
        String words = said.substring(0, Math.min(said.length(), CommandReport.MAX_DETAIL_CHARS));
        StoredCommand ended = command.became(state, tooLong ? null : result, words);
        book.put(unit, ended);
        var _ = unit.append(stamps.apply(unit, command.traceparent()),
                new CommandResult(command.id(), command.name(), state.wireName(), words));
        return ended;
    }

    private void report(StoredCommand command) {
        reports.accept(command.report(agent));
    }

    /// Lets the command that runs end, for a moment; one that takes longer is begun again or unknown at the next start.
    @Override
    public void close() {
        closed.countDown();
        taking.interrupt();
        running.interrupt();
        try {
            taking.join(CLOSE_MS);
            running.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
