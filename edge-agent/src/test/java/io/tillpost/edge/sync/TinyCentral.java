package io.tillpost.edge.sync;

import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.UnreadableEventException;
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
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Head office as far as sync needs it, following docs/reference/sync.md; held to it, and to the real one, by
/// `HeadOfficeContract`. `committed` stands for its database.
final class TinyCentral {
    final Map<JournalKey, List<Stored>> committed = new LinkedHashMap<>();
    /// Rows that cannot be posted.
    final Set<UUID> quarantined = new LinkedHashSet<>();
    /// Journals that were opened though the row that they leave off at was not here.
    final List<JournalKey> unexplained = new ArrayList<>();
    Credit credit = new Credit(4_000, 7, 0);
    boolean reachable = true;
    int asked;
    /// What it cannot read.
    Predicate<JournalRow> poison = TinyCentral::isUnreadable;
    private final String tenant;
    private final String store;
    private final Map<UUID, JournalRow> events = new LinkedHashMap<>();
    private final Map<JournalKey, Hash> geneses = new HashMap<>();
    private Backup backup = new Backup(Map.of(), Map.of(), Set.of());
    private long epoch = 1;
    private @Nullable Death dying;
    private boolean up = true;

    record Stored(JournalRow row, Hash hash) {}

    private record Backup(Map<JournalKey, List<Stored>> committed, Map<UUID, JournalRow> events,
            Set<UUID> quarantined) {}

    /// Where it dies in the next batch that it would commit.
    enum Death {
        BEFORE_COMMIT, AFTER_COMMIT
    }

    TinyCentral() {
        this("acme", "store-7");
    }

    TinyCentral(String tenant, String store) {
        this.tenant = tenant;
        this.store = store;
    }

    void dieAt(Death when) {
        dying = when;
    }

    void start() {
        dying = null;
        up = true;
    }

    /// The answer, unless it is not there.
    Optional<Downlink> answer(Hello hello, Instant now) {
        return up ? Optional.of(welcome(hello, now)) : Optional.empty();
    }

    /// The answer, unless it is not there or dies before it has given one.
    Optional<Downlink> answer(BatchHeader header, byte[] payload) {
        if (!up) {
            return Optional.empty();
        }
        if (dying == null) {
            return Optional.of(apply(header, payload));
        }
        if (dying == Death.AFTER_COMMIT) {
            var _ = apply(header, payload);
        }
        dying = null;
        up = false;
        return Optional.empty();
    }

    Downlink.Welcome welcome(Hello hello, Instant now) {
        var lanes = hello.lanes().stream().map(this::welcome).toList();
        return new Downlink.Welcome(hello.nonce(), epoch, now, hello.sentAt(), credit, 0, 0, lanes);
    }

    long newestEpoch(Lane lane) {
        return committed.keySet()
                .stream()
                .filter(key -> key.lane() == lane)
                .mapToLong(JournalKey::epoch)
                .max()
                .orElse(0);
    }

    /// Whether the row is here, with this hash.
    boolean has(Parent row) {
        return committed.keySet()
                .stream()
                .filter(key -> key.journalId().equals(row.journalId()))
                .anyMatch(key -> rows(key).size() >= row.seq() && hashAt(key, row.seq()).equals(row.hash()));
    }

    private LaneWelcome welcome(LaneHead head) {
        long newest = newestEpoch(head.journal().lane());
        Action action = decide(head, newest);
        boolean taken = action == Action.CONTINUE || action == Action.REWIND;
        if (taken && !committed.containsKey(head.journal())) {
            Parent parent = head.parent();
            if (newest > 0 && (parent == null || !has(parent))) {
                unexplained.add(head.journal());
            }
            geneses.put(head.journal(), genesis(head));
            committed.put(head.journal(), new ArrayList<>());
        }
        List<Stored> rows = rows(head.journal());
        return new LaneWelcome(head.journal(), rows.size(), rows.isEmpty() ? null : rows.getLast().hash(),
                action, Math.max(newest, head.journal().epoch()));
    }

    /// The first condition of the table in docs/reference/sync.md that holds.
    private Action decide(LaneHead head, long newest) {
        JournalKey key = head.journal();
        if (key.epoch() < newest) {
            return Action.FENCED;
        }
        if (committed.containsKey(key)) {
            return decideKnown(head, rows(key));
        }
        if (key.epoch() == newest) {
            return Action.FORK;
        }
        Hash genesis = genesis(head);
        boolean beginsRight = (head.ackedSeq() > 0 || head.ackedHash().equals(genesis))
                && (head.lastSeq() > 0 || head.headHash().equals(genesis));
        if (!beginsRight) {
            return Action.FENCED;
        }
        List<Parent> stands = Optional.ofNullable(head.standsOn()).orElse(List.of());
        if (!stands.stream().allMatch(this::has)) {
            return Action.FORK;
        }
        return head.ackedSeq() == 0 ? Action.CONTINUE : Action.REWIND;
    }

    private Action decideKnown(LaneHead head, List<Stored> rows) {
        long acked = rows.size();
        if (acked > head.lastSeq()
                || (acked == head.lastSeq() && !hashAt(head.journal(), acked).equals(head.headHash()))) {
            return Action.FORK;
        }
        if (head.ackedSeq() > acked) {
            return Action.REWIND;
        }
        return hashAt(head.journal(), head.ackedSeq()).equals(head.ackedHash())
                ? Action.CONTINUE
                : Action.FORK;
    }

