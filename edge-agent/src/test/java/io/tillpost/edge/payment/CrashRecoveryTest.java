package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.payment.ScriptedTerminal.Point;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.SaleCompleted;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The agent dies at every step of a card payment and comes back on the same file: one charge, and the sale completes.
class CrashRecoveryTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(Point.class)
    void whereverTheAgentDiesTheSaleIsPaidOnceInTheEnd(Point point) throws InterruptedException {
        var terminal = new ScriptedTerminal();
        Attempt attempt = dieAt(point, terminal);
        terminal.script = ScriptedTerminal.ALL_GOES_WELL;
        try (var world = new StoreWorld(folder, terminal)) {
            Attempt now = world.end(attempt.attempt());
            assertTrue(now.state().resolved(), now.toString());
            assertEquals(terminal.charges().size() == 1, now.state() == AttemptState.CHARGED, now.toString());
            Sale sale = world.journal.read(view -> world.sales.byId(view, attempt.sale()));
            if (now.state() != AttemptState.CHARGED) {
                assertEquals(SaleState.OPEN, sale.state());
                assertEquals(AttemptState.CHARGED, world.end(world.charge(sale).attempt()).state());
            }
            assertEquals(SaleState.COMPLETED, world.look(sale).state());
            assertEquals(1, terminal.charges().size());
            assertEquals(1, world.events(SaleCompleted.class).size());
            assertNull(world.look(sale).pending());
        }
    }

    @ParameterizedTest
    @CsvSource({"NOTHING_SENT,UNKNOWN", "SENT,UNKNOWN", "APPROVED,UNKNOWN", "COMMITTED,APPROVED",
        "CONFIRMED,APPROVED"})
    void whatIsPostedFollowsFromTheEventsAlone(Point point, PaymentResolved.From from)
            throws InterruptedException {
        var terminal = new ScriptedTerminal();
        Attempt attempt = dieAt(point, terminal);
        try (var world = new StoreWorld(folder, terminal)) {
            var _ = world.end(attempt.attempt());
            assertEquals(1, world.events(PaymentOutcome.class).size());
            var resolved = world.events(PaymentResolved.class);
            assertEquals(1, resolved.size());
            assertEquals(from, resolved.getFirst().from());
        }
    }

    /// The till is cut off by the death of the agent; the terminal knows nothing of that.
    private Attempt dieAt(Point point, ScriptedTerminal terminal) throws InterruptedException {
        var dead = new CountDownLatch(1);
        try (var world = new StoreWorld(folder, terminal)) {
            world.openShift("till-1");
            Sale sale = world.sale(1240);
            terminal.script = here -> {
                if (here == point) {
                    world.journal.close();
                    dead.countDown();
                }
                return here == point;
            };
            Attempt attempt = world.charge(sale);
            assertTrue(dead.await(20, TimeUnit.SECONDS), "the payment never came to " + point);
            return attempt;
        }
    }
}
