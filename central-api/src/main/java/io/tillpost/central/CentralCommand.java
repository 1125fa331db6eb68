package io.tillpost.central;

import io.tillpost.central.config.CentralConfig;
import io.tillpost.central.config.ConfigException;
import io.tillpost.protocol.masterkey.SecretFiles;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost central ...`: runs a head-office node and looks after its database. Exit codes: 0 done, 1 not possible, 2
/// misused.
@Command(name = "central", description = "The head-office service.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class CentralCommand {
    private static final Logger LOG = System.getLogger(CentralCommand.class.getName());

    private CentralCommand() {}

    static CommandLine commandLine(Machine machine) {
        return new CommandLine(new CentralCommand())
                .addSubcommand(new Run(machine))
                .addSubcommand(new Migrate())
                .addSubcommand(ClientsCommand.commandLine(machine))
                .addSubcommand(KeysCommand.commandLine(machine))
                .addSubcommand(SigningKeysCommand.commandLine(machine))
                .addSubcommand(MasterKeyCommand.commandLine(machine))
                .addSubcommand(AuthorityCommand.commandLine(machine))
                .addSubcommand(DevicesCommand.commandLine(machine))
                .addSubcommand(StoreCommandsCommand.commandLine(machine))
                .addSubcommand(StoreConfigurationCommand.commandLine(machine))
                .setExecutionExceptionHandler(CentralCommand::sayWhy);
    }

    private static int sayWhy(Exception e, CommandLine command, CommandLine.ParseResult parsed)
            throws Exception {
        if (e instanceof StartException || e instanceof ConfigException) {
            command.getErr().println("tillpost central: " + e.getMessage());
            return CommandLine.ExitCode.SOFTWARE;
        }
        throw e;
    }

    @Command(name = "run", description = "Serves the API until it is stopped.", mixinStandardHelpOptions = true)
    private static final class Run implements Callable<Integer> {
        private final Machine machine;

        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        Run(Machine machine) {
            this.machine = machine;
        }

        @Override
        public Integer call() throws Exception {
            var settings = CentralConfig.load(config);
            SecretFiles.openToAll(settings.secretFiles()).forEach(open -> LOG.log(Level.WARNING, open));
            var node = CentralNode.start(settings, machine);
            var stopped = new CountDownLatch(1);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                node.close();
                stopped.countDown();
            }, "stop"));
            PrintWriter out = spec.commandLine().getOut();
            out.println((settings.http().tls() == null ? "ready http://" : "ready https://")
                    + settings.http().host() + ":" + node.port());
            out.flush();
            stopped.await();
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "migrate", description = "Brings the database's schema to this version.", mixinStandardHelpOptions = true)
    private static final class Migrate implements Callable<Integer> {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @CommandLine.Spec
        private CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

        @Override
        public Integer call() throws Exception {
            CentralNode.openDatabase(CentralConfig.load(config).database()).close();
            spec.commandLine().getOut().println("the database's schema is of this version");
            spec.commandLine().getOut().flush();
            return CommandLine.ExitCode.OK;
        }
    }
}