    private Hash genesis(LaneHead head) {
        return HashChain.genesis(tenant, store, head.journal(), head.parent());
    }

    /// Commits what is new and answers.
    Downlink apply(BatchHeader header, byte[] payload) {
        Optional<JournalKey> known = committed.keySet()
                .stream()
                .filter(key -> key.journalId().equals(header.journal().journalId()))
                .findAny();
        if (known.isEmpty() || known.get().epoch() < newestEpoch(known.get().lane())) {
            return new Nack(header.batchId(), header.journal(), 1, Nack.Reason.NOT_WELCOMED, "say hello");
        }
        List<Stored> rows = rows(known.get());
        if (!known.get().equals(header.journal())) {
            return nack(header, known.get(), Nack.Reason.MALFORMED, "another journal's key");
        }
        if (header.from() > rows.size() + 1) {
            return nack(header, known.get(), Nack.Reason.GAP, "missing rows");
        }
        if (header.to() <= rows.size()) {
            return hashAt(header.journal(), header.to()).equals(header.head())
                    ? ack(header)
                    : nack(header, known.get(), Nack.Reason.CHAIN_BROKEN, "committed with another hash");
        }
        if (header.count() > Credit.DEFAULT.events() || payload.length > 2 * Credit.DEFAULT.bytes()) {
            return nack(header, known.get(), Nack.Reason.MALFORMED, "too large");
        }
        try {
            return append(header, BatchCodec.decode(header, payload), rows);
        } catch (MalformedBatchException e) {
            return nack(header, known.get(), Nack.Reason.MALFORMED, String.valueOf(e.getMessage()));
        }
    }

    private Downlink append(BatchHeader header, List<JournalRow> batch, List<Stored> rows) {
        var fresh = new ArrayList<Stored>();
        Hash head = hashAt(header.journal(), rows.size());
        boolean anchored = header.from() == rows.size() + 1L && header.prev().equals(head);
        Hash hash = header.prev();
        for (JournalRow row : batch) {
            hash = HashChain.next(hash, header.journal(), row);
            if (row.seq() == rows.size()) {
                anchored = hash.equals(head);
            } else if (row.seq() > rows.size()) {
                fresh.add(new Stored(row, hash));
            }
        }
        if (!hash.equals(header.head())) {
            return nack(header, header.journal(), Nack.Reason.MALFORMED, "does not hash to its head");
        }
        if (!anchored) {
            return nack(header, header.journal(), Nack.Reason.CHAIN_BROKEN, "does not follow");
        }
        rows.addAll(fresh);
        fresh.forEach(stored -> post(stored.row()));
        return ack(header);
    }

    /// A known event gets a position more and posts nothing.
    private void post(JournalRow row) {
        JournalRow before = events.putIfAbsent(row.eventId(), row);
        if (before == null ? poison.test(row) : !isSame(before, row)) {
            quarantined.add(row.eventId());
        }
    }

    private static boolean isSame(JournalRow one, JournalRow other) {
        return one.type().equals(other.type()) && one.version() == other.version()
                && Arrays.equals(one.metadata(), other.metadata())
                && Arrays.equals(one.body(), other.body());
    }

    private static boolean isUnreadable(JournalRow row) {
        try {
            var _ = EventCodec.envelope(row);
            var _ = EventCodec.decode(row);
            return false;
        } catch (UnreadableEventException e) {
            return true;
        }
    }

    void takeBackup() {
        backup = new Backup(copy(committed), new LinkedHashMap<>(events), new LinkedHashSet<>(quarantined));
    }

    void restoreBackup() {
        committed.clear();
        committed.putAll(copy(backup.committed));
        events.clear();
        events.putAll(backup.events);
        quarantined.clear();
        quarantined.addAll(backup.quarantined);
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
        if (!reachable || !up) {
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
        var inLane = new LinkedHashSet<UUID>();
        committed.forEach((journal, rows) -> {
            if (journal.lane() == lane) {
                rows.forEach(stored -> inLane.add(stored.row().eventId()));
            }
        });
        return events.keySet().stream().filter(inLane::contains).toList();
    }

    /// The journals of a lane, oldest first.
    List<JournalKey> journals(Lane lane) {
        return committed.keySet()
                .stream()
                .filter(key -> key.lane() == lane)
                .sorted(Comparator.comparingLong(JournalKey::epoch))
                .toList();
    }

    /// The event as it was first stored.
    Optional<JournalRow> event(UUID id) {
        return Optional.ofNullable(events.get(id));
    }

    /// As no head office should: for a test of the tests.
    void forget(UUID event) {
        events.remove(event);
    }

    private static Map<JournalKey, List<Stored>> copy(Map<JournalKey, List<Stored>> rows) {
        var copy = new LinkedHashMap<JournalKey, List<Stored>>();
        rows.forEach((journal, list) -> copy.put(journal, new ArrayList<>(list)));
        return copy;
    }

    private Ack ack(BatchHeader header) {
        List<Stored> rows = rows(header.journal());
        return new Ack(header.batchId(), header.journal(), rows.size(), rows.getLast().hash());
    }

    private Nack nack(BatchHeader header, JournalKey journal, Nack.Reason reason, String detail) {
        return new Nack(header.batchId(), header.journal(), rows(journal).size() + 1L, reason, detail);
    }
}
