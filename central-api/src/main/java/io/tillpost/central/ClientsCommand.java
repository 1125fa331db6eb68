package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.identity.ApiClient;
import io.tillpost.central.identity.ClientLogin;
import io.tillpost.central.identity.ClientRegistration;
import io.tillpost.central.identity.ClientSecret;
import io.tillpost.central.identity.sql.ClientTable;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.json.JsonTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tillpost central clients ...`: who may ask for tokens. Results are one JSON object a line.
@Command(name = "clients", description = "API clients: who may ask for tokens.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class ClientsCommand {
    private ClientsCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new ClientsCommand()).addSubcommand(new Create(machine))
                .addSubcommand(new ListAll(machine))
                .addSubcommand(new Rotate(machine))
                .addSubcommand(new ShowCredentials(machine))
                .addSubcommand(new SetCredentials(machine))
                .addSubcommand(new Disable(machine))
                .addSubcommand(new Enable(machine));
    }

    /// What `create` and `rotate` print; the secret is seen here and never again.
    record Created(String clientId, @Nullable String clientSecret) {
        /// Without the secret.
        @Override
        public String toString() {
            return "Created[" + clientId + "]";
        }
    }

    /// What `list` prints.
    record Listed(String clientId, String tenant, String method, Set<String> scopes,
            @Nullable Set<String> stores, boolean requireDpop, @Nullable Integer secrets,
            @Nullable Instant rotatedAt, String state) {
        static Listed of(ApiClient client) {
            return new Listed(client.id(), client.tenant(), client.login().method(),
                    new TreeSet<>(client.scopes()),
                    client.stores() == null ? null : new TreeSet<>(client.stores()), client.requireDpop(),
                    client.login() instanceof ClientLogin.Secret secrets ? secrets.count() : null,
                    client.login() instanceof ClientLogin.Secret secrets ? secrets.rotatedAt() : null,
                    client.isEnabled() ? "enabled" : "disabled since " + client.disabledAt());
        }
    }

    /// What all of them need.
    abstract static class Base implements Callable<Integer> {
        final Machine machine;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Base(Machine machine) {
            this.machine = machine;
        }

        <T> T inTransaction(OneTransaction.Work<T> work) throws Exception {
            try (var database = CentralNode.openDatabase(CentralConfig.load(config).database())) {
                return Tenancy.<T, StartException>everyone(() -> OneTransaction.of(database, work));
            }
        }

        /// Notes what was done with a client.
        void note(Transaction transaction, ApiClient client, String operation) {
            new CommandTrail(machine, spec).done(transaction, client.tenant(), operation,
                    "client:" + client.id());
        }

        void print(Object value) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(new String(Json.write(value), StandardCharsets.UTF_8));
            out.flush();
        }
    }

    private static @Nullable String keys(@Nullable Path file) throws StartException {
        if (file == null) {
            return null;
        }
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new StartException("--public-keys " + file + ": cannot be read ("
                    + e.getClass().getSimpleName() + ")", e);
        }
    }

    /// Those about one client.
    abstract static class AboutOne extends Base {
        @Option(names = "--id", required = true, description = "Its id, e.g. head-office-erp.")
        private String id = "";

        AboutOne(Machine machine) {
            super(machine);
        }

        String id() {
            return id;
        }

        StartException unknown() {
            return new StartException("no client '" + id + "'");
        }
    }

    @Command(name = "create", description = "Makes a client; prints its secret, once, if its method has one.", mixinStandardHelpOptions = true)
    static final class Create extends AboutOne {
        @Option(names = "--tenant", required = true, description = "Whose data it may see.")
        private String tenant = "";

        @Option(names = "--scope", required = true, split = ",", description = "What it may do.")
        private List<String> scopes = List.of();

        @Option(names = "--store", split = ",", description = "Stores it is narrowed to; all if absent.")
        private @Nullable List<String> stores;

        @Option(names = "--method", defaultValue = ClientLogin.Secret.BASIC, description = "How it proves who it is: client_secret_basic (the default), client_secret_post, private_key_jwt, tls_client_auth, self_signed_tls_client_auth.")
        private String method = ClientLogin.Secret.BASIC;

        @Option(names = "--public-keys", paramLabel = "FILE", description = "JWK set of its public keys, for private_key_jwt.")
        private @Nullable Path publicKeys;

        @Option(names = "--certificate-subject", paramLabel = "NAME", description = "Subject of its certificate, e.g. CN=erp,O=Acme, for tls_client_auth.")
        private @Nullable String certificateSubject;

        @Option(names = "--certificate-sha256", split = ",", paramLabel = "HEX", description = "SHA-256 of its certificates' DER, for self_signed_tls_client_auth.")
        private @Nullable List<String> certificateSha256;

        @Option(names = "--require-dpop", description = "Gives it only tokens that are bound to a key of its own.")
        private boolean requireDpop;

        Create(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            var registration = new ClientRegistration(method, keys(publicKeys),
                    certificateSubject == null ? null : List.of(certificateSubject),
                    certificateSha256 == null ? null : Set.copyOf(certificateSha256));
            ClientSecret secret = registration.wantsSecret() ? ClientSecret.create(machine.random()) : null;
            ApiClient client = client(registration, secret);
            inTransaction(transaction -> {
                if (!new ClientTable().add(transaction, client)) {
                    throw new StartException("client id '" + id() + "' is taken, expected a new one");
                }
                note(transaction, client, "createClient");
                return client;
            });
            print(new Created(id(), secret == null ? null : secret.value()));
            return CommandLine.ExitCode.OK;
        }

        private ApiClient client(ClientRegistration registration, @Nullable ClientSecret secret)
                throws StartException {
            try {
                return new ApiClient(Names.check("tenant", tenant), id(), registration.login(secret),
                        requireDpop,
                        Set.copyOf(scopes), stores == null ? null : Set.copyOf(stores),
                        machine.clock().instant(), null);
            } catch (IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "list", description = "Shows a tenant's clients.", mixinStandardHelpOptions = true)
    static final class ListAll extends Base {
        @Option(names = "--tenant", required = true, description = "Whose clients.")
        private String tenant = "";

        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            inTransaction(transaction -> new ClientTable().all(transaction, tenant))
                    .forEach(client -> print(Listed.of(client)));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "rotate", description = "Makes a new secret and prints it, once. The one before stays good until the next rotation.", mixinStandardHelpOptions = true)
    static final class Rotate extends AboutOne {
        @Option(names = "--lost", paramLabel = "TIME", description = "Nobody got to know the secret of the last rotation, at this rotatedAt of list: it is replaced, and the one before stays good.")
        private @Nullable Instant lost;

        Rotate(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            var secret = ClientSecret.create(machine.random());
            inTransaction(transaction -> {
                var clients = new ClientTable();
                ApiClient client = clients.findLocked(transaction, id()).orElseThrow(this::unknown);
                if (!(client.login() instanceof ClientLogin.Secret secrets)) {
                    throw new StartException("client '" + id() + "' has no secret, it proves who it is by "
                            + client.login().method());
                }
                clients.replaceLogin(transaction, id(), replaced(secrets, secret));
                note(transaction, client, "rotateClientSecret");
                return client;
            });
            print(new Created(id(), secret.value()));
            return CommandLine.ExitCode.OK;
        }

        private ClientLogin.Secret replaced(ClientLogin.Secret secrets, ClientSecret next)
                throws StartException {
            Instant now = machine.clock().instant();
            return lost == null
                    ? secrets.rotated(next.hash(), now)
                    : secrets.withLostReplaced(lost, next.hash(), now)
                            .orElseThrow(() -> new StartException(secrets.whyNotLost(id())));
        }
    }

    /// What `credentials` and `set-credentials` print.
    record Known(String clientId, String method, @Nullable JsonTree publicKeys,
            @Nullable List<String> certificateSubjects, @Nullable Set<String> certificateSha256) {
        static Known by(ApiClient client) throws StartException {
            String method = client.login().method();
            return switch (client.login()) {
                case ClientLogin.Secret _ -> throw new StartException("client '" + client.id()
                        + "' has a secret, which is rotated: it proves who it is by " + method);
                case ClientLogin.SignedAssertion(var keys) -> new Known(client.id(), method,
                        JsonTree.read(keys.toJson().getBytes(StandardCharsets.UTF_8)), null, null);
                case ClientLogin.CertificateSubjects(var subjects) ->
                    new Known(client.id(), method, null, subjects, null);
                case ClientLogin.PinnedCertificates(var sha256) -> new Known(client.id(), method, null, null,
                        sha256.stream().map(Hash::toString).collect(Collectors.toCollection(TreeSet::new)));
            };
        }
    }

    @Command(name = "credentials", description = "Shows the public keys or certificates that a client is known by.", mixinStandardHelpOptions = true)
    static final class ShowCredentials extends AboutOne {
        ShowCredentials(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            print(inTransaction(transaction -> Known.by(
                    new ClientTable().find(transaction, id()).orElseThrow(this::unknown))));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "set-credentials", description = "Sets all public keys or certificates that a client is known by: the old ones too while it changes over. What is left out is refused within 5 s.", mixinStandardHelpOptions = true)
    static final class SetCredentials extends AboutOne {
        @Option(names = "--public-keys", paramLabel = "FILE", description = "JWK set of 1 to 5 public keys, for private_key_jwt.")
        private @Nullable Path publicKeys;

        @Option(names = "--certificate-subject", paramLabel = "NAME", description = "Subject of its certificate, for tls_client_auth; may be given twice.")
        private @Nullable List<String> certificateSubjects;

        @Option(names = "--certificate-sha256", split = ",", paramLabel = "HEX", description = "SHA-256 of 1 to 4 certificates' DER, for self_signed_tls_client_auth.")
        private @Nullable List<String> certificateSha256;

        SetCredentials(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            String keys = keys(publicKeys);
            print(inTransaction(transaction -> {
                var clients = new ClientTable();
                ApiClient client = clients.findLocked(transaction, id()).orElseThrow(this::unknown);
                var _ = Known.by(client);
                clients.replaceLogin(transaction, id(), login(client.login().method(), keys));
                note(transaction, client, "putClientCredentials");
                return Known.by(clients.find(transaction, id()).orElseThrow(this::unknown));
            }));
            return CommandLine.ExitCode.OK;
        }

        private ClientLogin login(String method, @Nullable String keys) throws StartException {
            try {
                return new ClientRegistration(method, keys, certificateSubjects,
                        certificateSha256 == null ? null : Set.copyOf(certificateSha256)).login(null);
            } catch (IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            }
        }
    }

    @Command(name = "disable", description = "Refuses a client and its tokens, on all nodes within 5 s.", mixinStandardHelpOptions = true)
    static final class Disable extends AboutOne {
        Disable(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            inTransaction(transaction -> {
                var clients = new ClientTable();
                ApiClient client = clients.findLocked(transaction, id()).orElseThrow(this::unknown);
                clients.disable(transaction, id(), machine.clock().instant());
                note(transaction, client, "disableClient");
                return client;
            });
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "enable", description = "Lets a disabled client call again.", mixinStandardHelpOptions = true)
    static final class Enable extends AboutOne {
        Enable(Machine machine) {
            super(machine);
        }

        @Override
        public Integer call() throws Exception {
            inTransaction(transaction -> {
                var clients = new ClientTable();
                ApiClient client = clients.findLocked(transaction, id()).orElseThrow(this::unknown);
                clients.enable(transaction, id());
                note(transaction, client, "enableClient");
                return client;
            });
            return CommandLine.ExitCode.OK;
        }
    }
}
