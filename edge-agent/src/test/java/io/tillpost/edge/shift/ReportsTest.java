package io.tillpost.edge.shift;

import static io.tillpost.edge.shift.ShiftWorld.accepted;
import static io.tillpost.edge.shift.ShiftWorld.eur;
import static io.tillpost.edge.shift.ShiftWorld.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.shift.Report.Kind;
import io.tillpost.protocol.event.Moment;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.journal.Lane;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// X and Z reports, over a real journal.
class ReportsTest {
    @TempDir
    private Path folder;

    @Test
    void theTotalsEqualARecountOfAllEvents() {
        try (var world = new ShiftWorld(folder)) {
            Shift one = world.open("till-1");
            Shift two = world.open("till-2");
            var day = new RandomDay(world, new Random(42));
            for (int i = 0; i < 400; i++) {
                day.somethingHappens(i % 3 == 0 ? two : one);
            }
            for (Shift shift : List.of(one, two)) {
                assertEquals(Recount.of(world, shift.shift()), world.report(shift).totals());
            }
            ShiftReport z = world.close(one, eur(4200));
            assertEquals(Recount.of(world, one.shift()), z.totals());
            assertEquals(z.totals(), world.events(ZReported.class).getFirst().totals());
        }
    }

    @Test
    void anXOfAShiftWithFiveThousandSalesIsInstant() {
        try (var world = new ShiftWorld(folder)) {
            Shift shift = world.open("till-1");
            var day = new RandomDay(world, new Random(1));
            for (int i = 0; i < 50; i++) {
                day.sales(shift, 100);
            }
            long before = System.nanoTime();
            ShiftReport x = world.report(shift);
            Duration took = Duration.ofNanos(System.nanoTime() - before);
            assertEquals(5_000, x.totals().sales());
            assertTrue(took.compareTo(Duration.ofMillis(250)) < 0, "an X report took " + took);
        }
    }

    @Test
    void aCountedCloseSaysOverOrShortAndLiftsAllThatWasCounted() {
        try (var world = new ShiftWorld(folder)) {
            ShiftReport z = world.close(world.open("till-1"), eur(9_950));
            assertEquals(Kind.Z, z.kind());
            assertEquals(eur(-50), z.overShort());
            assertEquals(eur(9_950), z.lifted());
            ZReported event = world.events(ZReported.class).getFirst();
            assertEquals(eur(10_000), event.expectedCash());
            assertEquals(eur(9_950), event.countedCash());
            assertEquals(eur(9_950), event.lifted());
        }
    }

    @Test
    void anUncountedCloseSaysNothingOfOverAndShortAndLiftsNothing() {
        try (var world = new ShiftWorld(folder)) {
            ShiftReport z = world.close(world.open("till-1"), null);
            assertNull(z.overShort());
            assertNull(z.countedCash());
            assertEquals(eur(0), z.lifted());
        }
    }

    @Test
    void whoHadTheDrawerLastIsNotReadFromAClockThatWasSetBack() {
        try (var world = new ShiftWorld(folder)) {
            var _ = world.close(world.open("till-1"), null);
            world.clock.turn(Duration.ofMinutes(-2));
            world.shifts.clockIsRight();
            Shift next = world.open("till-3");
            assertEquals(eur(10_000), next.carried());
            var _ = world.close(next, eur(10_000));
            assertNull(world.open("till-3").carried(), "somebody counted");
        }
    }

    /// The drawer is till-3's as well.
    @Test
    void whatNobodyCountedStaysInTheDrawerAndTheNextShiftBeginsWithIt() {
        try (var world = new ShiftWorld(folder)) {
            Shift one = world.open("till-1");
            var _ = accepted(world.move(one,
                    new CashMovement(CashMovement.Kind.PAY_IN, eur(500), "found", null)));
            ShiftReport uncounted = world.close(world.shiftOf(one), null);
            assertEquals(eur(10_500), uncounted.expectedCash());
            Shift next = world.open("till-3");
            assertEquals(eur(10_500), next.carried());
            assertEquals(eur(10_500), world.events(ShiftOpened.class).getLast().carried());
            assertEquals(eur(10_000), next.expectedCash());
            assertEquals(Optional.of(eur(500)), world.report(next).shortAtOpening());
            ShiftReport z = world.close(next, eur(10_000));
            assertEquals(eur(10_500), z.carried());
            assertEquals(eur(10_500), world.events(ZReported.class).getLast().carried());
            assertNull(world.open("till-1").carried(), "somebody counted");
            assertNull(world.open("till-2").carried(), "another drawer");
        }
    }

