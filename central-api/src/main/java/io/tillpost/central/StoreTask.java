package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.sql.SqlStores;
import io.tillpost.protocol.json.Json;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// A command of the operator about one store, on the installation's database. Results are one JSON object a line. The
/// nodes bring to the store what it changes, within a second.
abstract class StoreTask implements Callable<Integer> {
    /// Who asks, where nobody says more.
    static final String CONSOLE = "console";

    final Machine machine;

    @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
    private Path config = Path.of("");

    @Option(names = "--store", required = true, description = "Which store.")
    private String store = "";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    StoreTask(Machine machine) {
        this.machine = machine;
    }

    /// The installation while the command runs.
    record Installation(CentralConfig settings, Database database) {}

    /// Does it. Throws [StartException] with one line for people.
    abstract void run(Installation installation) throws Exception;

    @Override
    public Integer call() throws Exception {
        var settings = CentralConfig.load(config);
        try (var database = CentralNode.openDatabase(settings.database())) {
            // The operator of the installation stands above its tenants.
            return Tenancy.<Integer, Exception>everyone(() -> {
                run(new Installation(settings, database));
                return CommandLine.ExitCode.OK;
            });
        }
    }

    /// Work that may refuse.
    interface Work<T> {
        T in(Transaction transaction, Store store) throws StartException;
    }

    /// Does it with the store, in one transaction.
    <T> T withStore(Installation installation, Work<T> work) throws StartException {
        return OneTransaction.of(installation.database, transaction -> work.in(transaction,
                new SqlStores().named(transaction, store)
                        .orElseThrow(() -> new StartException("no store '" + store + "'"))));
    }

    /// Notes what was done with the store.
    void note(Transaction transaction, Store found, String operation, String... touched) {
        new CommandTrail(machine, spec).done(transaction, found.tenant(), operation,
                Stream.concat(Stream.of("store:" + found.store()), Stream.of(touched))
                        .toArray(String[]::new));
    }

    void print(Object value) {
        printLine(new String(Json.write(value), StandardCharsets.UTF_8));
    }

    void printLine(String line) {
        PrintWriter out = spec.commandLine().getOut();
        out.println(line);
        out.flush();
    }
}
