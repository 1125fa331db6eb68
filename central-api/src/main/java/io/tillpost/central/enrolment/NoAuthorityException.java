package io.tillpost.central.enrolment;

/// This installation has no authority that could sign what is asked for. The message is for the person who asked.
public final class NoAuthorityException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoAuthorityException(String message) {
        super(message);
    }
}
