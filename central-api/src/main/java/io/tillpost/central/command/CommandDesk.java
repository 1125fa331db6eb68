package io.tillpost.central.command;

import io.tillpost.central.command.CommandRefusedException.Reason;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.incident.Incidents;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.CommandMessage;
import io.tillpost.protocol.sync.CommandReport;
import io.tillpost.protocol.sync.CommandState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes commands, decides what is sent when, and hears the agents. Any node may do any of it: rows are locked, and
/// whatever two nodes do twice is a message twice. Safe for use by all threads.
public final class CommandDesk {
    /// Open ones of a store.
    public static final int MAX_OPEN = 100;
    /// New ones of a store within a minute.
    public static final int MAX_PER_MINUTE = 60;
    /// How long one may wait for its agent unless it is said.
    public static final Duration DEFAULT_VALIDITY = Duration.ofDays(1);

    private static final System.Logger LOG = System.getLogger(CommandDesk.class.getName());
    private static final int MAX_PER_ROUND = 200;
    private static final Duration AGAIN_MIN = Duration.ofSeconds(15);
    private static final Duration AGAIN_MAX = Duration.ofMinutes(10);
    private static final int DOUBLINGS_MAX = 8;

    private final Database database;
    private final Commands commands;
    private final Stores stores;
    private final Incidents incidents;
    private final IdSource ids;
    private final Clock clock;

    public CommandDesk(Database database, Commands commands, Stores stores, Incidents incidents,
            IdSource ids, Clock clock) {
        this.database = database;
        this.commands = commands;
        this.stores = stores;
        this.incidents = incidents;
        this.ids = ids;
        this.clock = clock;
    }

    /// What somebody wants done.
    ///
    /// @param agent absent: the only one of the store
    public record Order(@Nullable String agent, String name, JsonTree arguments, Duration validFor,
            String askedBy, String traceparent) {}

    /// A message for one store's agents.
    public record Sending(String store, CommandMessage message) {}

    /// Takes a command; it goes down after COMMIT.
    public HeldCommand issue(Transaction transaction, Store store, Order order)
            throws CommandRefusedException {
        String agent = agent(store, order.agent);
        Instant now = clock.instant();
        commands.lockStore(transaction, store.tenant(), store.store());
        var load = commands.load(transaction, store.tenant(), store.store(), now,
                now.minus(Duration.ofMinutes(1)));
        if (load.open() >= MAX_OPEN) {
            throw new CommandRefusedException(Reason.TOO_MANY, "store '" + store.store() + "' has "
                    + load.open() + " open commands, expected fewer than " + MAX_OPEN);
        }
        if (load.issuedLately() >= MAX_PER_MINUTE) {
            throw new CommandRefusedException(Reason.TOO_MANY, "store '" + store.store() + "' was sent "
                    + load.issuedLately() + " commands within a minute, expected fewer than "
                    + MAX_PER_MINUTE);
        }
        var held = new HeldCommand(ids.next(), store.store(), agent, order.name, order.arguments, now,
                now.plus(order.validFor), order.askedBy, order.traceparent, HeldCommand.ISSUED, null, "", 0,
                false, null, null);
        // What an agent could not read is not taken in the first place.
        var _ = held.message(now);
        commands.add(transaction, store.tenant(), held);
        return held;
    }

    private static String agent(Store store, @Nullable String wanted) throws CommandRefusedException {
        if (wanted == null ? store.agents().size() != 1 : !store.agents().contains(wanted)) {
            throw new CommandRefusedException(Reason.AGENT, "store '" + store.store() + "' has the agents "
                    + store.agents() + ", expected "
                    + (wanted == null ? "one, or a name" : "'" + wanted + "'"));
        }
        return wanted == null ? store.agents().getFirst() : wanted;
    }

    /// Takes a command back: at once where no agent can have it, else by asking the agent. Returns how it stands; empty if
    /// there is none.
    public Optional<HeldCommand> cancel(Transaction transaction, String tenant, String store, UUID id)
            throws CommandRefusedException {
        Optional<HeldCommand> found = commands.locked(transaction, tenant, id)
                .filter(command -> command.store().equals(store));
        if (found.isEmpty()) {
            return found;
        }
        HeldCommand command = found.get();
        if (command.hasEnded() || command.state().equals(CommandState.STARTED.wireName())) {
            throw new CommandRefusedException(Reason.TOO_LATE,
                    "command " + id + " is " + command.state() + ", expected one that has not begun");
        }
        Instant now = clock.instant();
        if (command.sentTimes() == 0) {
            commands.end(transaction, tenant, id, CommandState.CANCELLED.wireName(), "", now);
        } else {
            commands.askToCancel(transaction, tenant, id, now);
        }
        return commands.find(transaction, tenant, id);
    }

