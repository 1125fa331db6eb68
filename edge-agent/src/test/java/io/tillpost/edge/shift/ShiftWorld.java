package io.tillpost.edge.shift;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One store's shifts on a real journal: two tills with a drawer each, and a third that shares the first one's.
final class ShiftWorld implements AutoCloseable {
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    static final Cause ANNA = new Cause(Actor.cashier("anna"), TRACE);
    static final OpenWork NONE = (_, _) -> Decision.accept(true);

    final TurnedClock clock;
    final SqliteJournal journal;
    final Shifts shifts;
    final Cash cash;

    ShiftWorld(Path folder) {
        this(folder, new TurnedClock("2026-03-02T08:00:00Z"));
    }

    ShiftWorld(Path folder, TurnedClock clock) {
        this.clock = clock;
        var zone = ZoneId.of("Europe/Berlin");
        var ids = IdSource.uuidV7(clock, new Random());
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", zone,
                "0.1.0"), clock, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1", "till-2", "drawer-2", "till-3", "drawer-1"),
                Currency.getInstance("EUR"), zone, clock, ids);
        journal.inEveryUnit(shifts.observer());
        cash = new Cash(shifts);
    }

    Decision<Shift> tryOpen(String till) {
        return change(unit -> shifts.open(unit, new Shifts.Opening(till, "anna", null, eur(10_000)), TRACE));
    }

    Shift open(String till) {
        return accepted(tryOpen(till));
    }

    /// As it is now.
    Shift shiftOf(Shift shift) {
        return journal.read(view -> shifts.byId(view, shift.shift()));
    }

    Decision<Shift> tryClose(Shift shift, @Nullable Money counted) {
        return change(unit -> shifts.close(unit, shift.shift(), counted, NONE, ANNA));
    }

    ShiftReport close(Shift shift, @Nullable Money counted) {
        return report(accepted(tryClose(shift, counted)));
    }

    ShiftReport report(Shift shift) {
        return journal.read(view -> shifts.report(view, shifts.byId(view, shift.shift()))).orElseThrow();
    }

    Decision<Shift> move(Shift shift, CashMovement movement) {
        return change(unit -> cash.move(unit, shift.shift(), movement, ANNA));
    }

    <T> T change(Function<UnitOfWork, T> work) {
        return journal.commit(work);
    }

    List<Event> events(Lane lane) {
        return journal.outbox()
                .rows(lane, 1, 100_000, 1 << 28)
                .stream()
                .map(stored -> EventCodec.decode(stored.row()))
                .toList();
    }

    <T extends Event> List<T> events(Class<T> type) {
        return events(Lane.FIN).stream().filter(type::isInstance).map(type::cast).toList();
    }

    static Money eur(long minor) {
        return Money.of(minor, "EUR");
    }

    static <T> T accepted(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    static Reason refused(Decision<?> decision) {
        if (decision instanceof Decision.Refused<?> refused) {
            return refused.reason();
        }
        throw new AssertionError("accepted: " + decision);
    }

    @Override
    public void close() {
        journal.close();
    }
}
