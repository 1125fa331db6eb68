package io.tillpost.edge.rebuild;

import static io.tillpost.edge.rebuild.DayWorld.cashier;
import static io.tillpost.edge.rebuild.OneTill.TILL;
import static io.tillpost.edge.rebuild.OneTill.charge;
import static io.tillpost.edge.rebuild.OneTill.open;
import static io.tillpost.edge.rebuild.OneTill.scan;
import static io.tillpost.edge.rebuild.OneTill.upToTheAttempt;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.edge.TurnedClock;
import io.tillpost.edge.cart.Cart;
import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.payment.AttemptState;
import io.tillpost.edge.payment.ScriptedTerminal;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.journal.JournalRow;
import io.tillpost.protocol.journal.Lane;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A restored box has the parked cart of a sale that went on without it, and was charged by card.
class ParkedCartTest {
    private static final Shelf<Cart> PARKED = new Shelf<>("cart-parked", Cart.class);

    @TempDir
    Path folder;

    private final TurnedClock clock = new TurnedClock("2026-03-02T08:00:00Z");
    private final ScriptedTerminal terminal = new ScriptedTerminal();

    @Test
    void theSaleThatIsRungUpAgainHasOneCart() throws InterruptedException {
        try (var world = restored()) {
            Cart parked = parked(world);
            Sale completed = rungUpAgain(world, parked);
            assertEquals(SaleState.COMPLETED, completed.state());
            assertEquals(List.of(), world.journal.read(view -> world.carts.parked(view, TILL)));
            assertInstanceOf(Decision.Accepted.class,
                    world.journal.read(view -> world.carts.none(view, TILL)));
        }
    }

    @Test
    void aCartThatWasLeftBesideItsCompletedSaleIsVoidedWithoutTheSale() throws InterruptedException {
        try (var world = restored()) {
            Cart parked = parked(world);
            Sale completed = rungUpAgain(world, parked);
            // As agents up to 0.1.0 left it.
            var _ = world.journal.commit(unit -> {
                unit.put(PARKED, parked.cart().toString(), parked);
                return true;
            });
            var _ = world.done(unit -> world.carts.recall(unit, TILL, parked.cart()));
            var _ = world.done(unit -> world.carts.abandon(unit, TILL, "left over", cashier(TILL)));
            assertInstanceOf(Decision.Accepted.class,
                    world.journal.read(view -> world.carts.none(view, TILL)));
            assertEquals(completed, world.journal.read(view -> world.sales.byId(view, parked.cart())));
            assertFalse(events(world, SaleAborted.class).stream()
                    .anyMatch(aborted -> aborted.sale().equals(parked.cart())));
            assertEquals(List.of(parked.cart()),
                    events(world, SaleCompleted.class).stream().map(SaleCompleted::sale).toList());
        }
    }

    /// A backup of when the cart was parked, told of what was charged since.
    private DayWorld restored() throws InterruptedException {
        List<JournalRow> rows;
        try (var world = new DayWorld(folder.resolve("lost"), terminal, clock)) {
            var _ = open(world);
            scan(world);
            Cart parked = world.done(unit -> world.carts.park(unit, TILL, null));
            DayWorld.copy(world.folder, folder.resolve("backup"));
            var _ = world.done(unit -> world.carts.recall(unit, TILL, parked.cart()));
            Sale sale = world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
            assertEquals(AttemptState.CHARGED, world.ended(charge(world, sale).attempt()).state());
            rows = upToTheAttempt(world);
        }
        var world = new DayWorld(folder.resolve("backup"), terminal, clock);
        world.learn(rows);
        Sale open = world.journal.read(world.sales::allOpen).getFirst();
        world.payments.takeOver();
        assertEquals(AttemptState.CHARGED, world.ended(open.pending()).state());
        return world;
    }

    private static Cart parked(DayWorld world) {
        return world.journal.read(view -> world.carts.parked(view, TILL)).getFirst().cart();
    }

    private static Sale rungUpAgain(DayWorld world, Cart parked) {
        scan(world);
        var _ = world.done(unit -> world.carts.ringUpAgain(unit, TILL, parked.cart(), cashier(TILL)));
        return world.done(unit -> world.carts.checkOut(unit, TILL, cashier(TILL)));
    }

    private static <T> List<T> events(DayWorld world, Class<T> type) {
        return world.rowsAfter(Lane.FIN, 0)
                .stream()
                .map(EventCodec::decode)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}
