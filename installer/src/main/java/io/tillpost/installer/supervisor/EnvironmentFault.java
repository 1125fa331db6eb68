package io.tillpost.installer.supervisor;

/// This machine does not let us run: a port is taken, the disk is full, a permission is missing, a program died. The
/// message is one line that a person can act on.
public final class EnvironmentFault extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says what is in the way.
    public EnvironmentFault(String message) {
        super(message);
    }

    /// Says what is in the way.
    public EnvironmentFault(String message, Throwable cause) {
        super(message, cause);
    }
}
