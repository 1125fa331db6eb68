package io.tillpost.installer.launcher;

import picocli.CommandLine;

/// The `tillpost` command.
public final class TillpostMain {
    private TillpostMain() {}

    /// Runs one command and ends with its exit code.
    static void main(String[] args) {
        System.exit(commandLine().execute(args));
    }

    static CommandLine commandLine() {
        return new CommandLine(new TillpostCommand())
                .setExecutionExceptionHandler(new ExitCodes())
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
