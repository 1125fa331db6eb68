package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.vault.KeyTable;
import io.tillpost.central.vault.Rotation;
import io.tillpost.central.vault.sql.SqlKeyTable;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.masterkey.KeySource;
import io.tillpost.protocol.masterkey.MasterKeyException;
import io.tillpost.protocol.masterkey.MasterKeys;
import io.tillpost.protocol.seal.MasterKey;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.WrongMasterKeyException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
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

/// `tillpost central master-key ...`: the keys that what is at rest is sealed with. Nodes may run meanwhile. Results are
/// one JSON object a line; keys are named by fingerprint or number, never shown.
@Command(name = "master-key", description = "The keys that the database's contents are sealed with.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class MasterKeyCommand {
    private MasterKeyCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new MasterKeyCommand()).addSubcommand(new Status(machine))
                .addSubcommand(new Rotate(machine))
                .addSubcommand(new Retire(machine));
    }

    /// A data key, as `status` prints it.
    record Listed(int number, Instant madeAt, Instant sealsFrom, long sealedAtMost) {}

    /// What `status` prints.
    ///
    /// @param source where the configuration says the master key is
    /// @param configured its fingerprint; absent: there is none
    /// @param masterKeys fingerprints of those that open the database
    record Shown(String source, @Nullable String configured, Set<String> masterKeys, List<Listed> dataKeys) {}

    /// What `rotate` prints.
    record Rotated(String masterKey, int dataKey) {}

    /// What `rotate --master` prints.
    record Added(String masterKey, Set<String> masterKeys) {}

    /// What `retire` prints.
    record Retired(String masterKey, Set<String> retired) {}

    /// What all of them need.
    private abstract static class Task implements Callable<Integer> {
        final Machine machine;
        final MasterKeys keys;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        Path config = Path.of("");

        @Spec
        CommandSpec spec = CommandSpec.create();

        Task(Machine machine) {
            this.machine = machine;
            this.keys = machine.masterKeys();
        }

        @Override
        public Integer call() throws Exception {
            var settings = CentralConfig.load(config);
            try (Database database = CentralNode.openDatabase(settings.database())) {
                KeyTable table = new SqlKeyTable();
                print(Tenancy.<Object, RuntimeException>everyone(
                        () -> database.inTransaction(transaction -> answer(transaction,
                                new Rotation(new OneTransaction(transaction), table, machine.random()),
                                settings.masterKey()))));
                return CommandLine.ExitCode.OK;
            } catch (MasterKeyException | WrongMasterKeyException | SealBrokenException e) {
                throw new StartException("masterKey " + e.getMessage(), e);
            }
        }

        /// Does it, in one transaction, and says what to print.
        abstract Object answer(Transaction transaction, Rotation rotation, KeySource source);

        CommandTrail trail() {
            return new CommandTrail(machine, spec);
        }

        private void print(Object value) {
            PrintWriter out = spec.commandLine().getOut();
            out.println(new String(Json.write(value), StandardCharsets.UTF_8));
            out.flush();
        }
    }

    @Command(name = "status", description = "Shows which keys there are.", mixinStandardHelpOptions = true)
    private static final class Status extends Task {
        Status(Machine machine) {
            super(machine);
        }

        @Override
        Object answer(Transaction transaction, Rotation rotation, KeySource source) {
            Rotation.Status status = rotation.status();
            return new Shown(source.toString(), keys.find(source).map(MasterKey::fingerprint).orElse(null),
                    new TreeSet<>(status.masters()),
                    status.dataKeys()
                            .stream()
                            .map(key -> new Listed(key.number(), key.madeAt(), key.activeFrom(),
                                    key.reserved()))
                            .toList());
        }
    }

    @Command(name = "rotate", description = "Makes a new data key, with which all nodes seal after 10 seconds; or puts the data keys under another master key, too.", mixinStandardHelpOptions = true)
    private static final class Rotate extends Task {
        @Option(names = "--master", paramLabel = "SOURCE", description = "Another master key: file:PATH (made if there is none), credential:NAME or dpapi:PATH.")
        private @Nullable String next;

        Rotate(Machine machine) {
            super(machine);
        }

        @Override
        Object answer(Transaction transaction, Rotation rotation, KeySource source) {
            MasterKey master = keys.read(source);
            if (next == null) {
                int number = rotation.addKey(master);
                trail().done(transaction, null, "rotateDataKey", "dataKey:" + number);
                return new Rotated(master.fingerprint(), number);
            }
            MasterKey added = nextKey(next);
            rotation.addMaster(master, added);
            trail().done(transaction, null, "addMasterKey", "masterKey:" + added.fingerprint());
            return new Added(added.fingerprint(), new TreeSet<>(rotation.status().masters()));
        }

        private MasterKey nextKey(String text) {
            try {
                var source = KeySource.parse(text, Path.of(""));
                return keys.find(source).orElseGet(() -> keys.make(source));
            } catch (IllegalArgumentException e) {
                throw new CommandLine.ParameterException(spec.commandLine(), String.valueOf(e.getMessage()),
                        e);
            }
        }
    }

    @Command(name = "retire", description = "Lets no master key but the configured one open the database any more.", mixinStandardHelpOptions = true)
    private static final class Retire extends Task {
        Retire(Machine machine) {
            super(machine);
        }

        @Override
        Object answer(Transaction transaction, Rotation rotation, KeySource source) {
            MasterKey master = keys.read(source);
            Set<String> retired = rotation.retireOthers(master);
            trail().done(transaction, null, "retireMasterKeys",
                    retired.stream().map(one -> "masterKey:" + one).toArray(String[]::new));
            return new Retired(master.fingerprint(), retired);
        }
    }
}
