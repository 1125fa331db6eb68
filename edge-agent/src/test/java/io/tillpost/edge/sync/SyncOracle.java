package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.journal.ChainCheck;
import io.tillpost.edge.sync.SimulatedBox.Sold;
import io.tillpost.edge.sync.TinyCentral.Stored;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.UnreadableEventException;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/// What must hold when a bad day is over and everything had its time.
///
/// @param lost events of which no copy was left anywhere at some moment
/// @param counts how often which disaster happened
record SyncOracle(SimulatedBox box, TinyCentral central, List<Sold> accepted, Set<UUID> lost,
        Map<String, Integer> counts) {
    void check() {
        for (Lane lane : SyncWorld.LANES) {
            nothingIsUnsent(lane);
            everythingArrivedOnceAndInOrder(lane);
            journalsAreWhole(lane);
        }
        onlyPoisonIsSetAside();
        forksAreExplained();
        noNumberWasGivenAgain();
    }

    private void nothingIsUnsent(Lane lane) {
        var head = box.journal().outbox().head(lane);
        assertEquals(head.lastSeq(), head.ackedSeq(), "acknowledged " + lane);
        assertEquals(0, box.journal().outbox().backlog(lane).events(), "backlog of " + lane);
        assertEquals(head.lastSeq(), central.rows(head.journal()).size(), "rows of " + head.journal());
        if (head.lastSeq() > 0) {
            assertEquals(head.headHash(), central.rows(head.journal()).getLast().hash());
        }
        assertTrue(box.journal().archive().verify(lane) instanceof ChainCheck.Intact, "chain of " + lane);
    }

    /// Order is promised to each till. What a box forgot, and head office after it, comes later if a clone still has it.
    private void everythingArrivedOnceAndInOrder(Lane lane) {
        List<UUID> posted = central.posted(lane);
        var tills = new HashMap<String, List<UUID>>();
        accepted.stream()
                .filter(sold -> sold.lane() == lane && !lost.contains(sold.id()))
                .forEach(sold -> tills.computeIfAbsent(
                        counts.containsKey("head-office-restored") ? sold.till() : sold.wholeTill(),
                        _ -> new ArrayList<>()).add(sold.id()));
        tills.forEach((till, kept) -> {
            var missing = new ArrayList<>(kept);
            missing.removeAll(new HashSet<>(posted));
            assertEquals(List.of(), missing, "events of " + lane + " that are missing at head office");
            var known = new HashSet<>(kept);
            assertEquals(kept, posted.stream().filter(known::contains).toList(),
                    "order of " + till + " in " + lane + " at head office");
        });
    }

    /// No event stands twice in one journal, and no row is missing.
    private void journalsAreWhole(Lane lane) {
        for (JournalKey journal : central.journals(lane)) {
            var ids = new HashSet<UUID>();
            long seq = 0;
            for (Stored stored : central.rows(journal)) {
                seq++;
                assertEquals(seq, stored.row().seq(), "seq in " + journal);
                assertTrue(ids.add(stored.row().eventId()), "event twice in " + journal);
            }
        }
    }

    private void onlyPoisonIsSetAside() {
        for (UUID id : central.quarantined) {
            JournalRow row = central.event(id).orElseThrow();
            assertTrue(new String(row.body(), StandardCharsets.UTF_8).contains(SimulatedBox.POISON),
                    "event " + id + " came again with another body");
        }
    }

    /// A later journal leaves off at a row that head office has, and an event says that the lane went on in it. Only what a
    /// disaster has taken away may be missing.
    private void forksAreExplained() {
        boolean knew = !counts.containsKey("head-office-restored") && !counts.containsKey("file-lost")
                && !counts.containsKey("file-lost-with-mirror") && !counts.containsKey("cloned")
                && !counts.containsKey("box-restored");
        if (knew) {
            assertEquals(List.of(), central.unexplained, "journals without a parent");
            assertEquals(2, central.journals(Lane.FIN).size() + central.journals(Lane.OPS).size(),
                    "one journal per lane, and no others");
        }
        var told = new HashSet<UUID>();
        central.posted(Lane.OPS)
                .forEach(id -> central.event(id).flatMap(SyncOracle::forked).ifPresent(told::add));
        for (Lane lane : SyncWorld.LANES) {
            JournalKey present = box.journal().outbox().head(lane).journal();
            assertTrue(present.epoch() == 1 || told.contains(present.journalId()),
                    "no event says why " + present + " began");
        }
    }

    private static Optional<UUID> forked(JournalRow row) {
        try {
            return EventCodec.decode(row) instanceof JournalForked forked
                    ? Optional.of(forked.journal().journalId())
                    : Optional.empty();
        } catch (UnreadableEventException e) {
            return Optional.empty();
        }
    }

    /// Except by a box that could not know: an image that nobody has told yet, or one of two.
    private void noNumberWasGivenAgain() {
        var given = new HashMap<String, Sold>();
        for (Sold sold : accepted) {
            if (sold.number() == null || lost.contains(sold.id())) {
                continue;
            }
            Sold before = given.putIfAbsent(sold.number(), sold);
            assertTrue(before == null || sold.blind() || before.blind(),
                    "receipt number given again: " + before + ", " + sold);
        }
    }
}
