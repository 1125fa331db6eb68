package io.tillpost.central.ingest;

/// What a stored event says: the bytes that were hashed. Shared, read only.
///
/// @param metadata the envelope's JSON
/// @param body the event's JSON
public record EventContent(byte[] metadata, byte[] body) {
    /// Lengths alone.
    @Override
    public String toString() {
        return "event of " + metadata.length + " + " + body.length + " bytes";
    }
}
