package io.tillpost.central.ingest;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink.Nack.Reason;
import io.tillpost.protocol.sync.MalformedBatchException;
import java.util.List;
import java.util.Optional;
import java.util.function.LongFunction;

/// Whether a batch continues what head office has of its journal. Pure; the questions go from cheap to dear.
final class BatchCheck {
    /// Twice the largest credit: an event that is larger than it by itself still comes through.
    private static final int PAYLOAD_BYTES_MAX = 2 * Credit.DEFAULT.bytes();

    private final JournalState journal;
    private final int eventsMax;
    private final LongFunction<Optional<Hash>> hashAt;

    /// @param eventsMax rows of a batch at most
    /// @param hashAt hash of a committed row of this journal
    BatchCheck(JournalState journal, int eventsMax, LongFunction<Optional<Hash>> hashAt) {
        this.journal = journal;
        this.eventsMax = eventsMax;
        this.hashAt = hashAt;
    }

    /// What a batch turns out to be.
    sealed interface Verdict {
        /// It brings these rows, which directly follow the head.
        record Fresh(List<ChainedRow> rows) implements Verdict {}

        /// All of it is committed already.
        record Known() implements Verdict {}

        /// It is not taken.
        record Refused(Reason reason, String detail) implements Verdict {}
    }

    Verdict judge(BatchRows batch) {
        BatchHeader header = batch.header();
        if (!header.journal().equals(journal.key())) {
            return new Verdict.Refused(Reason.MALFORMED,
                    "batch of " + header.journal() + ", expected " + journal.key());
        }
        if (header.from() > journal.headSeq() + 1) {
            return new Verdict.Refused(Reason.GAP,
                    "batch from " + header.from() + ", expected " + (journal.headSeq() + 1));
        }
        if (header.to() <= journal.headSeq()) {
            return hashAt.apply(header.to()).equals(Optional.of(header.head()))
                    ? new Verdict.Known()
                    : new Verdict.Refused(Reason.CHAIN_BROKEN,
                            "row " + header.to() + " is committed with another hash");
        }
        if (header.count() > eventsMax) {
            return new Verdict.Refused(Reason.MALFORMED,
                    "batch of " + header.count() + " rows, expected at most " + eventsMax);
        }
        if (batch.payloadBytes() > PAYLOAD_BYTES_MAX) {
            return new Verdict.Refused(Reason.MALFORMED,
                    "payload of " + batch.payloadBytes() + " bytes, expected at most " + PAYLOAD_BYTES_MAX);
        }
        try {
            return continues(header, batch.chained());
        } catch (MalformedBatchException e) {
            return new Verdict.Refused(Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Verdict continues(BatchHeader header, List<ChainedRow> rows) {
        Hash end = rows.getLast().hash();
        if (!end.equals(header.head())) {
            return new Verdict.Refused(Reason.MALFORMED,
                    "rows chain up to " + end + ", header says " + header.head());
        }
        int known = Math.toIntExact(journal.headSeq() + 1 - header.from());
        Hash anchor = known == 0 ? header.prev() : rows.get(known - 1).hash();
        if (!anchor.equals(journal.headHash())) {
            return new Verdict.Refused(Reason.CHAIN_BROKEN,
                    "batch does not continue row " + journal.headSeq() + " " + journal.headHash());
        }
        return new Verdict.Fresh(rows.subList(known, rows.size()));
    }
}
