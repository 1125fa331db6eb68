package io.tillpost.device.line;

import java.io.IOException;

/// The device behind a line is gone: unplugged, powered off, the connection reset, or it takes no bytes.
public final class LineLostException extends IOException {
    private static final long serialVersionUID = 1L;

    /// Names the line and what was seen.
    public LineLostException(String message) {
        super(message);
    }

    /// Names the line and what was seen.
    public LineLostException(String message, Throwable cause) {
        super(message, cause);
    }
}
