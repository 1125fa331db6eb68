package io.tillpost.installer.launcher;

import io.tillpost.installer.supervisor.EnvironmentFault;
import java.io.PrintWriter;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.ParseResult;

/// Turns what stopped a command into one line and a stable exit code (docs/reference/commands.md).
final class ExitCodes implements IExecutionExceptionHandler {
    /// This machine does not let us.
    static final int ENVIRONMENT = 3;
    /// A fault of ours.
    static final int FAULT = 70;

    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        PrintWriter err = command.getErr();
        if (fault instanceof EnvironmentFault) {
            err.println("tillpost: " + fault.getMessage());
            return ENVIRONMENT;
        }
        err.println("tillpost: a fault of its own: " + fault);
        fault.printStackTrace(err);
        return FAULT;
    }
}
