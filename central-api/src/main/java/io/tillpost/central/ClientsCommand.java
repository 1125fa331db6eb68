package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tillpost central clients ...`: who may ask for tokens. Results are one JSON object a line.
@Command(name = "clients", description = "API clients: who may ask for tokens.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class ClientsCommand {
    /// What `create` prints; the secret is seen here and never again.
    record Created(String clientId, String clientSecret) {}

    /// What `list` prints.
    record Listed(String clientId, String tenant, Set<String> scopes, @Nullable Set<String> stores,
            String state) {}

    /// What all of them need.
    abstract static class Base implements Callable<Integer> {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        CentralConfig.Db database() throws Exception {
            return CentralConfig.load(config).database();
        }

        void print(Object value) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(new String(Json.write(value), StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Command(name = "create", description = "Makes a client and prints its secret, once.", mixinStandardHelpOptions = true)
    static final class Create extends Base {
        private final Machine machine;

        @Option(names = "--id", required = true, description = "Its id, e.g. head-office-erp.")
        private String id = "";

        @Option(names = "--tenant", required = true, description = "Whose data it may see.")
        private String tenant = "";

        @Option(names = "--scope", required = true, split = ",", description = "What it may do.")
        private List<String> scopes = List.of();

        @Option(names = "--store", split = ",", description = "Stores it is narrowed to; all if absent.")
        private @Nullable List<String> stores;

        Create(Machine machine) {
            this.machine = machine;
        }

        @Override
        public Integer call() throws Exception {
            var secret = ClientSecret.create(machine.random());
            ApiClient client = client(secret);
            try (var database = CentralNode.openDatabase(database())) {
                if (!Tenancy.<Boolean, RuntimeException>everyone(() -> database
                        .inTransaction(transaction -> new ClientTable().add(transaction, client)))) {
                    throw new StartException("client id '" + id + "' is taken, expected a new one");
                }
            }
            print(new Created(id, secret.value()));
            return CommandLine.ExitCode.OK;
        }

        private ApiClient client(ClientSecret secret) throws StartException {
            try {
                return new ApiClient(tenant, id, secret.hash(), Set.copyOf(scopes),
                        stores == null ? null : Set.copyOf(stores), machine.clock().instant(), null);
            } catch (IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "list", description = "Shows a tenant's clients.", mixinStandardHelpOptions = true)
    static final class ListAll extends Base {
        @Option(names = "--tenant", required = true, description = "Whose clients.")
        private String tenant = "";

        @Override
        public Integer call() throws Exception {
            try (var database = CentralNode.openDatabase(database())) {
                Tenancy.of(tenant, () -> database
                        .inTransaction(transaction -> new ClientTable().all(transaction, tenant)))
                        .forEach(client -> print(new Listed(client.id(), client.tenant(),
                                new TreeSet<>(client.scopes()), client.stores(),
                                client.isEnabled() ? "enabled" : "disabled since " + client.disabledAt())));
            }
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "disable", description = "Refuses a client and its tokens, on all nodes within 5 s.", mixinStandardHelpOptions = true)
    static final class Disable extends Base {
        private final Machine machine;

        @Option(names = "--id", required = true, description = "Its id.")
        private String id = "";

        Disable(Machine machine) {
            this.machine = machine;
        }

        @Override
        public Integer call() throws Exception {
            try (var database = CentralNode.openDatabase(database())) {
                if (!Tenancy.<Boolean, RuntimeException>everyone(() -> database.inTransaction(
                        transaction -> new ClientTable().disable(transaction, id,
                                machine.clock().instant())))) {
                    throw new StartException("no client '" + id + "'");
                }
            }
            return CommandLine.ExitCode.OK;
        }
    }
}
