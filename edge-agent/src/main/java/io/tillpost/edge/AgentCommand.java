package io.tillpost.edge;

import io.tillpost.edge.cli.CatalogCommand;
import io.tillpost.edge.cli.MasterKeyCommand;
import io.tillpost.edge.cli.OperatorsCommand;
import io.tillpost.edge.cli.SettingsCommand;
import io.tillpost.edge.cli.TakeOverCommand;
import io.tillpost.edge.cli.Trouble;
import io.tillpost.edge.config.AgentConfig;
import io.tillpost.protocol.masterkey.SecretFiles;
import java.io.InputStream;
import java.io.PrintWriter;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `tillpost agent ...`: runs a store's agent. Exit codes: 0 done, 1 not possible, 2 misused.
@Command(name = "agent", description = "The agent on a box in the store.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND")
final class AgentCommand {
    private static final Logger LOG = System.getLogger(AgentCommand.class.getName());

    private AgentCommand() {}

    /// @param input where PINs and codes come from
    static CommandLine commandLine(Machine machine, InputStream input) {
        return EnrolCommands
                .addTo(new CommandLine(new AgentCommand()), machine, input)
                .addSubcommand(new Run(machine))
                .addSubcommand(OperatorsCommand.commandLine(input))
                .addSubcommand(CatalogCommand.commandLine())
                .addSubcommand(MasterKeyCommand.commandLine())
                .addSubcommand(new SettingsCommand())
                .addSubcommand(new TakeOverCommand())
                .addSubcommand(new JournalCommands.Backup(machine))
                .addSubcommand(new JournalCommands.Restore(machine))
                .addSubcommand(new JournalCommands.Check(machine))
                .setExecutionExceptionHandler(Trouble::say);
    }

    /// `agent run --config FILE`, written like this, without the machinery of commands: it is how a store starts, and that
    /// takes a twentieth of it.
    static int run(Path config, Machine machine, PrintWriter out, PrintWriter err) {
        try {
            return serve(config, machine, out);
        } catch (Exception e) {
            return orTrace(e, err);
        }
    }

    private static int orTrace(Exception e, PrintWriter err) {
        try {
            return Trouble.say(e, err);
        } catch (Exception unknown) {
            unknown.printStackTrace(err);
            return CommandLine.ExitCode.SOFTWARE;
        }
    }

    /// Sells until the process is told to end.
    private static int serve(Path config, Machine machine, PrintWriter out) throws Exception {
        WarmUp.start();
        var settings = AgentConfig.load(config);
        SecretFiles.openToAll(settings.secretFiles()).forEach(open -> LOG.log(Level.WARNING, open));
        var agent = StandingAgent.start(settings, machine);
        var heap = HeapKeeper.start();
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            heap.close();
            agent.close();
            stopped.countDown();
        }, "stop"));
        out.println("ready " + settings.http().scheme() + "://" + settings.http().host() + ":"
                + agent.port());
        out.flush();
        stopped.await();
        return CommandLine.ExitCode.OK;
    }

    @Command(name = "run", description = "Sells until it is stopped.", mixinStandardHelpOptions = true)
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
            return serve(config, machine, spec.commandLine().getOut());
        }
    }
}
