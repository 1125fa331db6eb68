package io.tillpost.installer.launcher;

import io.tillpost.central.broker.BrokerMain;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `tillpost broker run`.
@Command(name = "broker", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "COMMAND", description = "The built-in MQTT broker.", subcommands = BrokerCommand.Run.class)
final class BrokerCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /// Returns only when the process is told to end.
    @Command(name = "run", mixinStandardHelpOptions = true, description = "Serves until it is stopped.")
    static final class Run implements Callable<Integer> {
        @Option(names = "--config", required = true, paramLabel = "FILE", description = "Configuration.")
        private Path config = Path.of("");

        @Override
        public Integer call() throws Exception {
            BrokerMain.main(new String[]{config.toString()});
            return ExitCode.OK;
        }
    }
}
