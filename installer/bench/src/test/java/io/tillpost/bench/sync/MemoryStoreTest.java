package io.tillpost.bench.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.Outbox;
import io.tillpost.edge.journal.StoredEvent;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.Hash;
import io.tillpost.protocol.journal.HashChain;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import java.time.Clock;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// The journal in memory keeps to what the one on disk promises.
class MemoryStoreTest {
    private final MemoryStore store = new MemoryStore("bench", "s-1", "s-1-box", Clock.systemUTC(),
            IdSource.uuidV7(Clock.systemUTC(), new Random(1)), new Random(1));

    @Test
    void aDayIsAChainOfEventsThatCanBeReadInTheirLanes() {
        store.sell(2_000);
        long seen = 0;
        for (Lane lane : List.of(Lane.FIN, Lane.OPS)) {
            Hash hash = store.head(lane).ackedHash();
            for (StoredEvent event : store.rows(lane, 1, 5_000, Integer.MAX_VALUE)) {
                assertEquals(hash, event.prev());
                hash = HashChain.next(hash, event.journal(), event.row());
                assertEquals(hash, event.hash());
                assertEquals(lane, EventCodec.laneOf(EventCodec.decode(event.row())));
                assertEquals("s-1", EventCodec.envelope(event.row()).place().store());
                seen++;
            }
        }
        assertEquals(store.written(), seen);
        assertTrue(seen >= 2_000, "events: " + seen);
    }

    @Test
    void itsCursorMovesForwardWithTheRightHashAlone() {
        store.sell(100);
        List<StoredEvent> rows = store.rows(Lane.FIN, 1, 10, Integer.MAX_VALUE);
        StoredEvent last = rows.getLast();
        long waiting = store.waiting();
        assertEquals(Outbox.Acknowledgement.DIFFERS, store.acknowledge(last.journal(), 10, last.prev()));
        assertEquals(Outbox.Acknowledgement.ADVANCED, store.acknowledge(last.journal(), 10, last.hash()));
        assertEquals(Outbox.Acknowledgement.STALE, store.acknowledge(last.journal(), 10, last.hash()));
        assertEquals(waiting - 10, store.waiting());
        assertEquals(Outbox.Rewind.DONE, store.rewind(last.journal(), 0, null));
        assertEquals(waiting, store.waiting());
    }

    @Test
    void aBatchEndsWhereItsBytesDoButHoldsOneEventAtLeast() {
        store.sell(100);
        assertEquals(1, store.rows(Lane.FIN, 1, 10, 1).size());
        assertTrue(store.rows(Lane.FIN, 1, 100, 5_000).size() < 20);
    }
}
