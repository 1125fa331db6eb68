package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.sqlite.SealedTable.Sealed;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// The journals of one file, by lane. Which one is a lane's present journal is asked of the file each time: a reader sees
/// the one that belongs to its state, also while the writer goes on in another. Safe for use by all threads.
final class Lanes {
    private final Seal seal;
    /// By journal and table: a journal's rows change their table when it begins and when it is sealed.
    private final Map<Place, EventTable> tables = new ConcurrentHashMap<>();

    /// What the writer last made a lane's present journal: for those who cannot ask the file any more.
    private final Map<Lane, JournalKey> present = new ConcurrentHashMap<>();

    private record Place(JournalKey key, String table) {}

    private Lanes(Seal seal) {
        this.seal = seal;
    }

    static Lanes open(Sql sql, Origin origin, IdSource ids, Seal seal) {
        for (Lane lane : Lane.values()) {
            JournalTable.open(sql, lane, origin, ids);
        }
        var lanes = new Lanes(seal);
        for (Lane lane : Lane.values()) {
            lanes.goesOnIn(lanes.key(sql, lane));
        }
        return lanes;
    }

    /// The lane's present journal, as far as this process has heard.
    JournalKey present(Lane lane) {
        return Objects.requireNonNull(present.get(lane));
    }

    /// This journal is committed as its lane's present one.
    void goesOnIn(JournalKey key) {
        present.put(key.lane(), key);
    }

    /// The lane's present journal.
    JournalKey key(Sql sql, Lane lane) {
        return JournalTable.key(sql, lane);
    }

    /// The rows of the lane's present journal.
    EventTable table(Sql sql, Lane lane) {
        return at(key(sql, lane), EventTable.table(lane));
    }

    /// The rows of this journal, wherever they lie; empty if it is not in the file any more.
    Optional<EventTable> table(Sql sql, JournalKey key) {
        Lane lane = key.lane();
        if (key.equals(key(sql, lane))) {
            return Optional.of(at(key, EventTable.table(lane)));
        }
        if (NextTable.of(sql, lane).filter(next -> next.key().equals(key)).isPresent()) {
            return Optional.of(at(key, EventTable.next(lane)));
        }
        return SealedTable.of(sql, lane).stream().map(Sealed::key).filter(key::equals).findAny()
                .map(this::sealed);
    }

    /// The rows of a sealed journal.
    EventTable sealed(JournalKey key) {
        return at(key, EventTable.sealed(key.lane(), key.epoch()));
    }

    /// The rows of a journal that is being made.
    EventTable next(JournalKey key) {
        return at(key, EventTable.next(key.lane()));
    }

    /// The lane's journals, oldest first, the present one last.
    List<JournalKey> journals(Sql sql, Lane lane) {
        var keys = new ArrayList<JournalKey>();
        SealedTable.of(sql, lane).forEach(sealed -> keys.add(sealed.key()));
        keys.add(key(sql, lane));
        return keys;
    }

    /// The end of the lane as it is on disk.
    Head head(Sql sql, Lane lane) {
        return table(sql, lane).last(sql)
                .orElseGet(() -> new Head(0, JournalTable.genesis(sql, lane)));
    }

    Map<Lane, Head> heads(Sql sql) {
        var heads = new EnumMap<Lane, Head>(Lane.class);
        for (Lane lane : Lane.values()) {
            heads.put(lane, head(sql, lane));
        }
        return heads;
    }

    /// The hash of the row at `seq`, also of the one just before the oldest row that is kept; genesis for 0.
    Optional<Hash> hashAt(Sql sql, Lane lane, long seq) {
        if (seq == 0) {
            return Optional.of(JournalTable.genesis(sql, lane));
        }
        EventTable table = table(sql, lane);
        return table.hashAt(sql, seq).or(() -> table.prevOf(sql, seq + 1));
    }

    /// See [Heeded].
    long heeded(Sql sql, JournalKey journal) {
        return Heeded.of(sql, seal, journal);
    }

    /// All of a journal up to this row is dealt with.
    void heed(Sql sql, JournalKey journal, long seq) {
        Heeded.upTo(sql, seal, journal, seq);
    }

    private EventTable at(JournalKey key, String table) {
        return tables.computeIfAbsent(new Place(key, table), _ -> new EventTable(key, seal, table));
    }
}
