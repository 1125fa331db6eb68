package io.tillpost.edge.shift;

import static io.tillpost.edge.shift.ShiftWorld.accepted;
import static io.tillpost.edge.shift.ShiftWorld.eur;
import static io.tillpost.edge.shift.ShiftWorld.refused;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.shift.CashMovement.Kind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.ShiftTotals.CashTotal;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CashTest {
    @TempDir
    private Path folder;
    private ShiftWorld world;
    private Shift shift;

    @BeforeEach
    void open() {
        world = new ShiftWorld(folder);
        shift = world.open("till-1");
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void cashGoesInAndOutAndTheReportSaysHowOften() {
        var _ = accepted(world.move(shift, new CashMovement(Kind.PAY_IN, eur(500), "found", null)));
        var _ = accepted(world.move(shift, new CashMovement(Kind.PAY_OUT, eur(300), "stamps", null)));
        var _ = accepted(world.move(shift, new CashMovement(Kind.SAFE_DROP, eur(2000), null, null)));
        var _ = accepted(world.move(shift, new CashMovement(Kind.SAFE_DROP, eur(1000), null, null)));
        Shift now = accepted(
                world.move(shift, new CashMovement(Kind.BANK_DEPOSIT, eur(1200), null, "BAG-77")));
        assertEquals(eur(6000), now.expectedCash());
        assertEquals(List.of(new CashTotal(CashMoved.Kind.PAY_IN, 1, eur(500)),
                new CashTotal(CashMoved.Kind.PAY_OUT, 1, eur(-300)),
                new CashTotal(CashMoved.Kind.SAFE_DROP, 2, eur(-3000)),
                new CashTotal(CashMoved.Kind.BANK_DEPOSIT, 1, eur(-1200))),
                world.report(now).totals().cash());
        assertEquals("BAG-77", world.events(CashMoved.class).getLast().bag());
    }

    @Test
    void neverMoreGoesOutThanShouldBeThereAndAllOfItMay() {
        assertEquals(Reason.AMOUNT_NOT_VALID,
                refused(world.move(shift, new CashMovement(Kind.SAFE_DROP, eur(10_001), null, null))));
        Shift empty = accepted(
                world.move(shift, new CashMovement(Kind.SAFE_DROP, eur(10_000), null, null)));
        assertEquals(eur(0), empty.expectedCash());
        assertEquals(1, world.events(CashMoved.class).size());
    }

    @Test
    void amountsAreAboveZeroAndOfTheStoresCurrency() {
        assertEquals(Reason.AMOUNT_NOT_VALID,
                refused(world.move(shift, new CashMovement(Kind.SAFE_DROP, eur(0), null, null))));
        assertEquals(Reason.AMOUNT_NOT_VALID,
                refused(world.move(shift, new CashMovement(Kind.PAY_IN, eur(-1), "x", null))));
        assertEquals(Reason.WRONG_CURRENCY, refused(
                world.move(shift, new CashMovement(Kind.SAFE_DROP, Money.of(1, "USD"), null, null))));
    }

    @Test
    void nothingMovesInAClosedShift() {
        var _ = world.close(shift, null);
        assertEquals(Reason.NO_OPEN_SHIFT,
                refused(world.move(shift, new CashMovement(Kind.SAFE_DROP, eur(1), null, null))));
        assertEquals(Reason.NO_OPEN_SHIFT, refused(world.change(
                unit -> world.cash.noSale(unit, shift.shift(), "change", ShiftWorld.ANNA))));
    }

    @Test
    void aNoSaleIsCounted() {
        var _ = accepted(world.change(
                unit -> world.cash.noSale(unit, shift.shift(), "change", ShiftWorld.ANNA)));
        assertEquals(1, world.report(shift).totals().noSales());
    }

    @ParameterizedTest
    @CsvSource({"PAY_IN,,", "PAY_OUT,' ',", "SAFE_DROP,why,", "SAFE_DROP,,BAG", "BANK_DEPOSIT,,",
        "BANK_DEPOSIT,,bag-1", "BANK_DEPOSIT,,123456789012345678901234567890123", "BANK_DEPOSIT,why,BAG"})
    void reasonAndBagBelongToTheirKindsAlone(Kind kind, @Nullable String reason, @Nullable String bag) {
        assertThrows(IllegalArgumentException.class, () -> new CashMovement(kind, eur(1), reason, bag));
    }
}
