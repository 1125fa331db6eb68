package io.tillpost.installer.launcher;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// The root of all commands; by itself it only says which there are.
@Command(name = "tillpost", mixinStandardHelpOptions = true, versionProvider = Version.class, description = "Carries every sale of a store from the till to the head-office ledger and proves it.", synopsisSubcommandLabel = "COMMAND", exitCodeListHeading = "%nExit codes:%n", exitCodeList = {
    "0:done; for the demo: every bridge holds",
    "1:the demo's bridges differ; the source that differs is named",
    "2:the command line is wrong",
    "3:this machine is not ready: JDK, Maven, port, disk, permission",
    "70:a fault of Tillpost's own"}, footerHeading = "%nFrom a checkout also:%n", footer = "  bench      Measures Tillpost on this machine.")
final class TillpostCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }
}
