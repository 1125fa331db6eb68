package io.tillpost.edge.journal.sqlite;

import java.nio.ByteBuffer;
import java.util.UUID;

/// How ids lie in a column: 16 bytes, big-endian.
final class Bytes {
    private Bytes() {}

    static byte[] of(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    static UUID uuid(byte[] bytes) {
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
