package io.tillpost.edge;

import io.tillpost.device.simulator.printer.PrinterSimulatorMain;
import io.tillpost.device.simulator.terminal.TerminalSimulatorMain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/// `tillpost simulate ...`: runs a device that is not there. The options are the simulators' own
/// (docs/reference/terminal-simulator.md, printer-simulator.md).
@Command(name = "simulate", description = "Runs a simulated device.", mixinStandardHelpOptions = true, synopsisSubcommandLabel = "DEVICE")
final class SimulateCommand {
    private SimulateCommand() {}

    static CommandLine commandLine() {
        return new CommandLine(new SimulateCommand()).addSubcommand(new Terminal())
                .addSubcommand(new Printer());
    }

    @Command(name = "terminal", description = "A ZVT card terminal, on a pseudo-terminal or TCP.")
    private static final class Terminal implements Callable<Integer> {
        @Unmatched
        private final List<String> options = new ArrayList<>();

        @Override
        public Integer call() throws Exception {
            TerminalSimulatorMain.main(options.toArray(String[]::new));
            return CommandLine.ExitCode.OK;
        }
    }

    @Command(name = "printer", description = "An ESC/POS receipt printer, on a pseudo-terminal or TCP.")
    private static final class Printer implements Callable<Integer> {
        @Unmatched
        private final List<String> options = new ArrayList<>();

        @Override
        public Integer call() throws Exception {
            PrinterSimulatorMain.main(options.toArray(String[]::new));
            return CommandLine.ExitCode.OK;
        }
    }
}
