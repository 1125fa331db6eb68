package io.tillpost.central.enrolment;

/// A request of a box is not what was expected. The message says what, and holds neither code nor signature.
public final class MalformedRequestException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    MalformedRequestException(String pointer, String message) {
        super(message);
        this.pointer = pointer;
    }

    MalformedRequestException(String pointer, String message, Throwable cause) {
        super(message, cause);
        this.pointer = pointer;
    }

    /// The field, as JSON Pointer.
    public String pointer() {
        return pointer;
    }

    /// What is wrong with it.
    public String reason() {
        return String.valueOf(getMessage());
    }
}
