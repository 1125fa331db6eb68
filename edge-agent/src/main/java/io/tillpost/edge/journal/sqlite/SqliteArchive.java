package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Archive;
import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.Lane;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Reads single events on the reader thread.
final class SqliteArchive implements Archive {
    private final Reader reader;
    private final Lanes lanes;

    SqliteArchive(Reader reader, Lanes lanes) {
        this.reader = reader;
        this.lanes = lanes;
    }

    @Override
    public Optional<StoredEvent> event(UUID eventId) {
        return reader.ask(sql -> {
            for (Lane lane : Lane.values()) {
                for (JournalKey journal : lanes.journals(sql, lane).reversed()) {
                    Optional<StoredEvent> found = lanes.table(sql, journal)
                            .flatMap(table -> table.byId(sql, eventId));
                    if (found.isPresent()) {
                        return found;
                    }
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public List<StoredEvent> events(Lane lane, long fromSeq, int limit) {
        return reader.ask(sql -> events(sql, lanes.table(sql, lane), fromSeq, limit));
    }

    @Override
    public List<JournalKey> journals(Lane lane) {
        return reader.ask(sql -> lanes.journals(sql, lane));
    }

    @Override
    public List<StoredEvent> events(JournalKey journal, long fromSeq, int limit) {
        return reader.ask(sql -> lanes.table(sql, journal)
                .map(table -> events(sql, table, fromSeq, limit))
                .orElse(List.of()));
    }

    private static List<StoredEvent> events(Sql sql, EventTable table, long fromSeq, int limit) {
        long first = Math.max(fromSeq, table.firstSeq(sql).orElse(1L));
        return table.range(sql, first, first + limit - 1);
    }

    @Override
    public ChainCheck verify(Lane lane) {
        ChainCheck last = new ChainCheck.Intact(1, 0);
        for (ChainWalk walk : reader.ask(sql -> ChainWalk.all(sql, lanes, lane))) {
            // In steps: one question about everything would hold an old state all the while, and all other questions up.
            while (reader.ask(walk::step)) {
                // Between two steps others read.
            }
            last = walk.result();
            if (last instanceof ChainCheck.Broken) {
                break;
            }
        }
        return last;
    }
}
