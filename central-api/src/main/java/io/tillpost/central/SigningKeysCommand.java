package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.identity.KeyRotation;
import io.tillpost.central.identity.SigningKey;
import io.tillpost.central.identity.sql.SigningKeyTable;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `tillpost central signing-keys ...`: the keys that sign tokens. Nodes may run meanwhile. Results are one JSON object a
/// line; private parts are never shown.
@Command(name = "signing-keys", description = "The keys that tokens are signed with.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class SigningKeysCommand {
    private SigningKeysCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new SigningKeysCommand()).addSubcommand(new ListAll(machine))
                .addSubcommand(new Rotate(machine));
    }

    /// A key as it is printed.
    ///
    /// @param keyId as in tokens and in the published keys
    /// @param state announced, ahead (announced by a clock that was wrong), signing, verifying, or expired: destroyed at the
    ///        next rotation
    record Listed(String keyId, String state, Instant publishedAt, Instant signsFrom) {}

    /// What all of them need.
    abstract static class Base implements Callable<Integer> {
        final Machine machine;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @Spec
        CommandSpec spec = CommandSpec.create();

        Base(Machine machine) {
            this.machine = machine;
        }

        abstract void run(Database database, SigningKeyTable keys, KeyRotation rotation);

        @Override
        public Integer call() throws Exception {
            var settings = CentralConfig.load(config);
            try (var database = CentralNode.openDatabase(settings.database())) {
                var keys = new SigningKeyTable(CentralNode.vault(database, settings, machine));
                var rotation = Access.rotation(settings, keys, machine);
                return Tenancy.<Integer, RuntimeException>everyone(() -> {
                    run(database, keys, rotation);
                    return CommandLine.ExitCode.OK;
                });
            }
        }

        void print(List<SigningKey> newestFirst, KeyRotation rotation) {
            PrintWriter out = spec.commandLine().getOut();
            Instant now = machine.clock().instant();
            for (SigningKey key : newestFirst) {
                out.println(new String(Json.write(new Listed(key.id(), state(key, newestFirst, rotation, now),
                        key.createdAt(), key.signsFrom())), StandardCharsets.UTF_8));
            }
            out.flush();
        }

        private static String state(SigningKey key, List<SigningKey> newestFirst, KeyRotation rotation,
                Instant now) {
            if (key.signsFrom().isAfter(now)) {
                return KeyRotation.isAhead(key, now) ? "ahead" : "announced";
            }
            if (KeyRotation.signing(newestFirst, now).filter(key::equals).isPresent()) {
                return "signing";
            }
            return rotation.living(newestFirst, now).contains(key) ? "verifying" : "expired";
        }
    }

    @Command(name = "list", description = "Shows the keys, the newest first.", mixinStandardHelpOptions = true)
    static final class ListAll extends Base {
        ListAll(Machine machine) {
            super(machine);
        }

        @Override
        void run(Database database, SigningKeyTable keys, KeyRotation rotation) {
            print(database.inTransaction(keys::all), rotation);
        }
    }

    @Command(name = "rotate", description = "Announces the next key, which signs 15 minutes later, and destroys those that no token needs any more. Does nothing while one is announced.", mixinStandardHelpOptions = true)
    static final class Rotate extends Base {
        Rotate(Machine machine) {
            super(machine);
        }

        @Override
        void run(Database database, SigningKeyTable keys, KeyRotation rotation) {
            database.inTransaction(transaction -> {
                SigningKey announced = rotation.announce(transaction);
                new CommandTrail(machine, spec).done(transaction, null, "rotateSigningKeys",
                        "signing-key:" + announced.id());
                return announced;
            });
            print(database.inTransaction(keys::all), rotation);
        }
    }
}
