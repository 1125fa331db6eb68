package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.JournalDamagedException;
import io.tillpost.protocol.journal.Hash;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How ids lie in a column: 16 bytes, big-endian.
final class Bytes {
    private Bytes() {}

    static byte[] of(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }

    /// Throws [JournalDamagedException] unless there are 16: SQLite answers a row whose head was lost with nothing in it.
    static UUID uuid(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != 2 * Long.BYTES) {
            throw new JournalDamagedException("an id of " + length(bytes) + " bytes, expected "
                    + 2 * Long.BYTES);
        }
        var buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /// Likewise.
    static Hash hash(byte @Nullable [] bytes) {
        if (bytes == null || bytes.length != Hash.LENGTH_BYTES) {
            throw new JournalDamagedException("a hash of " + length(bytes) + " bytes, expected "
                    + Hash.LENGTH_BYTES);
        }
        return Hash.of(bytes);
    }

    private static int length(byte @Nullable [] bytes) {
        return bytes == null ? 0 : bytes.length;
    }
}
