package io.tillpost.central.statement;

import io.tillpost.protocol.journal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.UUID;

/// Ids of things that come from files: the same thing has the same id however often and in whatever order it arrives.
/// UUIDv8 (RFC 9562, 5.8) from SHA-256 over the parts, each framed by its length.
public final class NamedId {
    private static final long VERSION_8 = 0x8000L;
    private static final long BELOW_VARIANT = 0x3fff_ffff_ffff_ffffL;
    private static final long VARIANT = 0x8000_0000_0000_0000L;

    private NamedId() {}

    /// The id of what these parts name.
    public static UUID of(String kind, String... parts) {
        var digest = Sha256.digest();
        frame(digest, kind);
        for (String part : parts) {
            frame(digest, part);
        }
        var bytes = ByteBuffer.wrap(digest.digest());
        long high = (bytes.getLong() & ~0xf000L) | VERSION_8;
        return new UUID(high, (bytes.getLong() & BELOW_VARIANT) | VARIANT);
    }

    private static void frame(MessageDigest digest, String part) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(bytes.length).array());
        digest.update(bytes);
    }
}
