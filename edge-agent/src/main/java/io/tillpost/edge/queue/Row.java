package io.tillpost.edge.queue;

import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.Lane;
import java.util.UUID;

/// One event with its place in the chain and its bytes as they were hashed: enough to prove it to somebody else. Arrays
/// are shared; nobody may change them.
public record Row(Lane lane, UUID journal, long epoch, long seq, UUID event, String type, int version,
        byte[] metadata, byte[] body, Hash prev, Hash hash) {
    static Row of(StoredEvent stored) {
        var key = stored.journal();
        var row = stored.row();
        return new Row(key.lane(), key.journalId(), key.epoch(), row.seq(), row.eventId(), row.type(),
                row.version(), row.metadata(), row.body(), stored.prev(), stored.hash());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Row row && hash.equals(row.hash);
    }

    @Override
    public int hashCode() {
        return hash.hashCode();
    }

    @Override
    public String toString() {
        return type + "#" + seq;
    }
}
