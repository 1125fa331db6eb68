package io.tillpost.central.ingest;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.Books.Tendered;
import io.tillpost.central.ledger.EntryRequest;
import io.tillpost.central.ledger.PostingRules;
import io.tillpost.central.store.Store;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.ShiftId;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Lets an event that was set aside count after all, with the software and the data of today, or says that it never
/// will. Nothing is done twice: whoever comes second finds it resolved. Safe for use by all threads and nodes.
public final class Retrial {
    private final Ingest.Rooms rooms;
    private final Quarantine quarantine;
    private final Clock clock;

    /// @param rooms those that a batch is handed to
    public Retrial(Ingest.Rooms rooms, Quarantine quarantine, Clock clock) {
        this.rooms = rooms;
        this.quarantine = quarantine;
        this.clock = clock;
    }

    /// What became of it.
    public sealed interface Outcome {
        /// It counts, or never will: `one` says which.
        record Resolved(SetAside one) implements Outcome {}

        /// It is still open; `one` says why now.
        record StillOpen(SetAside one) implements Outcome {}

        /// It is not dropped, for an earlier event of its sale is open.
        record HeldBack(SetAside one) implements Outcome {}

        /// It was resolved before.
        record NotOpen(SetAside one) implements Outcome {}
    }

    /// Books the event as if it had just come. Empty if nothing was set aside there, or not of a store of `stores`.
    ///
    /// @param stores those that the caller may see; absent for all of the tenant
    /// @param by client id
    public Optional<Outcome> retry(Transaction transaction, String tenant, @Nullable Set<String> stores,
            UUID journal, long seq, String by) {
        // The journal first, as a batch does: two that wait for each other would wait for ever.
        Optional<JournalState> state = rooms.journals().locked(transaction, tenant, journal);
        return find(transaction, tenant, stores, journal, seq).map(one -> one.isOpen()
                ? tried(transaction, tenant, state.orElseThrow(), one, by)
                : new Outcome.NotOpen(one));
    }

    /// It will never count; a completion stays open while an earlier event of its sale is. What was taken for a sale or refund that it completes, and no other completion claims, is nobody's
    /// tender: it waits in suspense. Empty as for [#retry].
    ///
    /// @param reason why, in words
    public Optional<Outcome> drop(Transaction transaction, String tenant, @Nullable Set<String> stores,
            UUID journal, long seq, String by, String reason) {
        return find(transaction, tenant, stores, journal, seq).map(one -> one.isOpen()
                ? dropped(transaction, tenant, one, by, reason)
                : new Outcome.NotOpen(one));
    }

    private Outcome dropped(Transaction transaction, String tenant, SetAside one, String by, String reason) {
        // Two that add up what is left over of one sale would each post it.
        quarantine.lockStore(transaction, tenant, one.store());
        Reading reading = Reading.of(quarantine.row(transaction, tenant, one));
        if (!(reading instanceof Reading.Known known) || Bookkeeping.completedBy(known.event()) == null) {
            return resolved(transaction, tenant, one, "dropped", by, reason);
        }
        if (quarantine.heldBack(transaction, tenant, one)) {
            return new Outcome.HeldBack(one);
        }
        Outcome outcome = resolved(transaction, tenant, one, "dropped", by, reason);
        // Last, as for a batch: all stores post to the same accounts.
        rooms.ledger().post(transaction, unclaimed(transaction, tenant, one, known));
        return outcome;
    }

    private List<EntryRequest> unclaimed(Transaction transaction, String tenant, SetAside one,
            Reading.Known reading) {
        if (one.reason().equals(Quarantined.Reason.BODY_MISMATCH.wireName())) {
            return List.of();
        }
        Store store = rooms.stores().named(transaction, one.store()).orElseThrow();
        Envelope envelope = reading.envelope();
        Place there = envelope.place();
        UUID sale = reading.sale();
        ShiftId shift = envelope.shift();
        if (sale == null || shift == null || !there.store().equals(store.store())) {
            return List.of();
        }
        var moved = rooms.books().tendered(transaction, tenant, store.store(), shift.value());
        var booked = quarantine
                .counted(transaction, tenant, moved.stream().map(Tendered::source).distinct().toList())
                .stream().map(Reading::of).toList();
        Unclaimed left = Unclaimed.of(sale, store.currency(), booked, moved);
        return PostingRules.unclaimed(one.event(), envelope.at(new Place(tenant, store.legalEntity(),
                store.store(), there.till(), there.agent())), left.cash(), left.card());
    }

    private Optional<SetAside> find(Transaction transaction, String tenant, @Nullable Set<String> stores,
            UUID journal, long seq) {
        return quarantine.locked(transaction, tenant, journal, seq)
                .filter(one -> stores == null || stores.contains(one.store()));
    }

    private Outcome tried(Transaction transaction, String tenant, JournalState journal, SetAside one,
            String by) {
        if (one.reason().equals(Quarantined.Reason.BODY_MISMATCH.wireName())) {
            return new Outcome.StillOpen(one);
        }
        quarantine.lockStore(transaction, tenant, one.store());
        Store store = rooms.stores().named(transaction, one.store()).orElseThrow();
        Reading reading = vouchedFor(Reading.of(quarantine.row(transaction, tenant, one)), store, journal);
        UUID sale = reading.sale();
        boolean held = sale != null && quarantine.heldBack(transaction, tenant, one);
        Bookkeeping books = rooms.opened(transaction, store, journal, List.of(reading),
                held ? Set.of(sale) : Set.of(), Map.of());
        books.take(reading);
        if (!books.quarantined().isEmpty()) {
            Quarantined again = books.quarantined().getFirst();
            quarantine.stays(transaction, tenant, one, again.reason(), again.detail());
            return new Outcome.StillOpen(
                    quarantine.locked(transaction, tenant, one.journal(), one.seq()).orElseThrow());
        }
        rooms.book(transaction, store, journal, books);
        return resolved(transaction, tenant, one, "released", by, null);
    }

    /// A person has looked at it: that it is of the box of before, whose mirror this one has taken over, or names a legal
    /// entity that the box was set up with wrongly. Its bytes stay; it is booked as the store's that sent it.
    private static Reading vouchedFor(Reading reading, Store store, JournalState journal) {
        if (!(reading instanceof Reading.Known(var row, var envelope, var event))) {
            return reading;
        }
        Place there = envelope.place();
        boolean sameStore = there.tenant().equals(store.tenant()) && there.store().equals(store.store());
        return sameStore
                ? new Reading.Known(row, envelope.at(new Place(store.tenant(), store.legalEntity(),
                        store.store(), there.till(), journal.agent())), event)
                : reading;
    }

    private Outcome resolved(Transaction transaction, String tenant, SetAside one, String state, String by,
            @Nullable String resolution) {
        quarantine.resolve(transaction, tenant, one, state, by, resolution, clock.instant());
        rooms.incidents().settle(transaction, tenant, "event-quarantined", one.event().toString());
        return new Outcome.Resolved(
                quarantine.locked(transaction, tenant, one.journal(), one.seq()).orElseThrow());
    }
}
