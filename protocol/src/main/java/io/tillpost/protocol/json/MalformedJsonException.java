package io.tillpost.protocol.json;

/// JSON that is not what was expected. The message says what is wrong and never quotes the document.
public final class MalformedJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String pointer;

    MalformedJsonException(String pointer, String reason) {
        super(reason);
        this.pointer = pointer;
    }

    MalformedJsonException(String pointer, String reason, Throwable cause) {
        super(reason, cause);
        this.pointer = pointer;
    }

    /// Where, as a JSON Pointer (RFC 6901); empty for the whole document.
    public String pointer() {
        return pointer;
    }
}
