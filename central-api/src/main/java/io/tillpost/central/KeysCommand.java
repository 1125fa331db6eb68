package io.tillpost.central;

import io.tillpost.central.apikey.ApiKey;
import io.tillpost.central.apikey.KeySecret;
import io.tillpost.central.apikey.KeySecret.Mode;
import io.tillpost.central.apikey.sql.ApiKeyTable;
import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Tenancy;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tillpost central keys ...`: API keys, for programs that cannot ask for tokens. Results are one JSON object a line.
@Command(name = "keys", description = "API keys: for programs that cannot ask for tokens.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class KeysCommand {
    private static final int MOST_LISTED = 100_000;

    /// What `create` and `rotate` print; the secret is seen here and never again.
    record Secret(String id, String secret) {}

    /// What `list` prints.
    record Listed(String id, String name, String mode, String state, Set<String> scopes,
            @Nullable Set<String> stores, @Nullable Instant expiresAt, @Nullable Instant lastUsedAt) {}

    private KeysCommand() {}

    /// The command with its subcommands.
    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new KeysCommand()).addSubcommand(new Create(machine))
                .addSubcommand(new ListAll(machine))
                .addSubcommand(new Rotate(machine))
                .addSubcommand(new Disable(machine));
    }

    private abstract static class Base implements Callable<Integer> {
        final Machine machine;
        final ApiKeyTable keys = new ApiKeyTable();

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Base(Machine machine) {
            this.machine = machine;
        }

        CentralConfig.Db database() throws Exception {
            return CentralConfig.load(config).database();
        }

        /// Does something with a key, and notes it.
        ApiKey act(String operation, OneTransaction.Work<ApiKey> work) throws Exception {
            try (var database = CentralNode.openDatabase(database())) {
                return Tenancy.<ApiKey, StartException>everyone(
                        () -> OneTransaction.of(database, transaction -> {
                            ApiKey key = work.in(transaction);
                            new CommandTrail(machine, spec).done(transaction, key.tenant(), operation,
                                    "key:" + key.id());
                            return key;
                        }));
            }
        }

        void print(Object value) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(new String(Json.write(value), StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Command(name = "create", description = "Makes a key and prints its secret, once.", mixinStandardHelpOptions = true)
    private static final class Create extends Base {
        @Option(names = "--tenant", required = true, description = "Whose data it may see.")
        private String tenant = "";

        @Option(names = "--name", required = true, description = "What people call it, e.g. 'night export'.")
        private String title = "";

        @Option(names = "--scope", required = true, split = ",", description = "What it may do.")
        private List<String> scopes = List.of();

        @Option(names = "--store", split = ",", description = "Stores it is narrowed to; all if absent.")
        private @Nullable List<String> stores;

        @Option(names = "--days", description = "Days until it expires, 1 to 3650; never if absent.")
        private @Nullable Integer days;

        @Option(names = "--test", description = "Marks it as made for trying out (tpkey_test_).")
        private boolean test;

        Create(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            var mode = test ? Mode.TEST : Mode.LIVE;
            var secret = KeySecret.create(mode, KeySecret.newId(machine.random()), machine.random());
            ApiKey key = key(secret);
            act("createApiKey", transaction -> {
                keys.add(transaction, key);
                return key;
            });
            print(new Secret(key.id(), secret.value()));
            return CommandLine.ExitCode.OK;
        }

        private ApiKey key(KeySecret secret) throws StartException {
            Instant now = machine.clock().instant();
            if (days != null && (days < 1 || days > 3650)) {
                throw new StartException("--days is " + days + ", expected 1 to 3650");
            }
            try {
                return new ApiKey(Names.check("tenant", tenant), secret.keyId(), secret.mode(), title,
                        new TreeSet<>(scopes),
                        stores == null ? null : new TreeSet<>(stores), now, "operator",
                        days == null ? null : now.plus(Duration.ofDays(days)), null, null,
                        List.of(new ApiKey.Kept(secret.hash(), now, null)));
            } catch (IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "list", description = "Shows a tenant's keys, without their secrets.", mixinStandardHelpOptions = true)
    private static final class ListAll extends Base {
        @Option(names = "--tenant", required = true, description = "Whose keys.")
        private String tenant = "";

        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            Instant now = machine.clock().instant();
            try (var database = CentralNode.openDatabase(database())) {
                Tenancy.<List<ApiKey>, RuntimeException>of(tenant, () -> database
                        .inTransaction(transaction -> keys.list(transaction, tenant, null, "", MOST_LISTED)))
                        .forEach(key -> print(new Listed(key.id(), key.title(), key.mode().text(),
                                key.state(now), new TreeSet<>(key.scopes()),
                                key.stores() == null ? null : new TreeSet<>(key.stores()), key.expiresAt(),
                                key.lastUsedAt())));
            }
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "rotate", description = "Prints a new secret; those of before stay good for a while.", mixinStandardHelpOptions = true)
    private static final class Rotate extends Base {
        @Option(names = "--id", required = true, description = "The key's id.")
        private String id = "";

        @Option(names = "--overlap-hours", defaultValue = "24", description = "How long the secrets of before stay good, 0 to 720 (${DEFAULT-VALUE} if absent); none longer than it was to.")
        private int overlapHours;

        Rotate(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            if (overlapHours < 0 || overlapHours > 720) {
                throw new StartException("--overlap-hours is " + overlapHours + ", expected 0 to 720");
            }
            Instant now = machine.clock().instant();
            var made = new AtomicReference<KeySecret>();
            act("rotateApiKey", transaction -> {
                ApiKey key = keys.lock(transaction, id)
                        .filter(found -> found.isGood(now))
                        .orElseThrow(() -> new StartException("no enabled key '" + id + "'"));
                var secret = KeySecret.create(key.mode(), id, machine.random());
                keys.addSecret(transaction, key, new ApiKey.Kept(secret.hash(), now, null),
                        now.plus(Duration.ofHours(overlapHours)));
                made.set(secret);
                return key;
            });
            print(new Secret(id, made.get().value()));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "disable", description = "Refuses a key, on all nodes within 5 s.", mixinStandardHelpOptions = true)
    private static final class Disable extends Base {
        @Option(names = "--id", required = true, description = "The key's id.")
        private String id = "";

        Disable(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            act("disableApiKey", transaction -> {
                ApiKey key = keys.lock(transaction, id)
                        .orElseThrow(() -> new StartException("no key '" + id + "'"));
                keys.disable(transaction, id, machine.clock().instant());
                return key;
            });
            return CommandLine.ExitCode.OK;
        }
    }
}
