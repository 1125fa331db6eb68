package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.enrolment.AuthorityKeeper;
import io.tillpost.central.enrolment.AuthorityKeeper.KeyAndChain;
import io.tillpost.central.enrolment.KeptAuthority;
import io.tillpost.central.enrolment.NoAuthorityException;
import io.tillpost.central.enrolment.Pem;
import io.tillpost.central.enrolment.file.PlainFile;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.seal.SealBrokenException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tillpost central authority ...`: this installation's own certificate authority. Results are one JSON object a line.
@Command(name = "authority", description = "The certificate authority of this installation.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class AuthorityCommand {
    private static final int MOST_DAYS = 825;
    private static final String DEFAULT_DAYS = "397";

    private AuthorityCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new AuthorityCommand())
                .addSubcommand(new Init(machine))
                .addSubcommand(new Show(machine))
                .addSubcommand(new IssueServer(machine))
                .addSubcommand(new IssueNode(machine))
                .addSubcommand(new Rollover(machine));
    }

    /// An authority as it is shown.
    ///
    /// @param sha256 of the certificate (DER), hex
    record Shown(int authority, String state, String sha256, Instant notAfter, @Nullable String certificate) {
        static Shown of(KeptAuthority authority, boolean withCertificate) {
            return new Shown(authority.number(), authority.state().name().toLowerCase(Locale.ROOT),
                    authority.fingerprint().toString(), authority.certificate().getNotAfter().toInstant(),
                    withCertificate ? Pem.ofCertificates(List.of(authority.certificate())) : null);
        }
    }

    /// A certificate of head office's own that was made.
    record Made(String subject, String serial, Instant notAfter) {}

    /// What all commands need that work on the room.
    abstract static class Base implements Callable<Integer> {
        final Machine machine;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @Spec
        private CommandSpec spec = CommandSpec.create();

        Base(Machine machine) {
            this.machine = machine;
        }

        /// Does it on an open database.
        abstract void run(Room room) throws Exception;

        @Override
        public Integer call() throws Exception {
            var settings = CentralConfig.load(config);
            try (var database = CentralNode.openDatabase(settings.database())) {
                var vault = CentralNode.vault(database, settings, machine);
                var room = new Room(database,
                        where -> new DeviceRoom(settings, where, vault, machine));
                // The operator of the installation stands above its tenants.
                return Tenancy.<Integer, Exception>everyone(() -> {
                    run(room);
                    return CommandLine.ExitCode.OK;
                });
            } catch (NoAuthorityException | SealBrokenException | IllegalArgumentException e) {
                throw new StartException(String.valueOf(e.getMessage()), e);
            } catch (IOException e) {
                throw new StartException(e.getClass().getSimpleName() + ": " + e.getMessage(), e);
            }
        }

        CommandTrail trail() {
            return new CommandTrail(machine, spec);
        }

        void print(Object value) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(new String(Json.write(value), StandardCharsets.UTF_8));
            out.flush();
        }
    }

    /// An open database and the room in it.
    ///
    /// @param rooms makes it on a database
    record Room(Database database, Function<Database, DeviceRoom> rooms) {
        DeviceRoom devices() {
            return rooms.apply(database);
        }

        /// All that it does is part of this transaction.
        DeviceRoom in(Transaction transaction) {
            return rooms.apply(new OneTransaction(transaction));
        }
    }

    @Command(name = "init", description = "Makes the authority if there is none.", mixinStandardHelpOptions = true)
    private static final class Init extends Base {
        Init(Machine machine) {
            super(machine);
        }

        @Override
        void run(Room room) {
            print(room.database().inTransaction(transaction -> {
                var keeper = room.in(transaction).keeper();
                boolean isNew = keeper.current().isEmpty();
                KeptAuthority authority = keeper.init();
                if (isNew) {
                    trail().done(transaction, null, "makeAuthority", touched(authority));
                }
                return Shown.of(authority, false);
            }));
        }
    }

    @Command(name = "show", description = "Shows the authorities: certificate and SHA-256.", mixinStandardHelpOptions = true)
    private static final class Show extends Base {
        @Option(names = "--out", paramLabel = "FILE", description = "Writes the certificates that are to be trusted, PEM.")
        private @Nullable Path out;

        Show(Machine machine) {
            super(machine);
        }

        @Override
        void run(Room room) throws Exception {
            List<KeptAuthority> all = room.devices().keeper().all();
            if (all.isEmpty()) {
                throw new StartException("this installation has no authority yet: authority init makes it");
            }
            if (out != null) {
                PlainFile.write(out, pem(all.stream().map(KeptAuthority::certificate).toList()));
            }
            all.forEach(authority -> print(Shown.of(authority, true)));
        }
    }

    private static String touched(KeptAuthority authority) {
        return "authority:" + authority.number();
    }

    private static byte[] pem(List<X509Certificate> chain) {
        return Pem.ofCertificates(chain).getBytes(StandardCharsets.US_ASCII);
    }

    /// What both kinds of certificates need.
    private abstract static class Issue extends Base {
        @Option(names = "--cert", required = true, paramLabel = "FILE", description = "Where the certificate chain goes, PEM.")
        private Path cert = Path.of("");

        @Option(names = "--key", required = true, paramLabel = "FILE", description = "Where the key goes, PEM (PKCS #8), readable by its owner alone.")
        private Path key = Path.of("");

        @Option(names = "--days", defaultValue = DEFAULT_DAYS, description = "Lifetime, 1 to 825 (default ${DEFAULT-VALUE}).")
        private int days;

        Issue(Machine machine) {
            super(machine);
        }

        abstract KeyAndChain made(AuthorityKeeper keeper, Duration lifetime);

        abstract void note(Transaction transaction);

        @Override
        void run(Room room) throws Exception {
            if (days < 1 || days > MOST_DAYS) {
                throw new StartException("--days is " + days + ", expected 1 to " + MOST_DAYS);
            }
            KeyAndChain made = room.database().inTransaction(transaction -> {
                KeyAndChain pair = made(room.in(transaction).keeper(), Duration.ofDays(days));
                note(transaction);
                return pair;
            });
            PlainFile.writePair(key,
                    Pem.of("PRIVATE KEY", made.key().getEncoded()).getBytes(StandardCharsets.US_ASCII),
                    cert, pem(made.chain()));
            var first = made.chain().getFirst();
            print(new Made(first.getSubjectX500Principal().getName(), first.getSerialNumber().toString(16),
                    first.getNotAfter().toInstant()));
        }
    }

    @Command(name = "issue-server", description = "Makes key and certificate for a server of head office: broker, API.", mixinStandardHelpOptions = true)
    private static final class IssueServer extends Issue {
        @Option(names = "--name", required = true, split = ",", paramLabel = "HOST", description = "Host names and IP addresses it is reached under.")
        private List<String> names = List.of();

        IssueServer(Machine machine) {
            super(machine);
        }

        @Override
        KeyAndChain made(AuthorityKeeper keeper, Duration lifetime) {
            return keeper.issueServer(names, lifetime);
        }

        @Override
        void note(Transaction transaction) {
            trail().done(transaction, null, "issueServerCertificate",
                    names.stream().map(one -> "server:" + one).toArray(String[]::new));
        }
    }

    @Command(name = "issue-node", description = "Makes key and certificate for a node of head office, as a client of the broker.", mixinStandardHelpOptions = true)
    private static final class IssueNode extends Issue {
        @Option(names = "--name", required = true, description = "Its name at the broker, e.g. central-1.")
        private String name = "";

        IssueNode(Machine machine) {
            super(machine);
        }

        @Override
        KeyAndChain made(AuthorityKeeper keeper, Duration lifetime) {
            return keeper.issueNode(name, lifetime);
        }

        @Override
        void note(Transaction transaction) {
            trail().done(transaction, null, "issueNodeCertificate", "node:" + name);
        }
    }

    @Command(name = "rollover", description = "Brings in the next authority: first --prepare, later --activate.", mixinStandardHelpOptions = true)
    private static final class Rollover extends Base {
        @CommandLine.ArgGroup(multiplicity = "1")
        private Step step = new Step();

        private static final class Step {
            @Option(names = "--prepare", required = true, description = "Makes the next authority; it is trusted and issues nothing yet.")
            private boolean prepare;

            @Option(names = "--activate", required = true, description = "Lets it issue; the one before stays trusted.")
            private boolean activate;
        }

        Rollover(Machine machine) {
            super(machine);
        }

        @Override
        void run(Room room) {
            if (step.prepare) {
                print(stepped(room, "prepareAuthority", AuthorityKeeper::prepareNext));
            }
            if (step.activate) {
                print(stepped(room, "activateAuthority", AuthorityKeeper::activateNext));
            }
        }

        private Shown stepped(Room room, String operation, Function<AuthorityKeeper, KeptAuthority> doing) {
            return room.database().inTransaction(transaction -> {
                KeptAuthority next = doing.apply(room.in(transaction).keeper());
                trail().done(transaction, null, operation, touched(next));
                return Shown.of(next, true);
            });
        }
    }
}
