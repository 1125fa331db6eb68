package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Origin;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/// The journals of one file, by lane.
final class Lanes {
    private final Map<Lane, EventTable> tables;

    private Lanes(Map<Lane, EventTable> tables) {
        this.tables = tables;
    }

    static Lanes open(Sql sql, Origin origin, IdSource ids, Seal seal) {
        var tables = new EnumMap<Lane, EventTable>(Lane.class);
        for (Lane lane : Lane.values()) {
            tables.put(lane, new EventTable(JournalTable.open(sql, lane, origin, ids), seal));
        }
        return new Lanes(tables);
    }

    EventTable table(Lane lane) {
        EventTable table = tables.get(lane);
        if (table == null) {
            throw new IllegalStateException("no table for lane " + lane);
        }
        return table;
    }

    JournalKey key(Lane lane) {
        return table(lane).key();
    }

    /// The end of the lane as it is on disk.
    Head head(Sql sql, Lane lane) {
        return table(lane).last(sql)
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
        return table(lane).hashAt(sql, seq).or(() -> table(lane).prevOf(sql, seq + 1));
    }
}
