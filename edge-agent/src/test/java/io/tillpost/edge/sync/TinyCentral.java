package io.tillpost.edge.sync;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.sync.BatchCodec;
import io.tillpost.protocol.sync.BatchHeader;
import io.tillpost.protocol.sync.Credit;
import io.tillpost.protocol.sync.Downlink;
import io.tillpost.protocol.sync.Downlink.Ack;
import io.tillpost.protocol.sync.Downlink.Action;
import io.tillpost.protocol.sync.Downlink.LaneWelcome;
import io.tillpost.protocol.sync.Downlink.Nack;
import io.tillpost.protocol.sync.Hello;
import io.tillpost.protocol.sync.LaneHead;
import io.tillpost.protocol.sync.MalformedBatchException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Head office as far as sync needs it, following docs/reference/sync.md. `committed` stands for its database.
final class TinyCentral {
    final Map<JournalKey, List<Stored>> committed = new HashMap<>();
    Credit credit = new Credit(4_000, 7, 0);
    private Map<JournalKey, List<Stored>> backup = new HashMap<>();
    private long epoch = 1;

    record Stored(JournalRow row, Hash hash) {}

    Downlink welcome(Hello hello, Instant now) {
        var lanes = hello.lanes().stream().map(this::welcome).toList();
        return new Downlink.Welcome(hello.nonce(), epoch, now, hello.sentAt(), credit, 0, 0, lanes);
    }

    private LaneWelcome welcome(LaneHead head) {
        List<Stored> rows = rows(head.journal());
        long acked = rows.size();
        Hash hash = rows.isEmpty() ? null : rows.getLast().hash();
        boolean forked = acked > head.lastSeq()
                || (head.ackedSeq() > 0 && head.ackedSeq() <= acked
                        && !rows.get((int) head.ackedSeq() - 1).hash()
                                .equals(head.ackedHash()));
        Action action = forked ? Action.FORK : acked < head.ackedSeq() ? Action.REWIND : Action.CONTINUE;
        return new LaneWelcome(head.journal(), acked, hash, action);
    }

    /// Commits what is new and answers.
    Downlink apply(BatchHeader header, byte[] payload) {
        List<Stored> rows = rows(header.journal());
        if (header.from() > rows.size() + 1) {
            return nack(header, Nack.Reason.GAP, "missing rows");
        }
        if (header.to() > rows.size()) {
            try {
                Optional<Nack> refusal = append(header, BatchCodec.decode(header, payload), rows);
                if (refusal.isPresent()) {
                    return refusal.get();
                }
            } catch (MalformedBatchException e) {
                return nack(header, Nack.Reason.MALFORMED, String.valueOf(e.getMessage()));
            }
        }
        return new Ack(header.batchId(), header.journal(), rows.size(), rows.getLast().hash());
    }

    private Optional<Nack> append(BatchHeader header, List<JournalRow> batch, List<Stored> rows) {
        var fresh = new ArrayList<Stored>();
        Hash prev = header.prev();
        for (JournalRow row : batch) {
            prev = HashChain.next(prev, header.journal(), row);
            fresh.add(new Stored(row, prev));
        }
        int known = (int) (rows.size() - header.from() + 1);
        boolean follows = known == 0
                ? rows.isEmpty() || rows.getLast().hash().equals(header.prev())
                : rows.getLast().hash().equals(fresh.get(known - 1).hash());
        if (!follows || !prev.equals(header.head())) {
            return Optional.of(nack(header, Nack.Reason.CHAIN_BROKEN, "does not follow"));
        }
        rows.addAll(fresh.subList(known, fresh.size()));
        return Optional.empty();
    }

    void takeBackup() {
        backup = copy(committed);
    }

    void restoreBackup() {
        committed.clear();
        committed.putAll(copy(backup));
        epoch++;
    }

    List<Stored> rows(JournalKey journal) {
        return committed.computeIfAbsent(journal, _ -> new ArrayList<>());
    }

    private static Map<JournalKey, List<Stored>> copy(Map<JournalKey, List<Stored>> rows) {
        var copy = new HashMap<JournalKey, List<Stored>>();
        rows.forEach((journal, list) -> copy.put(journal, new ArrayList<>(list)));
        return copy;
    }

    private Nack nack(BatchHeader header, Nack.Reason reason, String detail) {
        return new Nack(header.batchId(), header.journal(), rows(header.journal()).size() + 1L, reason,
                detail);
    }
}
