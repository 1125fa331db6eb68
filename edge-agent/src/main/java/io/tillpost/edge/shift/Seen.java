package io.tillpost.edge.shift;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.journal.Sha256;
import io.tillpost.protocol.json.Json;
import java.security.MessageDigest;
import java.util.HexFormat;

/// Events that were handed in after they had been forgotten and whose effect is a sum: none counts twice.
final class Seen {
    /// Digest of the event -> that it was seen.
    private static final Shelf<Boolean> SEEN = new Shelf<>("rebuilt-event", Boolean.class);

    /// Whether this is the first time; from now on it is not.
    boolean first(UnitOfWork unit, Envelope envelope, Event event) {
        String key = digest(envelope, event);
        if (unit.find(SEEN, key).isPresent()) {
            return false;
        }
        unit.put(SEEN, key, true);
        return true;
    }

    void clear(UnitOfWork unit) {
        unit.clear(SEEN);
    }

    /// An envelope holds a run of a box and its monotonic clock: no two events are alike.
    private static String digest(Envelope envelope, Event event) {
        MessageDigest sha256 = Sha256.digest();
        sha256.update(Json.write(envelope));
        sha256.update(Json.write(event));
        return HexFormat.of().formatHex(sha256.digest(), 0, 16);
    }
}
