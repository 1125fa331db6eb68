package io.tillpost.protocol.seal;

/// The master key that was handed in does not open this store. Nothing was changed. The message names fingerprints, never
/// keys.
public final class WrongMasterKeyException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /// Says which one is wanted, and which one is here.
    public WrongMasterKeyException(String message) {
        super(message);
    }
}