    /// How many of an agent's commands have not ended.
    public int pending(Transaction transaction, String tenant, String agent) {
        return commands.pending(transaction, tenant, agent);
    }

    /// What an agent that was welcomed is told; noted as sent.
    public List<Sending> afterWelcome(String store, String agent) {
        return Tenancy.everyone(() -> database.inTransaction(transaction -> stores.named(transaction, store)
                .filter(known -> known.agents().contains(agent))
                .map(known -> sent(transaction,
                        commands.toSend(transaction, known.tenant(), agent, MAX_PER_ROUND)))
                .orElse(List.of())));
    }

    /// What is to be sent now to agents that are connected; noted as sent. Ends what no agent took in time.
    public List<Sending> due() {
        return Tenancy.everyone(() -> database.inTransaction(transaction -> {
            var _ = commands.expireUnsent(transaction, clock.instant());
            return sent(transaction, commands.due(transaction, clock.instant(), MAX_PER_ROUND));
        }));
    }

    private List<Sending> sent(Transaction transaction, List<HeldCommand> sending) {
        Instant now = clock.instant();
        return sending.stream().map(command -> {
            commands.sent(transaction, command.store(), command.command(),
                    now.plus(pause(command.sentTimes())));
            return new Sending(command.store(), command.message(now));
        }).toList();
    }

    private static Duration pause(int sentTimes) {
        Duration pause = AGAIN_MIN.multipliedBy(1L << Math.min(sentTimes, DOUBLINGS_MAX));
        return pause.compareTo(AGAIN_MAX) > 0 ? AGAIN_MAX : pause;
    }

    /// An agent's report, committed. Returns what tells the agent that its end is known; empty where none is needed or the
    /// report is not that agent's to make.
    public Optional<CommandMessage> reported(String storeName, CommandReport report) {
        return Tenancy.everyone(() -> database.inTransaction(transaction -> {
            Optional<Store> store = stores.named(transaction, storeName)
                    .filter(known -> known.agents().contains(report.agent()));
            if (store.isEmpty()) {
                LOG.log(System.Logger.Level.WARNING,
                        "report of agent " + report.agent() + " on a command for store "
                                + storeName + ", which is not its own");
                return Optional.empty();
            }
            return note(transaction, store.get(), report);
        }));
    }

    private Optional<CommandMessage> note(Transaction transaction, Store store, CommandReport report) {
        Optional<HeldCommand> held = commands.locked(transaction, store.tenant(), report.command());
        // A database that was restored does not know it any more; the agent need not go on saying it.
        if (held.isPresent() && !mayReport(held.get(), store, report)) {
            incidents.raise(transaction, store.tenant(), store.store(), "command-foreign",
                    report.command().toString(), "agent '" + report.agent() + "' of store '" + store.store()
                            + "' reports on a command of agent '" + held.get().agent() + "'");
            return Optional.empty();
        }
        if (held.isPresent() && held.get().hasEnded()) {
            differs(transaction, store, held.get(), report);
        } else if (held.isPresent() && isNews(held.get(), report)) {
            commands.reported(transaction, store.tenant(), report, clock.instant());
        }
        return report.state().isEnd()
                ? Optional.of(
                        new CommandMessage.Taken(report.command(), report.agent(), report.state()))
                : Optional.empty();
    }

    private static boolean mayReport(HeldCommand held, Store store, CommandReport report) {
        return held.store().equals(store.store()) && held.agent().equals(report.agent());
    }

    /// The first end counts; another one after it is for people to look at.
    private void differs(Transaction transaction, Store store, HeldCommand held, CommandReport report) {
        if (report.state().isEnd() && !report.state().wireName().equals(held.state())) {
            incidents.raise(transaction, store.tenant(), store.store(), "command-ends-differ",
                    held.command().toString(), "it was " + held.state() + ", and agent '" + report.agent()
                            + "' now says " + report.state().wireName());
        }
    }

    /// Reports may come late and out of order.
    private static boolean isNews(HeldCommand held, CommandReport report) {
        return report.state() != CommandState.RECEIVED || held.state().equals(HeldCommand.ISSUED);
    }
}
