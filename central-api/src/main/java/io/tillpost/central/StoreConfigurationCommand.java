package io.tillpost.central;

import io.tillpost.central.configuration.ConfigurationDesk;
import io.tillpost.central.configuration.ConfigurationVersion;
import io.tillpost.central.configuration.Configurations.Reported;
import io.tillpost.central.configuration.PointerSigner;
import io.tillpost.central.configuration.sql.SqlConfigurations;
import io.tillpost.central.configuration.sql.SqlSigners;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.protocol.json.MalformedJsonException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tillpost central configuration ...`: what head office sets for a store.
@Command(name = "configuration", description = "What head office sets for the stores.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class StoreConfigurationCommand {
    private StoreConfigurationCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new StoreConfigurationCommand()).addSubcommand(new Put(machine))
                .addSubcommand(new Show(machine))
                .addSubcommand(new Rollback(machine));
    }

    /// What `show` prints.
    private record Shown(@Nullable ConfigurationVersion newest, List<Reported> agents,
            List<ConfigurationVersion> versions) {}

    /// What all of them need.
    private abstract static class Base extends StoreTask {
        final SqlConfigurations configurations = new SqlConfigurations();

        Base(Machine machine) {
            super(machine);
        }

        /// A desk that may take something. Throws where nothing can be signed.
        ConfigurationDesk desk(Installation installation) throws StartException {
            var vault = CentralNode.vault(installation.database(), installation.settings(), machine);
            var devices = new DeviceRoom(installation.settings(), installation.database(), vault, machine);
            var desk = new ConfigurationDesk(installation.database(), configurations, new SqlStores(),
                    new PointerSigner(installation.database(), new SqlSigners(vault), devices.keeper(),
                            machine.clock()),
                    machine.clock());
            if (!installation.database().inTransaction(desk::isReady)) {
                throw new StartException(
                        "this installation has no authority, which has to sign; run: tillpost central authority init");
            }
            return desk;
        }
    }

    @Command(name = "put", description = "Sets what counts in a store from now on.", mixinStandardHelpOptions = true)
    private static final class Put extends Base {
        @Parameters(paramLabel = "FILE", description = "The document, JSON.")
        private Path file = Path.of("");

        Put(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            byte[] document = document();
            var desk = desk(installation);
            print(withStore(installation, (transaction, store) -> {
                try {
                    var version = desk.put(transaction, store, document, CONSOLE).version();
                    note(transaction, store, "putConfiguration");
                    return version;
                } catch (MalformedJsonException e) {
                    throw new StartException(file + ": " + e.pointer() + " " + e.getMessage(), e);
                }
            }));
        }

        private byte[] document() throws StartException {
            try {
                return Files.readAllBytes(file);
            } catch (IOException e) {
                throw new StartException(file + ": cannot be read (" + e.getClass().getSimpleName() + ")", e);
            }
        }
    }

    @Command(name = "show", description = "Shows what a store is to have, what its agents say, and the last versions.", mixinStandardHelpOptions = true)
    private static final class Show extends Base {
        private static final int VERSIONS = 20;

        @Option(names = "--version-number", paramLabel = "N", description = "Shows the document of this version, as it is.")
        private @Nullable Long version;

        Show(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            Long wanted = version;
            if (wanted == null) {
                print(withStore(installation, (transaction, store) -> new Shown(
                        configurations.newest(transaction, store.tenant(), store.store()).orElse(null),
                        configurations.reports(transaction, store.tenant(), store.store()),
                        configurations.list(transaction, store.tenant(), store.store(), null, VERSIONS))));
                return;
            }
            printLine(withStore(installation, (transaction, store) -> {
                if (configurations.find(transaction, store.tenant(), store.store(), wanted).isEmpty()) {
                    throw new StartException("no version " + wanted + " of this store");
                }
                return new String(
                        configurations.document(transaction, store.tenant(), store.store(), wanted),
                        StandardCharsets.UTF_8);
            }));
        }
    }

    @Command(name = "rollback", description = "Lets the document of an earlier version count once more.", mixinStandardHelpOptions = true)
    private static final class Rollback extends Base {
        @Option(names = "--to", required = true, paramLabel = "N", description = "The version to go back to.")
        private long to;

        Rollback(Machine machine) {
            super(machine);
        }

        @Override
        void run(Installation installation) throws Exception {
            var desk = desk(installation);
            print(withStore(installation, (transaction, store) -> {
                var version = desk.rollBack(transaction, store, to, CONSOLE)
                        .orElseThrow(() -> new StartException("no version " + to + " of this store"));
                note(transaction, store, "rollBackConfiguration");
                return version;
            }));
        }
    }
}
