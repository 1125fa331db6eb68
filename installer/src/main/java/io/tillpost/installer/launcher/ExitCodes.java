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

    /// A command that says itself what stopped it is asked first.
    @Override
    public int handleExecutionException(Exception fault, CommandLine command, ParseResult parsed) {
        IExecutionExceptionHandler own = command.getExecutionExceptionHandler();
        if (own != this) {
            try {
                return own.handleExecutionException(fault, command, parsed);
            } catch (Exception unknown) {
                return ours(unknown, command);
            }
        }
        return ours(fault, command);
    }

    private static int ours(Exception fault, CommandLine command) {
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
