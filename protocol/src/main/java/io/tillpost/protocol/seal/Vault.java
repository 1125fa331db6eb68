package io.tillpost.protocol.seal;

/// Makes bytes unreadable for whoever has the storage but not the key, and notices when they were changed or moved.
/// Safe for use by all threads; a rotation of keys may happen between any two calls.
public interface Vault {
    /// Encrypts `plain`. What comes back names its own key, and opens only with the same `context`.
    ///
    /// @param context where the bytes are kept (table, row, column), so that they cannot be moved to another place
    byte[] seal(byte[] plain, byte[] context);

    /// Decrypts what [#seal] gave. Throws [SealBrokenException] when it was changed, is kept in another place than it was
    /// sealed for, or its key is not there.
    byte[] open(byte[] sealed, byte[] context);
}
