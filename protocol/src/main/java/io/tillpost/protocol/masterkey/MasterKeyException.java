package io.tillpost.protocol.masterkey;

/// The master key cannot be had. The message says where it was looked for and what to do, and never what was found.
public final class MasterKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// One line for whoever runs the program.
    public MasterKeyException(String message) {
        super(message);
    }

    MasterKeyException(String message, Throwable cause) {
        super(message, cause);
    }
}
