package io.tillpost.central.ingest.sql;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.protocol.seal.Vault;
import java.nio.ByteBuffer;
import java.util.UUID;

/// Metadata and body of an event as one sealed value: u32be length of the metadata, metadata, body.
final class Sealed {
    private Sealed() {}

    /// What a stored event says.
    record Content(byte[] metadata, byte[] body) {
        byte[] seal(Vault vault, byte[] context) {
            byte[] both = ByteBuffer.allocate(Integer.BYTES + metadata.length + body.length)
                    .putInt(metadata.length)
                    .put(metadata)
                    .put(body)
                    .array();
            return vault.seal(both, context);
        }
    }

    static Content open(Vault vault, byte[] sealed, byte[] context) {
        var both = ByteBuffer.wrap(vault.open(sealed, context));
        var metadata = new byte[both.getInt()];
        both.get(metadata);
        var body = new byte[both.remaining()];
        both.get(body);
        return new Content(metadata, body);
    }

    /// The place of an event.
    static byte[] ofEvent(String tenant, UUID event) {
        return ("event_content/" + tenant + "/" + event).getBytes(UTF_8);
    }

    /// The place of a row that was set aside.
    static byte[] ofQuarantine(String tenant, UUID journal, long seq) {
        return ("quarantine/" + tenant + "/" + journal + "/" + seq).getBytes(UTF_8);
    }
}
