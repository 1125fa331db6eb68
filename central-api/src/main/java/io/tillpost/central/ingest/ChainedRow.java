package io.tillpost.central.ingest;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Sha256;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// A row whose place in its journal is proven.
///
/// @param hash of the chain up to and with this row
/// @param digest what makes two rows with one event id the same event, whatever journals they stand in
public record ChainedRow(JournalRow row, Hash hash, Hash digest) {
    /// With its digest.
    public ChainedRow(JournalRow row, Hash hash) {
        this(row, hash, digestOf(row));
    }

    private static Hash digestOf(JournalRow row) {
        var digest = Sha256.digest();
        for (byte[] part : new byte[][]{row.type().getBytes(StandardCharsets.UTF_8),
            ByteBuffer.allocate(Integer.BYTES).putInt(row.version()).array(), row.metadata(),
            row.body()}) {
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
            digest.update(part);
        }
        return Hash.of(digest.digest());
    }
}
