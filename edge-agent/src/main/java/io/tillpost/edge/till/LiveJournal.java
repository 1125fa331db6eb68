package io.tillpost.edge.till;

import io.tillpost.edge.journal.Journal;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.shift.Shift;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/// The journal as the rooms see it, which tells the tills' screens of each commit what it changed for them. Whoever
/// commits, a till's command or a device's thread, need not know that there are screens.
public final class LiveJournal implements Journal {
    private final Journal journal;
    private final Live live;

    public LiveJournal(Journal journal, Live live) {
        this.journal = journal;
        this.live = live;
    }

    @Override
    public <T> T commit(Function<UnitOfWork, T> work) {
        var changes = new Changes();
        T result = journal.commit(unit -> {
            // A unit that shared a commit with a failed one may run again.
            changes.clear();
            return work.apply(new Watched(unit, changes));
        });
        changes.tell(live);
        return result;
    }

    @Override
    public <T> T read(Function<View, T> question) {
        return journal.read(question);
    }

    /// Filled on the journal's thread, read after the commit.
    private static final class Changes {
        private final Map<String, Set<Topic>> byTill = new TreeMap<>();
        private final Set<Topic> everywhere = EnumSet.noneOf(Topic.class);

        void clear() {
            byTill.clear();
            everywhere.clear();
        }

        void at(String till, Topic... topics) {
            byTill.computeIfAbsent(till, _ -> EnumSet.noneOf(Topic.class)).addAll(List.of(topics));
        }

        void appended(String till, Event event) {
            // Each event waits for head office, which the status shows.
            at(till, Topic.STATUS);
            switch (event) {
                case SaleStarted _,SaleAborted _ -> at(till, Topic.SALE, Topic.CART);
                case SaleCompleted _,RefundCompleted _ -> at(till, Topic.SALE, Topic.SHIFT);
                case PaymentAttemptStarted _,PaymentOutcome _,PaymentResolved _,PaymentAttested _ ->
                    at(till, Topic.ATTEMPT, Topic.SALE);
                case ShiftOpened _,ShiftClosed _,ZReported _,CashMoved _ -> at(till, Topic.SHIFT);
                case DeviceStateChanged _,TerminalBatchClosed _,IncidentRaised _,IncidentCleared _,ConfigApplied _,JournalForked _ ->
                    everywhere.add(Topic.STATUS);
                case ReceiptPrinted printed when printed.attempt() != null -> at(till, Topic.SALE);
                case DrawerOpened _,ReceiptPrinted _,ReceiptReprinted _,OperatorSignedIn _,OperatorLocked _,CommandResult _,GapRecorded _,TelemetrySampled _ ->
                    {
                    }
            }
        }

        void tell(Live live) {
            byTill.forEach(live::changed);
            if (!everywhere.isEmpty()) {
                live.changedEverywhere(everywhere);
            }
        }
    }

    private record Watched(UnitOfWork unit, Changes changes) implements UnitOfWork {
        @Override
        public UUID append(Stamp stamp, Event event) {
            UUID id = unit.append(stamp, event);
            changes.appended(stamp.till(), event);
            return id;
        }

        @Override
        public <T> void put(Shelf<T> shelf, String key, T value) {
            unit.put(shelf, key, value);
            switch (value) {
                case Sale sale -> changes.at(sale.till(), Topic.SALE);
                case Refund refund -> changes.at(refund.till(), Topic.SALE);
                case Shift shift -> changes.at(shift.till(), Topic.SHIFT);
                default -> {
                }
            }
        }

        @Override
        public void remove(Shelf<?> shelf, String key) {
            unit.remove(shelf, key);
        }

        @Override
        public void clear(Shelf<?> shelf) {
            unit.clear(shelf);
        }

        @Override
        public int clear(Shelf<?> shelf, int most) {
            return unit.clear(shelf, most);
        }

        @Override
        public long next(String series) {
            return unit.next(series);
        }

        @Override
        public void taken(String series, long number) {
            unit.taken(series, number);
        }

        @Override
        public <T> Optional<T> find(Shelf<T> shelf, String key) {
            return unit.find(shelf, key);
        }

        @Override
        public <T> List<T> all(Shelf<T> shelf) {
            return unit.all(shelf);
        }

        @Override
        public <T> void each(Shelf<T> shelf, Consumer<T> reader) {
            unit.each(shelf, reader);
        }
    }
}
