package io.tillpost.protocol.seal;

/// A data key as it lies beside the data: of no use without the master key.
///
/// @param number of the data key
/// @param master fingerprint of the master key that wraps it
/// @param sealed shared, read only
public record WrappedKey(int number, String master, byte[] sealed) {
    /// Without the bytes.
    @Override
    public String toString() {
        return "data key " + number + " under master key " + master;
    }
}
