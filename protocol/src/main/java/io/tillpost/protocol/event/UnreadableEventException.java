package io.tillpost.protocol.event;

/// Bytes that are not an event this version knows. The reader keeps them raw and sets them aside.
public final class UnreadableEventException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableEventException(String message) {
        super(message);
    }

    UnreadableEventException(String message, Throwable cause) {
        super(message, cause);
    }
}
