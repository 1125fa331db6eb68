package io.tillpost.edge.journal.sqlite;

import io.tillpost.protocol.journal.Lane;
import java.util.UUID;

/// Events that head office was heard to have, for as long as a fork or the learning after it lasts.
final class LearnedTable {
    private LearnedTable() {}

    static boolean has(Sql sql, Lane lane, UUID eventId) {
        return sql.one("select 1 from learned_event where lane = ? and event_id = ?", _ -> true,
                lane.wireName(), Bytes.of(eventId)).isPresent();
    }

    /// @param folded whether this box did not know it
    static void add(Sql sql, Lane lane, UUID eventId, boolean folded) {
        var _ = sql.update("""
                insert into learned_event (lane, event_id, folded) values (?, ?, ?)
                on conflict do nothing""", lane.wireName(), Bytes.of(eventId), folded ? 1 : 0);
    }

    /// How many of them this box did not know.
    static long folded(Sql sql, Lane lane) {
        return sql.one("select count(*) from learned_event where lane = ? and folded = 1",
                row -> row.getLong(1), lane.wireName()).orElse(0L);
    }

    static void forget(Sql sql, Lane lane) {
        var _ = sql.update("delete from learned_event where lane = ?", lane.wireName());
    }
}
