package io.tillpost.edge.enrolment;

import java.io.IOException;

/// Enrolment, or the use of what came of it, is not possible. The message is one line for people and says what to do.
public final class EnrolmentException extends IOException {
    private static final long serialVersionUID = 1L;

    public EnrolmentException(String message) {
        super(message);
    }
}
