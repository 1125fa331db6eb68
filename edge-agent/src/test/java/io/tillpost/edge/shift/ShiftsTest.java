package io.tillpost.edge.shift;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Origin;
import io.tillpost.edge.journal.TestKeys;
import io.tillpost.edge.journal.sqlite.SqliteJournal;
import io.tillpost.protocol.event.Actor;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShiftsTest {
    /// Already tomorrow in Berlin.
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-03-02T23:30:00Z"), ZoneOffset.UTC);
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    private static final OpenWork NONE = (_, _) -> Decision.accept(true);

    @TempDir
    private Path folder;
    private SqliteJournal journal;
    private Shifts shifts;
    private Instant built = Instant.EPOCH;

    @BeforeEach
    void open() {
        var ids = IdSource.uuidV7(CLOCK, new Random());
        journal = SqliteJournal.open(folder, new Origin("acme", "acme-de", "store-7", "store-7-a", BERLIN,
                "0.1.0"), CLOCK, ids, System::nanoTime, TestKeys.KEYS, TestKeys.RANDOM);
        shifts = new Shifts(Map.of("till-1", "drawer-1"), Currency.getInstance("EUR"), BERLIN, CLOCK, ids);
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void theBusinessDateIsTheStoresOwnDateUnlessItIsSaid() {
        assertEquals(LocalDate.of(2026, 3, 3), accepted(open(null)).businessDate());
    }

    @Test
    void theBusinessDateNeverGoesBack() {
        Shift late = accepted(open(LocalDate.of(2026, 3, 4)));
        var _ = accepted(close(late.shift(), NONE));
        assertEquals(Reason.BUSINESS_DATE_GOES_BACK, refused(open(LocalDate.of(2026, 3, 3))));
        assertEquals(LocalDate.of(2026, 3, 4), accepted(open(null)).businessDate());
    }

    @Test
    void aBusinessDateAfterTomorrowIsATypingError() {
        assertEquals("business-date-too-late", refused(open(LocalDate.of(2026, 3, 5))).wireName());
        assertEquals(LocalDate.of(2026, 3, 4), accepted(open(LocalDate.of(2026, 3, 4))).businessDate());
    }

    @Test
    void whoVouchesForTodayTakesATillBackFromADateThatWasAnError() {
        var _ = accepted(close(accepted(open(LocalDate.of(2026, 3, 4))).shift(), NONE));
        var _ = shifts.clockIsRight();
        assertEquals(Reason.BUSINESS_DATE_GOES_BACK, refused(open(LocalDate.of(2026, 3, 2))));
        Shift right = accepted(open(null));
        assertEquals(LocalDate.of(2026, 3, 3), right.businessDate());
        var _ = accepted(close(right.shift(), NONE));
        assertEquals(LocalDate.of(2026, 3, 3), accepted(open(LocalDate.of(2026, 3, 3))).businessDate());
    }

    /// The machine's clock is some hours ahead.
    @Test
    void todayIsWhatHeadOfficesClockSaysUnlessSomebodyVouchesForTheMachines() {
        headOfficeIs(Duration.ofHours(-4));
        assertEquals(LocalDate.of(2026, 3, 2), accepted(open("till-1", null)).businessDate());
        var _ = shifts.clockIsRight();
        assertEquals(LocalDate.of(2026, 3, 3), accepted(open("till-2", null)).businessDate());
    }

    @ParameterizedTest
    @ValueSource(longs = {60, -60})
    void whereTheClocksAreDaysApartTheDateIsAskedForAndNotTaken(long days) {
        LocalDate theirs = LocalDate.of(2026, 3, 3).plusDays(days);
        headOfficeIs(Duration.ofDays(days));
        assertEquals("business-date-unclear", refused(open("till-1", null)).wireName());
        assertEquals(Reason.BUSINESS_DATE_TOO_LATE,
                refused(open("till-1", LocalDate.of(2026, 3, 5).plusDays(Math.max(0, days)))));
        assertEquals(LocalDate.of(2026, 3, 3),
                accepted(open("till-1", LocalDate.of(2026, 3, 3))).businessDate(), "the machine's is right");
        assertEquals(theirs, accepted(open("till-2", theirs)).businessDate(), "head office's is right");
        var _ = shifts.clockIsRight();
        assertEquals(LocalDate.of(2026, 3, 3), accepted(open("till-3", null)).businessDate(),
                "a manager says so");
    }

    @Test
    void whereTheLastShiftsDateIsLaterThanBothClocksThereIsNothingToAsk() {
        var _ = accepted(close(accepted(open(LocalDate.of(2026, 3, 4))).shift(), NONE));
        headOfficeIs(Duration.ofDays(-7));
        assertEquals(LocalDate.of(2026, 3, 4), accepted(open(null)).businessDate());
    }

    /// A clock that says less than when the software was built is wrong, and the other one is taken.
    @Test
    void aBoxWithoutABatteryIsToldByHeadOfficeWhatDayItIsAndTheReverse() {
        built = CLOCK.instant().plusSeconds(1);
        headOfficeIs(Duration.ofDays(20_000));
        assertEquals(LocalDate.of(2026, 3, 3).plusDays(20_000),
                accepted(open("till-1", null)).businessDate());
        built = CLOCK.instant();
        headOfficeIs(Duration.ofDays(-20_000));
        assertEquals(LocalDate.of(2026, 3, 3), accepted(open("till-2", null)).businessDate());
    }

    /// Head office's clock says so much more than the machine's.
    private void headOfficeIs(Duration ahead) {
        shifts = new Shifts(Map.of("till-1", "drawer-1", "till-2", "drawer-2", "till-3", "drawer-3"),
                Currency.getInstance("EUR"), BERLIN, Mode.LIVE,
                new BusinessDates(1, journal::headOfficeNow, built), CLOCK,
                IdSource.uuidV7(CLOCK, new Random()));
        journal.outbox().clockMeasured(ahead, Duration.ofMillis(50));
    }

    private Decision<Shift> open(String till, @Nullable LocalDate date) {
        return open(till, Money.of(0, "EUR"), date);
    }

    /// What shows a product sells many days in one.
    @Test
    void howFarAheadABusinessDateMayBeIsConfigured() {
        shifts = new Shifts(Map.of("till-1", "drawer-1"), Currency.getInstance("EUR"), BERLIN, Mode.LIVE,
                new BusinessDates(366, Optional::empty, Instant.EPOCH), CLOCK,
                IdSource.uuidV7(CLOCK, new Random()));
        assertEquals(LocalDate.of(2027, 3, 3), accepted(open(LocalDate.of(2027, 3, 3))).businessDate());
    }

    @Test
    void aTillHasOneOpenShift() {
        var _ = accepted(open(null));
        assertEquals(Reason.SHIFT_ALREADY_OPEN, refused(open(null)));
    }

    @Test
    void theFloatMustBeOfTheStoresCurrencyAndNotBelowZero() {
        assertEquals(Reason.WRONG_CURRENCY, refused(open("till-1", Money.of(1, "USD"), null)));
        assertEquals(Reason.AMOUNT_NOT_VALID, refused(open("till-1", Money.of(-1, "EUR"), null)));
        assertEquals(Reason.NO_SUCH_TILL, refused(open("till-2", Money.of(1, "EUR"), null)));
    }

    @Test
    void expectedCashIsTheFloatAndAllThatMoved() {
        Shift shift = accepted(open(null));
        journal.commit(unit -> {
            shifts.cashTendered(unit, shift.shift(), CashMoved.tender("drawer-1",
                    Money.of(1240, "EUR"), new SaleId(new UUID(0, 1))),
                    new Cause(Actor.cashier("anna"), TRACE));
            return true;
        });
        assertEquals(Money.of(11240, "EUR"), accepted(close(shift.shift(), NONE)).expectedCash());
    }

    @Test
    void aShiftIsNotClosedOverOpenWorkNorTwice() {
        Shift shift = accepted(open(null));
        assertEquals(Reason.SALE_STILL_OPEN,
                refused(close(shift.shift(), (_, _) -> Decision.refuse(Reason.SALE_STILL_OPEN, "sale 1"))));
        var _ = accepted(close(shift.shift(), NONE));
        assertEquals(Reason.NO_OPEN_SHIFT, refused(close(shift.shift(), NONE)));
        assertEquals(Reason.NOT_FOUND, refused(close(new ShiftId(new UUID(0, 9)), NONE)));
    }

    @Test
    void whatTheAgentDoesAfterTheLastShiftCountsForItsDate() {
        Shift shift = accepted(open(LocalDate.of(2026, 3, 4)));
        var _ = accepted(close(shift.shift(), NONE));
        var stamp = journal.read(view -> shifts.systemStamp(view, "till-1", TRACE));
        assertEquals(LocalDate.of(2026, 3, 4), stamp.businessDate());
        assertEquals(null, stamp.shift());
    }

    private Decision<Shift> open(@Nullable LocalDate date) {
        return open("till-1", Money.of(10000, "EUR"), date);
    }

    private Decision<Shift> open(String till, Money openingFloat, @Nullable LocalDate date) {
        return journal.commit(
                unit -> shifts.open(unit, new Shifts.Opening(till, "anna", date, openingFloat), TRACE));
    }

    private Decision<Shift> close(ShiftId id, OpenWork work) {
        return journal.commit(unit -> shifts.close(unit, id, null, work,
                new Cause(Actor.cashier("anna"), TRACE)));
    }

    private static Shift accepted(Decision<Shift> decision) {
        return switch (decision) {
            case Decision.Accepted<Shift>(var shift) -> shift;
            case Decision.Refused<Shift>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }

    private static Reason refused(Decision<Shift> decision) {
        return assertInstanceOf(Decision.Refused.class, decision).reason();
    }
}
