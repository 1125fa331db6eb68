package io.tillpost.edge.sync;

import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.journal.Parent;
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
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// Head office as far as sync needs it, following docs/reference/sync.md. `committed` stands for its database.
final class TinyCentral {
    final Map<JournalKey, List<Stored>> committed = new HashMap<>();
    Credit credit = new Credit(4_000, 7, 0);
    private Map<JournalKey, List<Stored>> backup = new HashMap<>();
    private long epoch = 1;
    private final Map<JournalKey, Hash> geneses = new HashMap<>();
    boolean reachable = true;
    int asked;

    record Stored(JournalRow row, Hash hash) {}

    Downlink welcome(Hello hello, Instant now) {
        var lanes = hello.lanes().stream().map(this::welcome).toList();
        return new Downlink.Welcome(hello.nonce(), epoch, now, hello.sentAt(), credit, 0, 0, lanes);
    }

    private long newestEpoch(Lane lane) {
        return committed.keySet()
                .stream()
                .filter(key -> key.lane() == lane)
                .mapToLong(JournalKey::epoch)
                .max()
                .orElse(0);
    }

    private boolean has(Parent row) {
        return committed.entrySet()
                .stream()
                .filter(entry -> entry.getKey().journalId().equals(row.journalId()))
                .anyMatch(entry -> entry.getValue().size() >= row.seq()
                        && entry.getValue().get((int) row.seq() - 1).hash().equals(row.hash()));
    }

    private LaneWelcome welcome(LaneHead head) {
        long newest = newestEpoch(head.journal().lane());
        long epoch = head.journal().epoch();
        if (epoch < newest) {
            return new LaneWelcome(head.journal(), 0, null, Action.FENCED, newest);
        }
        if (!committed.containsKey(head.journal())) {
            List<Parent> stands = Optional.ofNullable(head.standsOn()).orElse(List.of());
            if (epoch == newest || !stands.stream().allMatch(this::has)) {
                return new LaneWelcome(head.journal(), 0, null, Action.FORK, newest);
            }
            geneses.put(head.journal(), HashChain.genesis("acme", "store-7", head.journal(), head.parent()));
            committed.put(head.journal(), new ArrayList<>());
        }
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
        boolean open = committed.containsKey(header.journal())
                && header.journal().epoch() == newestEpoch(header.journal().lane());
        if (!open) {
            return new Nack(header.batchId(), header.journal(), 1, Nack.Reason.NOT_WELCOMED, "say hello");
        }
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
        return committed.getOrDefault(journal, List.of());
    }

    /// What it answers over HTTPS.
    TailSource tails() {
        return new TailSource() {
            @Override
            public List<Held> journals() throws IOException {
                requireReachable();
                return committed.keySet()
                        .stream()
                        .map(key -> new Held(key, TinyCentral.this.rows(key).size(),
                                hashAt(key, TinyCentral.this.rows(key).size()),
                                key.epoch() < newestEpoch(key.lane()), null))
                        .toList();
            }

            @Override
            public Tail rows(JournalKey journal, long after, int limit) throws IOException {
                requireReachable();
                List<Stored> all = TinyCentral.this.rows(journal);
                int to = (int) Math.min(all.size(), after + Math.min(limit, 7));
                List<Stored> some = all.subList((int) Math.min(after, to), to);
                return new Tail(hashAt(journal, after),
                        some.isEmpty() ? hashAt(journal, after) : some.getLast().hash(),
                        some.stream().map(Stored::row).toList());
            }
        };
    }

    private void requireReachable() throws IOException {
        asked++;
        if (!reachable) {
            throw new IOException("connection refused");
        }
    }

    private Hash hashAt(JournalKey journal, long seq) {
        return seq == 0
                ? geneses.getOrDefault(journal, Hash.of(new byte[Hash.LENGTH_BYTES]))
                : rows(journal).get((int) seq - 1).hash();
    }

    /// Every event of a lane once, in the order in which head office posted it.
    List<UUID> posted(Lane lane) {
        return committed.entrySet()
                .stream()
                .filter(entry -> entry.getKey().lane() == lane)
                .sorted(Comparator.comparingLong(entry -> entry.getKey().epoch()))
                .flatMap(entry -> entry.getValue().stream())
                .map(stored -> stored.row().eventId())
                .distinct()
                .toList();
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
