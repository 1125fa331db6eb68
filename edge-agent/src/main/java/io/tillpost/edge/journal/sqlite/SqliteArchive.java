package io.tillpost.edge.journal.sqlite;

import io.tillpost.edge.journal.Archive;
import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.journal.StoredEvent;
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
                Optional<StoredEvent> found = lanes.table(lane).byId(sql, eventId);
                if (found.isPresent()) {
                    return found;
                }
            }
            return Optional.empty();
        });
    }

    @Override
    public List<StoredEvent> events(Lane lane, long fromSeq, int limit) {
        return reader.ask(sql -> {
            long first = Math.max(fromSeq, lanes.table(lane).firstSeq(sql).orElse(1L));
            return lanes.table(lane).range(sql, first, first + limit - 1);
        });
    }

    @Override
    public ChainCheck verify(Lane lane) {
        // In steps: one question about everything would hold an old state all the while, and all other questions up.
        ChainWalk walk = reader.ask(sql -> ChainWalk.ofAll(sql, lanes, lane));
        while (reader.ask(walk::step)) {
            // Between two steps others read.
        }
        return walk.result();
    }
}
