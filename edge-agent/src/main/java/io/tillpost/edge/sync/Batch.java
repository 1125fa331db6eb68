package io.tillpost.edge.sync;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.HeadSignature;
import io.tillpost.protocol.trace.TraceParent;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Rows cut, deflated and signed, ready to be sent as often as it takes, each time with the same bytes.
record Batch(BatchHeader header, Optional<HeadSignature> signature, byte[] payload) {
    /// JSON events deflate to a quarter; if they do not, the batch is cut again.
    private static final int DEFLATION = 4;
    private static final int PLAIN_MAX = BatchCodec.MAX_PLAIN_BYTES / 2;

    /// The rows from `fromSeq` as far as the credit goes, at least one; empty if there is none, or if the lane
    /// goes on in another journal.
    static Optional<Batch> cut(Outbox outbox, JournalKey journal, long fromSeq, Credit credit, UUID batchId,
            HeadSigner signer) {
        int plainBytes = (int) Math.min(PLAIN_MAX, (long) credit.bytes() * DEFLATION);
        List<StoredEvent> rows = outbox.rows(journal.lane(), fromSeq, credit.events(), plainBytes);
        if (rows.isEmpty() || !rows.getFirst().journal().equals(journal)) {
            return Optional.empty();
        }
        byte[] payload = encode(rows);
        while (payload.length > credit.bytes() && rows.size() > 1) {
            rows = rows.subList(0, rows.size() / 2);
            payload = encode(rows);
        }
        var header = new BatchHeader(batchId, journal, rows.getFirst().row().seq(), rows.size(),
                rows.getFirst().prev(), rows.getLast().hash(), TraceParent.of(batchId));
        return Optional.of(new Batch(header, signer.sign(HeadSignature.Said.batch(header)), payload));
    }

    private static byte[] encode(List<StoredEvent> rows) {
        return BatchCodec.encode(rows.stream().map(StoredEvent::row).toList());
    }
}
