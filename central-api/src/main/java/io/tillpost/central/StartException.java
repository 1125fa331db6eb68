package io.tillpost.central;

/// The program cannot start or a command cannot be done. The message is one line for the person who typed it.
final class StartException extends Exception {
    private static final long serialVersionUID = 1L;

    StartException(String message, Throwable cause) {
        super(message, cause);
    }

    StartException(String message) {
        super(message);
    }

    /// The message of the innermost cause, on one line.
    static String reason(Throwable e) {
        Throwable root = e;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null ? root.getClass().getSimpleName() : message.lines().findFirst().orElse("");
    }
}
