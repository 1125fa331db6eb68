package io.tillpost.protocol.journal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.tillpost.protocol.seal.KeyedVault;
import io.tillpost.protocol.seal.SealBrokenException;
import io.tillpost.protocol.seal.Vault;
import java.nio.ByteBuffer;
import java.util.UUID;

/// How the parts of a journal's row that say something are sealed where the row is kept: metadata and body as one value,
/// which opens in its own place alone (docs/reference/encryption.md). The hash chain is not concerned: it is over what
/// is inside.
///
/// @param store whose journal it is
public record RowSeal(String store, JournalKey journal) {
    /// How many bytes longer the sealed value is than metadata and body.
    public static final int OVERHEAD_BYTES = KeyedVault.OVERHEAD_BYTES + Integer.BYTES;
    private static final byte[] DOMAIN = "tillpost/row/1\0".getBytes(UTF_8);

    /// The sealed value of a row.
    public byte[] seal(Vault vault, JournalRow row) {
        byte[] both = ByteBuffer.allocate(Integer.BYTES + row.metadata().length + row.body().length)
                .putInt(row.metadata().length)
                .put(row.metadata())
                .put(row.body())
                .array();
        return vault.seal(both, place(row.seq(), row.eventId(), row.type()));
    }

    /// The row whose sealed value this is. Throws [SealBrokenException] when it was changed, or sealed for another place.
    public JournalRow open(Vault vault, long seq, UUID eventId, String type, int version, byte[] sealed) {
        var both = ByteBuffer.wrap(vault.open(sealed, place(seq, eventId, type)));
        if (both.remaining() < Integer.BYTES || both.getInt(0) < 0
                || both.getInt(0) > both.remaining() - Integer.BYTES) {
            throw new SealBrokenException("what was sealed is no row");
        }
        var metadata = new byte[both.getInt()];
        both.get(metadata);
        var body = new byte[both.remaining()];
        both.get(body);
        return new JournalRow(seq, eventId, type, version, metadata, body);
    }

    /// Framed like the hash, so that no two places are the same bytes.
    private byte[] place(long seq, UUID eventId, String type) {
        byte[] storeName = store.getBytes(UTF_8);
        byte[] typeName = type.getBytes(UTF_8);
        return ByteBuffer
                .allocate(DOMAIN.length + 2 * Integer.BYTES + storeName.length + typeName.length
                        + 4 * Long.BYTES + 2 * Long.BYTES)
                .put(DOMAIN)
                .putInt(storeName.length)
                .put(storeName)
                .putLong(journal.journalId().getMostSignificantBits())
                .putLong(journal.journalId().getLeastSignificantBits())
                .putLong(journal.epoch())
                .putLong(seq)
                .putLong(eventId.getMostSignificantBits())
                .putLong(eventId.getLeastSignificantBits())
                .putInt(typeName.length)
                .put(typeName)
                .array();
    }
}
