package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.ReconciliationWorld.DAY;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Whether money moved is not known of every card attempt: such a day is not green, though all sums agree.
class DayUndecidedTest {
    private final ReconciliationWorld world = new ReconciliationWorld();

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "in_progress"})
    void anAttemptWhoseEndNobodyKnowsIsNoDecline(String state) {
        world.cashSale(DAY, 1999);
        world.attempt(state);

        var day = world.run(DAY);

        assertFalse(day.green(), day.toString());
        assertEquals(DayState.DIFFERS, day.state());
        assertEquals(1, day.undecided());
        assertEquals(1, day.ofTheStoreAlone().undecided());
        assertEquals(DayState.NOT_HEARD, world.run(DAY.plusDays(1)).state(), "the next one is another one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"declined", "failed"})
    void anAttemptThatHasEndedWithoutMoneyIsNoReasonAgainstGreen(String state) {
        world.cashSale(DAY, 1999);
        world.attempt(state);

        var day = world.run(DAY);

        assertTrue(day.green(), day.toString());
        assertEquals(0, day.undecided());
    }

    @Test
    void aDayOfWhichNothingIsKnownButAnOpenAttemptWasHeard() {
        world.attempt("unknown");

        assertTrue(world.run(DAY).heard());
    }
}
