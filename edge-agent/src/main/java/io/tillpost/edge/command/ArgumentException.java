package io.tillpost.edge.command;

/// Arguments are not what the command expects. The message names the argument and what was expected.
public final class ArgumentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ArgumentException(String message) {
        super(message);
    }
}