    @Test
    void zNumbersOfATillAreGapFreeOverCrashesAndGrandTotalsAreNeverReset() {
        long sold = 0;
        for (int day = 1; day <= 4; day++) {
            try (var world = new ShiftWorld(folder)) {
                Shift shift = world.open("till-1");
                sold += new RandomDay(world, new Random(day)).sales(shift, 3);
                assertThrows(UncheckedIOException.class, () -> world.change(unit -> {
                    var _ = world.shifts.close(unit, shift.shift(), null, ShiftWorld.NONE, ShiftWorld.ANNA);
                    throw new UncheckedIOException(new IOException("died before the commit"));
                }));
                assertEquals(Kind.X, world.report(shift).kind());
                ShiftReport z = world.close(shift, null);
                assertEquals(Long.valueOf(day), z.number());
                assertEquals(eur(sold), z.grandTotalSales());
                assertEquals(Long.valueOf(day), world.close(world.open("till-2"), null).number());
            }
        }
    }

    @Test
    void closedShiftAndZReportStandTogetherInOrder() {
        try (var world = new ShiftWorld(folder)) {
            var _ = world.close(world.open("till-1"), null);
            var events = world.events(Lane.FIN);
            assertEquals(ShiftClosed.class, events.get(events.size() - 2).getClass());
            assertEquals(ZReported.class, events.getLast().getClass());
        }
    }

    @Test
    void aZReportStaysAsItWas() {
        try (var world = new ShiftWorld(folder)) {
            Shift shift = world.open("till-1");
            ShiftReport z = world.close(shift, eur(1));
            var _ = new RandomDay(world, new Random(3)).sales(world.open("till-1"), 5);
            assertEquals(z, world.report(shift));
        }
    }

    @Test
    void twoTillsOfOneDrawerAreNotOpenAtOnce() {
        try (var world = new ShiftWorld(folder)) {
            Shift first = world.open("till-1");
            assertEquals(Reason.DRAWER_IN_USE, refused(world.tryOpen("till-3")));
            var _ = world.close(first, null);
            assertEquals("drawer-1", world.open("till-3").drawer());
            assertEquals(Reason.DRAWER_IN_USE, refused(world.tryOpen("till-1")));
        }
    }

    @Test
    void aClockThatWentBackIsSaidAndNothingIsHalfBooked() {
        try (var world = new ShiftWorld(folder)) {
            Shift shift = world.open("till-1");
            int before = world.events(Lane.FIN).size();
            world.clock.turn(Duration.ofHours(-1));
            assertEquals(Reason.CLOCK_WENT_BACK, refused(world.tryClose(shift, null)));
            assertEquals(Reason.CLOCK_WENT_BACK, refused(world.tryOpen("till-2")));
            assertEquals(before, world.events(Lane.FIN).size());
            world.clock.turn(Duration.ofHours(1));
            assertEquals(Long.valueOf(1), world.close(shift, null).number());
        }
    }

    @Test
    void aClockIsAllowedToStepBackByItsErrorButNotBehindTheOpening() {
        try (var world = new ShiftWorld(folder)) {
            world.journal.outbox().clockMeasured(Duration.ZERO, Duration.ofSeconds(30));
            Shift shift = world.open("till-1");
            world.clock.turn(Duration.ofMinutes(10));
            var _ = accepted(world.move(shift,
                    new CashMovement(CashMovement.Kind.SAFE_DROP, eur(1), null, null)));
            world.clock.turn(Duration.ofSeconds(-31));
            assertEquals(Reason.CLOCK_WENT_BACK, refused(world.tryClose(shift, null)));
            world.clock.turn(Duration.ofSeconds(1));
            var _ = accepted(world.tryClose(shift, null));
        }
    }

    @Test
    void aClockThatRanAheadIsRightAgainOnceSomebodySaysSo() {
        try (var world = new ShiftWorld(folder)) {
            world.clock.turn(Duration.ofDays(1000));
            Shift shift = world.open("till-1");
            world.clock.turn(Duration.ofDays(-1000));
            assertEquals(Reason.CLOCK_WENT_BACK, refused(world.tryClose(shift, null)));
            var _ = world.shifts.clockIsRight();
            var _ = accepted(world.tryClose(shift, null));
            world.clock.turn(Duration.ofHours(-1));
            assertEquals(Reason.CLOCK_WENT_BACK, refused(world.tryOpen("till-2")));
        }
    }

    @Test
    void whatAnEarlierRunWroteCountsForTheClock() {
        var early = new ShiftWorld(folder);
        var moment = early.clock.instant();
        early.close();
        try (var world = new ShiftWorld(folder.resolve("other"))) {
            world.clock.turn(Duration.ofHours(-2));
            world.shifts.writtenEarlier(new Moment(moment,
                    ZoneId.of("Europe/Berlin"), 0, -1, 0, new UUID(0, 1)));
            assertEquals(Reason.CLOCK_WENT_BACK, refused(world.tryOpen("till-1")));
        }
    }

    @Test
    void aClockThatJumpsAheadNeverChangesTheBusinessDate() {
        try (var world = new ShiftWorld(folder)) {
            Shift shift = world.open("till-1");
            world.clock.turn(Duration.ofDays(400));
            var _ = new RandomDay(world, new Random(5)).sales(shift, 1);
            Shift closed = accepted(world.tryClose(shift, null));
            assertEquals(shift.businessDate(), closed.businessDate());
            assertEquals(shift.businessDate(), world.report(closed).businessDate());
        }
    }
}
