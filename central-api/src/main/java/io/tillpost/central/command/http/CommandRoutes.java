package io.tillpost.central.command.http;

import io.tillpost.central.command.CommandDesk;
import io.tillpost.central.command.CommandRefusedException;
import io.tillpost.central.command.Commands;
import io.tillpost.central.command.HeldCommand;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.http.Answer;
import io.tillpost.central.http.Call;
import io.tillpost.central.http.Caller;
import io.tillpost.central.http.Listing;
import io.tillpost.central.http.Page;
import io.tillpost.central.http.Problem;
import io.tillpost.central.http.ProblemException;
import io.tillpost.central.http.Route;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.sync.CommandState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/v1/stores/{store}/commands`: what head office asks a store's agent to do.
public final class CommandRoutes {
    private static final String PATH = "/v1/stores/{store}/commands";
    private static final String WRITE = "commands:write";
    private static final String READ = "commands:read";
    private static final List<String> STATES = Stream.concat(Stream.of(HeldCommand.ISSUED),
            Stream.of(CommandState.values()).map(CommandState::wireName)).toList();

    private final Database database;
    private final CommandDesk desk;
    private final Commands commands;
    private final Stores stores;
    private final Runnable soon;

    /// @param soon says that there may be something to send after the next COMMIT
    public CommandRoutes(Database database, CommandDesk desk, Commands commands, Stores stores,
            Runnable soon) {
        this.database = database;
        this.desk = desk;
        this.commands = commands;
        this.stores = stores;
        this.soon = soon;
    }

    /// Body of `POST`.
    ///
    /// @param arguments absent: an empty object
    /// @param validForSeconds absent: a day
    /// @param agent absent: the store's only one
    record Wanted(String name, @Nullable JsonTree arguments, @Nullable Long validForSeconds,
            @Nullable String agent) {
        Wanted {
            Names.check("command", name);
            if (arguments != null) {
                Command.requireArguments(arguments);
            }
            long most = Command.MAX_VALID_MS / 1000;
            if (validForSeconds != null && (validForSeconds < 1 || validForSeconds > most)) {
                throw new IllegalArgumentException(
                        "validForSeconds is " + validForSeconds + ", expected 1 to " + most);
            }
        }

        CommandDesk.Order order(String askedBy, String traceparent) {
            return new CommandDesk.Order(agent, name,
                    arguments == null ? JsonTree.EMPTY : arguments,
                    validForSeconds == null
                            ? CommandDesk.DEFAULT_VALIDITY
                            : Duration.ofSeconds(validForSeconds),
                    askedBy, traceparent);
        }
    }

    /// The routes.
    public List<Route> routes() {
        return List.of(Route.command("POST", PATH, "sendCommand", WRITE, this::send),
                Route.query("GET", PATH, "listCommands", READ, this::list).paged("state"),
                Route.query("GET", PATH + "/{command}", "getCommand", READ, this::get),
                Route.command("POST", PATH + "/{command}/cancellation", "cancelCommand", WRITE,
                        this::cancel).bodiless());
    }

    private Answer send(Call call, Transaction transaction) throws ProblemException {
        Caller caller = call.authenticated();
        Store store = store(call, transaction);
        try {
            HeldCommand held = desk.issue(transaction, store,
                    call.json(Wanted.class).order(caller.client(), call.traceparent()));
            soon.run();
            return Answer.created("/v1/stores/" + store.store() + "/commands/" + held.command(), held)
                    .about(held.command().toString(), store.store());
        } catch (CommandRefusedException e) {
            throw refused(e);
        }
    }

    private Answer cancel(Call call, Transaction transaction) throws ProblemException {
        Store store = store(call, transaction);
        UUID id = call.idParameter("command");
        try {
            HeldCommand held = desk.cancel(transaction, store.tenant(), store.store(), id)
                    .orElseThrow(() -> Problem.notFound("command", id.toString()).exception());
            soon.run();
            return Answer.json(held.hasEnded() ? 200 : 202, held).about(id.toString(), store.store());
        } catch (CommandRefusedException e) {
            throw refused(e);
        }
    }

    private static ProblemException refused(CommandRefusedException e) {
        String detail = String.valueOf(e.getMessage());
        var refusal = switch (e.reason()) {
            case AGENT -> Problem.unprocessable("command-agent", detail);
            case TOO_MANY -> Problem.of(429, "too-many-commands", "Too many commands", detail).retryLater();
            case TOO_LATE -> Problem.conflict("command-has-begun", detail);
        };
        var thrown = refusal.exception();
        thrown.addSuppressed(e);
        return thrown;
    }

    private Answer list(Call call) throws ProblemException {
        Page page = Page.of(call);
        String state = call.wordParameter("state", STATES).orElse(null);
        UUID before = page.after(key -> UUID.fromString(key.getFirst())).orElse(null);
        var rows = database.inTransaction(tx -> named(call, tx)
                .map(store -> commands.list(tx, store.tenant(), store.store(), state, before,
                        page.limit() + 1)))
                .orElseThrow(() -> unknownStore(call));
        return Answer.ok(Listing.of(call, page, rows, row -> List.of(row.command().toString())));
    }

    private Answer get(Call call) throws ProblemException {
        UUID id = call.idParameter("command");
        return database.inTransaction(tx -> named(call, tx)
                .flatMap(store -> commands.find(tx, store.tenant(), id)
                        .filter(command -> command.store().equals(store.store()))))
                .map(Answer::ok)
                .orElseThrow(() -> Problem.notFound("command", id.toString()).exception());
    }

    private Store store(Call call, Transaction transaction) throws ProblemException {
        return named(call, transaction).orElseThrow(() -> unknownStore(call));
    }

    private Optional<Store> named(Call call, Transaction transaction) {
        Caller caller = call.authenticated();
        String store = call.pathParameter("store");
        return caller.maySee(store)
                ? stores.find(transaction, caller.tenant(), store)
                : Optional.empty();
    }

    private static ProblemException unknownStore(Call call) {
        return Problem.notFound("store", call.pathParameter("store")).exception();
    }
}
