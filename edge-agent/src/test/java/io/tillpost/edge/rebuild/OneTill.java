package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.TERMINAL;
import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.DayWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.payment.Attempt;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// The hand at a till of a [DayWorld], and what is left of what it did.
final class OneTill {
    static final String TILL = "till-1";
    static final Duration PATIENCE = Duration.ofSeconds(20);

    private OneTill() {}

    /// A terminal charged 2.50; all that is left of it is that it was about to be asked.
    static List<JournalRow> chargedAndForgotten(DayWorld lost) throws InterruptedException {
        try (lost) {
            open(lost);
            assertEquals(AttemptState.CHARGED, lost.ended(charge(lost, sold(lost)).attempt()).state());
            return upToTheAttempt(lost);
        }
    }

    static List<JournalRow> upToTheAttempt(DayWorld world) {
        return upToTheAttempt(world.rowsAfter(Lane.FIN, 0));
    }

    static List<JournalRow> upToTheAttempt(List<JournalRow> rows) {
        int begun = rows.stream().map(JournalRow::type).toList().indexOf("PaymentAttemptStarted");
        assertTrue(begun > 0, rows.toString());
        return rows.subList(0, begun + 1);
    }

    static Shift open(DayWorld world) {
        return world.done(unit -> world.shifts.open(unit, new Shifts.Opening(TILL, "anna", null, eur(5000)),
                DayWorld.TRACE));
    }

    static void scan(DayWorld world) {
        scan(world, "1");
    }

    static void scan(DayWorld world, String code) {
        var _ = world.done(unit -> world.carts.article(code)
                .then(article -> world.carts.add(unit, TILL, article, null, null, cashier(TILL))));
    }

    static Sale sold(DayWorld world) {
        scan(world);
        return world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
    }

    static Sale paid(DayWorld world) {
        Sale sale = sold(world);
        return world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(250), cashier(TILL)));
    }

    static Attempt charge(DayWorld world, Sale sale) throws InterruptedException {
        var _ = DayWorld.value(world.payments.prepare(TERMINAL));
        Attempt attempt = world
                .done(unit -> world.payments.begin(unit, sale.sale(), TERMINAL, null, cashier(TILL)));
        world.payments.run(attempt);
        return attempt;
    }

    static Reason refused(Decision<?> decision) {
        if (decision instanceof Decision.Refused<?> refused) {
            return refused.reason();
        }
        throw new AssertionError("accepted: " + decision);
    }

    static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE);
            }
            LockSupport.parkNanos(1_000_000);
        }
    }
}
