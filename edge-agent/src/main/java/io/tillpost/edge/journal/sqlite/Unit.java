package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.AppendListener;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.mirror.MirrorRow;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.json.Json;
import io.tillpost.protocol.sync.BatchCodec;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// One unit of work inside the group's transaction. It knows where each chain ends for it; the group takes that over
/// only if the unit succeeds.
final class Unit extends Records implements UnitOfWork {
    private final Lanes lanes;
    private final Stamps stamps;
    private final IdSource ids;
    private final Map<Lane, Head> heads;
    private final Map<Lane, EventTable> tables;
    private final List<MirrorRow> financial = new ArrayList<>();
    private final List<AppendListener> listeners;
    private long appendedBytes;
    private long rewrittenBytes;
    private long reserved;
    private boolean acknowledged;

    /// @param before where each lane ends and lies for this unit
    Unit(Sql sql, Seal seal, Lanes lanes, Stamps stamps, IdSource ids, Ends before,
            List<AppendListener> listeners) {
        super(sql, seal);
        this.lanes = lanes;
        this.stamps = stamps;
        this.ids = ids;
        this.heads = new EnumMap<>(Lane.class);
        this.heads.putAll(before.heads);
        this.tables = new EnumMap<>(Lane.class);
        this.tables.putAll(before.tables);
        this.listeners = listeners;
    }

    /// Where the lanes end, and which tables their rows go to as far as that was asked for.
    record Ends(Map<Lane, Head> heads, Map<Lane, EventTable> tables) {}

    @Override
    public UUID append(Stamp stamp, Event event) {
        Lane lane = EventCodec.laneOf(event);
        EventTable table = tables.computeIfAbsent(lane, any -> lanes.table(sql, any));
        Head head = heads.computeIfAbsent(lane, any -> new Head(0, JournalTable.genesis(sql, any)));
        Envelope envelope = stamps.envelope(stamp);
        JournalRow row = EventCodec.encode(head.seq() + 1, ids.next(), envelope, event);
        checkLength(row.type() + " metadata", row.metadata(), BatchCodec.MAX_PART_BYTES);
        checkLength(row.type() + " body", row.body(), BatchCodec.MAX_PART_BYTES);
        Hash hash = HashChain.next(head.hash(), table.key(), row);
        byte[] sealed = table.insert(sql, row, head.hash(), hash, envelope.moment().occurredAt());
        if (lane == Lane.FIN) {
            financial.add(new MirrorRow(table.key(), row.seq(), row.eventId(), row.type(), row.version(),
                    head.hash(), hash, sealed));
        }
        heads.put(lane, new Head(row.seq(), hash));
        appendedBytes += row.metadata().length + row.body().length;
        listeners.forEach(listener -> listener.appended(this, envelope, event));
        return row.eventId();
    }

    @Override
    public <T> void put(Shelf<T> shelf, String key, T value) {
        byte[] json = Json.write(value);
        checkLength("record " + shelf.name() + "/" + key, json, Json.MAX_DOCUMENT_BYTES);
        Shelving.put(sql, seal, shelf.name(), key, json);
    }

    @Override
    public void remove(Shelf<?> shelf, String key) {
        var _ = sql.update("delete from shelf where shelf = ? and key = ?", shelf.name(),
                seal.name(shelf.name(), key));
    }

    @Override
    public void clear(Shelf<?> shelf) {
        var _ = sql.update("delete from shelf where shelf = ?", shelf.name());
    }

    @Override
    public int clear(Shelf<?> shelf, int most) {
        List<Integer> removed = sql.list("""
                delete from shelf where shelf = ?1 and key in (
                    select key from shelf where shelf = ?1 limit ?2)
                returning length(value)""", row -> row.getInt(1), shelf.name(), most);
        removed.forEach(this::rewrote);
        return removed.size();
    }

    @Override
    public long next(String series) {
        return sql.one("""
                insert into series (name, last) values (?, 1)
                on conflict (name) do update set last = last + 1
                returning last""", row -> row.getLong(1), series).orElseThrow();
    }

    @Override
    public void taken(String series, long number) {
        var _ = sql.update("""
                insert into series (name, last) values (?, ?)
                on conflict (name) do update set last = max(last, excluded.last)""", series, number);
    }

    /// The lane goes on in another journal, which ends here.
    void goesOn(Lane lane, Head head) {
        heads.put(lane, head);
        var _ = tables.remove(lane);
        // What was copied into the other journal is not among them.
        financial.clear();
    }

    /// Where the lane ends for this unit.
    Head head(Lane lane) {
        return heads.computeIfAbsent(lane, any -> lanes.head(sql, any));
    }

    Ends ends() {
        return new Ends(heads, tables);
    }

    /// The rows of the `fin` lane that were appended, for the mirror.
    List<MirrorRow> financial() {
        return financial;
    }

    /// Head office has more of a lane than before.
    void acknowledged() {
        acknowledged = true;
    }

    boolean hasAcknowledged() {
        return acknowledged;
    }

    long appendedBytes() {
        return appendedBytes;
    }

    /// Bytes that were sealed anew count for the write-ahead log, and for nobody who waits for events.
    void rewrote(int bytes) {
        rewrittenBytes += bytes;
    }

    /// The unit after this one may seal so often at least.
    void reserveSeals(long seals) {
        reserved += seal.reserve(sql, seals);
    }

    /// What was written down for that.
    long reserved() {
        return reserved;
    }

    long writtenBytes() {
        return appendedBytes + rewrittenBytes;
    }

    private static void checkLength(String what, byte[] bytes, int maxBytes) {
        if (bytes.length > maxBytes) {
            throw new IllegalArgumentException(
                    what + " of " + bytes.length + " bytes, expected at most " + maxBytes);
        }
    }
}
