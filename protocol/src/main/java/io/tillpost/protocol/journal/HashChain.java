package io.tillpost.protocol.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The chain that ties each journal row to all rows before it. Test vectors: docs/reference/journal-vectors.json.
///
/// Every variable part is framed by its length, so no two different rows feed the same bytes; the hash covers the
/// plaintext, so that re-encrypting a journal leaves it valid.
public final class HashChain {
    private static final byte[] EVENT_DOMAIN = "tillpost/event/1\0".getBytes(UTF_8);
    private static final byte[] JOURNAL_DOMAIN = "tillpost/journal/1\0".getBytes(UTF_8);

    private HashChain() {}

    /// The `prev` of a journal's first row.
    public static Hash genesis(String tenant, String store, JournalKey journal, @Nullable Parent parent) {
        var digest = Sha256.digest();
        digest.update(JOURNAL_DOMAIN);
        framed(digest, tenant.getBytes(UTF_8));
        framed(digest, store.getBytes(UTF_8));
        framed(digest, bytes(journal.journalId()));
        framed(digest, bytes(journal.epoch()));
        framed(digest, parent == null ? new byte[0] : bytes(parent.journalId()));
        framed(digest, parent == null ? new byte[0] : bytes(parent.seq()));
        framed(digest, parent == null ? new byte[0] : parent.hash().toBytes());
        return Hash.of(digest.digest());
    }

    /// The hash of `row`, which follows the row (or genesis) whose hash is `prev`.
    public static Hash next(Hash prev, JournalKey journal, JournalRow row) {
        var digest = Sha256.digest();
        digest.update(EVENT_DOMAIN);
        digest.update(prev.toBytes());
        digest.update(bytes(row.seq()));
        digest.update(bytes(row.eventId()));
        framed(digest, bytes(journal.journalId()));
        framed(digest, bytes(journal.epoch()));
        framed(digest, row.type().getBytes(UTF_8));
        framed(digest, ByteBuffer.allocate(Integer.BYTES).putInt(row.version()).array());
        framed(digest, row.metadata());
        framed(digest, row.body());
        return Hash.of(digest.digest());
    }

    private static void framed(MessageDigest digest, byte[] part) {
        digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
        digest.update(part);
    }

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static byte[] bytes(UUID id) {
        return ByteBuffer.allocate(2 * Long.BYTES).putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
    }
}
