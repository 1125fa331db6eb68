package io.tillpost.protocol.sync;

/// A batch that cannot be read: damaged, too large, or not one.
public final class MalformedBatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MalformedBatchException(String message) {
        super(message);
    }

    MalformedBatchException(String message, Throwable cause) {
        super(message, cause);
    }
}
