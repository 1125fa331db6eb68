package io.tillpost.protocol.seal;

/// Sealed bytes cannot be opened. The message says why and never holds any of them.
public final class SealBrokenException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// @param message the reason, without a byte of what was sealed
    public SealBrokenException(String message) {
        super(message);
    }
}
