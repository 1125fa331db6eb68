package io.tillpost.central;

import io.tillpost.central.command.CommandDesk;
import io.tillpost.central.command.CommandRefusedException;
import io.tillpost.central.command.HeldCommand;
import io.tillpost.central.command.sql.SqlCommands;
import io.tillpost.central.incident.sql.SqlIncidents;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.protocol.json.JsonTree;
import io.tillpost.protocol.json.MalformedJsonException;
import io.tillpost.protocol.sync.Command;
import io.tillpost.protocol.trace.TraceParent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// `tillpost central commands ...`: what stores are asked to do.
@CommandLine.Command(name = "commands", description = "What the agents in the stores are asked to do.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class StoreCommandsCommand {
    private StoreCommandsCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new StoreCommandsCommand()).addSubcommand(new Send(machine))
                .addSubcommand(new ListAll(machine))
                .addSubcommand(new Show(machine))
                .addSubcommand(new Cancel(machine));
    }

    /// What all of them need.
    private abstract static class Base extends StoreTask {
        final SqlCommands commands = new SqlCommands();

        Base(Machine machine) {
            super(machine);
        }

        CommandDesk desk(Installation installation) {
            return new CommandDesk(installation.database(), commands, new SqlStores(),
                    new SqlIncidents(machine.clock(), machine.ids()), machine.ids(), machine.clock());
        }
    }

    @CommandLine.Command(name = "send", description = "Asks an agent to do something.", mixinStandardHelpOptions = true)
    private static final class Send extends Base {
        @Option(names = "--name", required = true, description = "What, e.g. report-status.")
        private String name = "";

        @Option(names = "--arguments", paramLabel = "JSON", description = "A JSON object; none if left out.")
        private String arguments = "{}";

        @Option(names = "--valid-for", paramLabel = "SECONDS", description = "How long it may wait for its agent; a day if left out.")
        private @Nullable Long validForSeconds;

        @Option(names = "--agent", description = "Which one, where the store has several.")
        private @Nullable String agent;

        Send(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            JsonTree given = arguments();
            Duration validFor = validFor();
            print(withStore(installation, (transaction, store) -> {
                try {
                    HeldCommand issued = desk(installation).issue(transaction, store,
                            new CommandDesk.Order(agent, name, given, validFor, CONSOLE,
                                    TraceParent.sampled(machine.random())));
                    note(transaction, store, "sendCommand", "command:" + issued.command());
                    return issued;
                } catch (CommandRefusedException | IllegalArgumentException e) {
                    throw new StartException(String.valueOf(e.getMessage()), e);
                }
            }));
        }

        private JsonTree arguments() throws StartException {
            try {
                return JsonTree.read(arguments.getBytes(StandardCharsets.UTF_8));
            } catch (MalformedJsonException e) {
                throw new StartException("--arguments is not JSON: " + e.getMessage(), e);
            }
        }

        private Duration validFor() throws StartException {
            if (validForSeconds == null) {
                return CommandDesk.DEFAULT_VALIDITY;
            }
            if (validForSeconds < 1 || validForSeconds > Command.MAX_VALID_MS / 1000) {
                throw new StartException("--valid-for is " + validForSeconds + ", expected 1 to "
                        + Command.MAX_VALID_MS / 1000);
            }
            return Duration.ofSeconds(validForSeconds);
        }
    }

    @CommandLine.Command(name = "list", description = "Shows the commands of a store, newest first.", mixinStandardHelpOptions = true)
    private static final class ListAll extends Base {
        private static final int MOST = 1_000;

        @Option(names = "--state", description = "In this state alone, e.g. issued.")
        private @Nullable String state;

        @Option(names = "--limit", defaultValue = "50", description = "At most so many, up to 1000 (50).")
        private int limit;

        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            if (limit < 1 || limit > MOST) {
                throw new StartException("--limit is " + limit + ", expected 1 to " + MOST);
            }
            withStore(installation, (transaction, store) -> commands.list(transaction, store.tenant(),
                    store.store(), state, null, limit)).forEach(this::print);
        }
    }

    /// Those about one command.
    private abstract static class AboutOne extends Base {
        @Option(names = "--id", required = true, description = "Its id.")
        private UUID id = new UUID(0, 0);

        AboutOne(Machine machine) {
            super(machine);
        }

        UUID id() {
            return id;
        }

        StartException unknown() {
            return new StartException("no command '" + id + "' of this store");
        }
    }

    @CommandLine.Command(name = "show", description = "Shows one command and how far its agent is.", mixinStandardHelpOptions = true)
    private static final class Show extends AboutOne {
        Show(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            HeldCommand found = withStore(installation,
                    (transaction, store) -> commands.find(transaction, store.tenant(), id())
                            .filter(command -> command.store().equals(store.store()))
                            .orElseThrow(this::unknown));
            print(found);
        }
    }

    @CommandLine.Command(name = "cancel", description = "Takes a command back that has not begun.", mixinStandardHelpOptions = true)
    private static final class Cancel extends AboutOne {
        Cancel(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            print(withStore(installation, (transaction, store) -> {
                try {
                    var cancelled = desk(installation)
                            .cancel(transaction, store.tenant(), store.store(), id())
                            .orElseThrow(this::unknown);
                    note(transaction, store, "cancelCommand", "command:" + id());
                    return cancelled;
                } catch (CommandRefusedException e) {
                    throw new StartException(String.valueOf(e.getMessage()), e);
                }
            }));
        }
    }
}
