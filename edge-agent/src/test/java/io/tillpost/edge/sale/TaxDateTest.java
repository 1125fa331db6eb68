package io.tillpost.edge.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.edge.shift.BusinessDates;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.ShiftRebuild;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.Place;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// On which day goods count as sold and taken back, for VAT, where clocks are wrong.
class TaxDateTest {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final Cause ANNA = new Cause(Actor.cashier("anna"), TRACE);
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Instant BUILT = Instant.parse("2026-11-01T00:00:00Z");
    private static final LocalDate TODAY = LocalDate.of(2026, 11, 30);
    private static final LocalDate TOMORROW = TODAY.plusDays(1);

    @TempDir
    private Path folder = Path.of("");

    @ParameterizedTest(name = "box {0}, head office {1}, cashier {2}")
    @CsvSource({
        // A box without a battery.
        "1970-01-01T00:00:05Z, 2026-11-30T10:00:00Z, ",
        // One of two is wrong, and nobody but the cashier can know which.
        "2027-06-01T08:00:00Z, 2026-11-30T10:00:00Z, 2026-11-30",
        "2026-11-30T10:00:00Z, 2027-06-01T08:00:00Z, 2026-11-30",
        "2026-11-30T10:00:00Z, 2026-11-02T10:00:00Z, 2026-11-30",
        // Head office's clock is not believed, or not known.
        "2026-11-30T10:00:00Z, 1970-01-01T00:00:00Z, ", "2026-11-30T10:00:00Z, , "})
    void itIsTheDayThatTheShiftWasOpenedOn(String box, @Nullable String headOffice,
            @Nullable LocalDate said) {
        try (Store store = open(box, headOffice)) {
            Shift shift = store.openShift(said);
            assertEquals(List.of(TODAY, TODAY, TODAY),
                    List.of(shift.businessDate(), store.sold(), store.takenBack()));
        }
    }

    @ParameterizedTest(name = "box {0}, head office {1}, cashier {2}")
    @CsvSource({"1970-01-01T00:00:05Z, 2026-11-30T22:00:00Z, ",
        "2027-06-01T08:00:00Z, 2026-11-30T22:00:00Z, 2026-11-30",
        "2026-11-30T22:00:00Z, 2026-12-31T08:00:00Z, 2026-11-30", "2026-11-30T22:00:00Z, , "})
    void aShiftThatGoesPastMidnightSellsOnTheNewDay(String box, @Nullable String headOffice,
            @Nullable LocalDate said) {
        try (Store store = open(box, headOffice)) {
            assertEquals(TODAY, store.openShift(said).businessDate());
            store.clock.turn(Duration.ofMinutes(90));
            assertEquals(List.of(TOMORROW, TOMORROW), List.of(store.sold(), store.takenBack()));
        }
    }

    /// Head office was heard when the shift was opened, and not since the agent started again.
    @Test
    void whereNoClockCanBeRightItIsTheShiftsBusinessDate() {
        try (Store store = open("1970-01-01T00:00:05Z", "2026-11-30T10:00:00Z")) {
            var _ = store.openShift(null);
            Store offline = Store.on(store.clock, store.journal, Optional::empty);
            assertEquals(List.of(TODAY, TODAY), List.of(offline.sold(), offline.takenBack()));
        }
    }

    @Test
    void aManagerWhoVouchesForTheMachinesClockIsBelieved() {
        try (Store store = open("2026-12-01T10:00:00Z", "2026-11-20T10:00:00Z")) {
            var _ = store.openShift(TODAY);
            var _ = store.shifts.clockIsRight();
            assertEquals(TOMORROW, store.sold());
        }
    }

    /// What was begun on a box that has forgotten it since is completed with the day on which it was begun.
    @ParameterizedTest(name = "box {0}, head office {1} s ahead")
    @CsvSource({"1970-01-01T10:00:00Z, 1796083200", "2027-06-01T10:00:00Z, -15724800",
        "2026-12-01T10:00:00Z, 0",
        "2026-12-01T10:00:00Z, 1", "2026-12-01T10:00:00Z, 15811200"})
    void aRebuiltSaleHasTheDayByTheClocksOfThen(Instant box, long aheadSeconds) {
        var moment = new Moment(box, BERLIN, aheadSeconds * 1_000, 50, 0, UUID.randomUUID());
        var envelope = new Envelope(new Place("acme", "acme-de", "store-7", "till-1", "store-7-a"),
                ANNA.actor(), null, Mode.LIVE, moment, TODAY, null, "0.1.0", TRACE);
        assertEquals(TOMORROW, ShiftRebuild.taxDate(envelope, box));
    }

    private Store open(String box, @Nullable String headOffice) {
        var clock = new TurnedClock(box);
        var journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", BERLIN,
                "0.1.0"), clock, IdSource.uuidV7(clock, new Random()), clock::nanos, TestKeys.KEYS,
                TestKeys.RANDOM);
        if (headOffice != null) {
            journal.outbox()
                    .clockMeasured(Duration.between(clock.instant(), Instant.parse(headOffice)),
                            Duration.ofMillis(50));
        }
        return Store.on(clock, journal, journal::headOfficeNow);
    }

    private record Store(TurnedClock clock, SqliteJournal journal, Shifts shifts, Sales sales,
            Refunds refunds)
            implements
                AutoCloseable {
        static Store on(TurnedClock clock, SqliteJournal journal, Supplier<Optional<Instant>> headOffice) {
            var ids = IdSource.uuidV7(clock, new Random());
            var rules = new Sales.Rules("s-1", true, "rule-1", EUR);
            var shifts = new Shifts(Map.of("till-1", "drawer-1"), EUR, BERLIN, Mode.LIVE,
                    new BusinessDates(1, headOffice, BUILT), clock, ids);
            var sales = new Sales(shifts, rules, clock, ids);
            return new Store(clock, journal, shifts, sales, new Refunds(sales, shifts, rules, clock, ids));
        }

        Shift openShift(@Nullable LocalDate said) {
            return value(journal.commit(unit -> shifts.open(unit,
                    new Shifts.Opening("till-1", "anna", said, Money.of(10_000, "EUR")), TRACE)));
        }

        /// The tax date that goes to head office.
        LocalDate sold() {
            var tea = new Basket.Item("1", "Tea", 1_000, Money.of(250, "EUR"), new TaxRate(700), "food",
                    null);
            Sale sale = value(journal
                    .commit(unit -> sales.start(unit, new Basket("till-1", List.of(tea)), ANNA)));
            var _ = value(journal
                    .commit(unit -> sales.payCash(unit, sale.sale(), Money.of(250, "EUR"), ANNA)));
            return completed().taxDate();
        }

        /// Of what was sold last.
        LocalDate takenBack() {
            var all = new Refunds.Wanted(completed().sale(), List.of(new RefundWish(1, 1_000)), null,
                    "broken");
            return value(journal.commit(unit -> refunds.begin(unit, all, ANNA))).taxDate();
        }

        private SaleCompleted completed() {
            return journal.outbox()
                    .rows(Lane.FIN, 1, 100, 1 << 20)
                    .stream()
                    .map(stored -> EventCodec.decode(stored.row()))
                    .filter(SaleCompleted.class::isInstance)
                    .map(SaleCompleted.class::cast)
                    .toList()
                    .getLast();
        }

        private static <T> T value(Decision<T> decision) {
            return switch (decision) {
                case Decision.Accepted<T>(var value) -> value;
                case Decision.Refused<T>(var reason, var detail) ->
                    throw new AssertionError(reason + " " + detail);
            };
        }

        @Override
        public void close() {
            journal.close();
        }
    }
}
