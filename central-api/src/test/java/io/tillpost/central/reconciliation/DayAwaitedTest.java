package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static io.tillpost.central.reconciliation.ReconciliationWorld.GIROCARD;
import static io.tillpost.central.reconciliation.ReconciliationWorld.MASTERCARD;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.central.reconciliation.SettlementText.Line;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Card payments await their terminal's end of day and their file, also where they add up to nothing.
class DayAwaitedTest {
    private static final Line CHARGE = new Line("2026-03-02", "10:14:09", 311, 208, 5000);
    private static final Line REFUND = new Line("2026-03-02", "11:02:41", 312, 209, -5000);

    private final ReconciliationWorld world = new ReconciliationWorld();

    @Test
    void paymentsThatCancelOutAwaitTheirEndOfDayAndTheirFileAllTheSame() {
        chargeAndRefund();
        assertAwaited(2, List.of("terminal-1"));

        world.closeBatch(DAY, 0);
        assertAwaited(2, List.of());

        settle(CHARGE, REFUND);
        assertTrue(world.run(DAY).green(), world.run(DAY).toString());
    }

    @Test
    void aFileInsteadOfTheEndOfDayIsNotEnough() {
        chargeAndRefund();
        settle(CHARGE, REFUND);

        assertAwaited(0, List.of("terminal-1"));
    }

    @Test
    void anEndOfDayThatNobodyHasSeenIsNotEnough() {
        chargeAndRefund();
        world.loseBatch(DAY);
        settle(CHARGE, REFUND);

        assertAwaited(0, List.of("terminal-1"));
    }

    /// The others of the day are settled by another merchant id, whose payout says nothing of these.
    @Test
    void paymentsThatCancelOutAmongOthersAreAwaitedToo() {
        chargeAndRefund();
        world.charge(MASTERCARD, "12:40:00", 313, 210, 10700);
        world.closeBatch(DAY, 10700);
        world.settle(new SettlementText().payout("NP-260302-0418", "2026-03-04", "2026-03-02", MASTERCARD,
                List.of(new Line("2026-03-02", "12:40:00", 313, 210, 10700))));

        assertAwaited(2, List.of());
    }

    @Test
    void aPaymentThatAFileNamesInVainIsNotAwaitedAnyMore() {
        chargeAndRefund();
        world.closeBatch(DAY, 0);
        settle(CHARGE);

        var day = world.run(DAY);

        assertFalse(day.green(), day.toString());
        assertEquals(0, day.unsettled(), "it is missing");
        assertEquals(DiscrepancyClass.MISSING, day.discrepancies().getFirst().type());
    }

    private void assertAwaited(long unsettled, List<String> openTerminals) {
        var day = world.run(DAY);
        assertFalse(day.green(), day.toString());
        assertEquals(DayState.DIFFERS, day.state());
        assertEquals(unsettled, day.unsettled());
        assertEquals(openTerminals, day.openTerminals());
    }

    private void chargeAndRefund() {
        world.charge(GIROCARD, "10:14:09", 311, 208, 5000);
        world.refund(GIROCARD, "11:02:41", 312, 209, 5000);
    }

    private void settle(Line... lines) {
        world.settle(new SettlementText().payout("NP-260302-0417", "2026-03-03", "2026-03-02", GIROCARD,
                List.of(lines)));
    }
}
