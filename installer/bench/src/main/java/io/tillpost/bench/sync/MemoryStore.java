package io.tillpost.bench.sync;

import io.tillpost.bench.office.Box;
import io.tillpost.bench.office.HeadOffice;
import io.tillpost.bench.office.StoreDay;
import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.sync.LaneHead;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// A store's journal in memory, for benches with more stores than this machine has disks for: the same rows, chains and
/// answers as the one on disk. Safe for use by all threads.
final class MemoryStore implements Outbox {
    private static final String TRACE = "00-0000000000000000000000000000beef-000000000000beef-01";
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");

    private final String tenant;
    private final String store;
    private final String agent;
    private final Clock clock;
    private final IdSource ids;
    private final UUID bootId;
    private final StoreDay day;
    private final Map<Lane, Rows> lanes = new EnumMap<>(Lane.class);

    /// The rows of one lane.
    private static final class Rows {
        final JournalKey key;
        final List<StoredEvent> rows = new ArrayList<>();
        final Hash genesis;
        long ackedSeq;

        Rows(JournalKey key, Hash genesis) {
            this.key = key;
            this.genesis = genesis;
        }

        Hash hashAt(long seq) {
            return seq == 0 ? genesis : rows.get((int) seq - 1).hash();
        }

        long last() {
            return rows.size();
        }
    }

    MemoryStore(Box box, Clock clock, IdSource ids, RandomGenerator random) {
        this(box.tenant(), box.store(), box.agent(), clock, ids, random);
    }

    MemoryStore(String tenant, String store, String agent, Clock clock, IdSource ids,
            RandomGenerator random) {
        this.tenant = tenant;
        this.store = store;
        this.agent = agent;
        this.clock = clock;
        this.ids = ids;
        this.bootId = ids.next();
        this.day = new StoreDay(store, random, ids);
        for (Lane lane : Lane.values()) {
            var key = new JournalKey(lane, ids.next(), 1);
            lanes.put(lane, new Rows(key, HashChain.genesis(tenant, store, key, null)));
        }
    }

    /// Sells until at least that many events more are there.
    synchronized void sell(long events) {
        long wanted = written() + events;
        while (written() < wanted) {
            day.next(this::append);
        }
    }

    private void append(String till, ShiftId shift, Event event) {
        Rows lane = rows(EventCodec.laneOf(event));
        var envelope = new Envelope(new Place(tenant, HeadOffice.LEGAL_ENTITY, store, till, agent),
                Actor.cashier("kim"), null, Mode.LIVE,
                new Moment(clock.instant(), ZONE, 0, 1, lane.last(), bootId), StoreDay.DATE, shift, "bench",
                TRACE);
        var row = EventCodec.encode(lane.last() + 1, ids.next(), envelope, event);
        Hash prev = lane.hashAt(lane.last());
        lane.rows.add(new StoredEvent(lane.key, row, prev, HashChain.next(prev, lane.key, row)));
    }

    private Rows rows(Lane lane) {
        Rows rows = lanes.get(lane);
        if (rows == null) {
            throw new IllegalStateException("no lane " + lane);
        }
        return rows;
    }

    /// Events in all lanes.
    synchronized long written() {
        return lanes.values().stream().mapToLong(Rows::last).sum();
    }

    /// Events that were not acknowledged.
    synchronized long waiting() {
        return lanes.values().stream().mapToLong(lane -> lane.last() - lane.ackedSeq).sum();
    }

    String agent() {
        return agent;
    }

    String store() {
        return store;
    }

    @Override
    public UUID bootId() {
        return bootId;
    }

    @Override
    public synchronized LaneHead head(Lane lane) {
        Rows rows = rows(lane);
        return new LaneHead(rows.key, null, 1, rows.last(), rows.hashAt(rows.last()), rows.ackedSeq,
                rows.hashAt(rows.ackedSeq));
    }

    @Override
    public synchronized List<StoredEvent> rows(Lane lane, long fromSeq, int maxEvents, int maxBytes) {
        Rows rows = rows(lane);
        var some = new ArrayList<StoredEvent>();
        long bytes = 0;
        for (long seq = fromSeq; seq <= rows.last() && some.size() < maxEvents; seq++) {
            StoredEvent event = rows.rows.get((int) seq - 1);
            bytes += event.row().metadata().length + event.row().body().length;
            if (!some.isEmpty() && bytes > maxBytes) {
                break;
            }
            some.add(event);
        }
        return some;
    }

    @Override
    public synchronized Acknowledgement acknowledge(JournalKey journal, long seq, Hash hash) {
        Rows rows = rows(journal.lane());
        if (!journal.equals(rows.key) || seq <= rows.ackedSeq) {
            return Acknowledgement.STALE;
        }
        if (seq > rows.last() || !rows.hashAt(seq).equals(hash)) {
            return Acknowledgement.DIFFERS;
        }
        rows.ackedSeq = seq;
        return Acknowledgement.ADVANCED;
    }

    @Override
    public synchronized Rewind rewind(JournalKey journal, long seq, @Nullable Hash hash) {
        Rows rows = rows(journal.lane());
        if (!journal.equals(rows.key) || seq > rows.ackedSeq
                || (hash != null && !rows.hashAt(seq).equals(hash))) {
            return Rewind.DIFFERS;
        }
        rows.ackedSeq = seq;
        return Rewind.DONE;
    }

    @Override
    public synchronized Backlog backlog(Lane lane) {
        Rows rows = rows(lane);
        return new Backlog(rows.last() - rows.ackedSeq, null);
    }

    @Override
    public void clockMeasured(Duration offset, Duration error) {
        // Its events are written already.
    }

    @Override
    public void onAppend(Runnable listener) {
        // Nothing is appended while it delivers.
    }

    @Override
    public int prune(Set<Lane> lanes) {
        return 0;
    }
}
