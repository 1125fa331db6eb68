package io.tillpost.edge.cart;

import static io.tillpost.edge.cart.SaleWorld.ANNA;
import static io.tillpost.edge.cart.SaleWorld.TILL;
import static io.tillpost.edge.cart.SaleWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.Basket.Item;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a store that rounds cash to five cents gives back in notes and coins for a receipt that comes back in parts.
class CashBackTest {
    private static final int SALES = 60;

    @TempDir
    private Path folder;
    private SaleWorld world;

    @BeforeEach
    void open() {
        world = new SaleWorld(folder, 5).opened();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void smallPartsComeToWhatWasPaidAndNotToARoundedCoinEach() {
        Sale sale = paid(pieces(20, 3));
        assertEquals(eur(60), sale.paid());
        List<Long> back = new ArrayList<>();
        for (int piece = 0; piece < 20; piece++) {
            back.add(cash(cashRefund(sale, new RefundWish(1, 1000))));
        }
        assertEquals(60, sum(back), back.toString());
        assertEquals(List.of(5L, 0L, 5L, 0L, 5L), back.subList(0, 5));
        assertEquals(10_000, world.drawer());
    }

    @Test
    void whateverThePartsTheyComeToWhatWasPaidAndNeverToMore() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < SALES; round++) {
            Item[] items = new Item[1 + random.nextInt(5)];
            Arrays.setAll(items, _ -> pieces(1, 1 + random.nextInt(300)));
            Sale sale = paid(items);
            var lines = new ArrayList<>(sale.lines());
            Collections.shuffle(lines, random);
            long back = 0;
            while (!lines.isEmpty()) {
                var wishes = new ArrayList<RefundWish>();
                for (int some = 1 + random.nextInt(lines.size()); some > 0; some--) {
                    wishes.add(new RefundWish(lines.removeFirst().line(), 1000));
                }
                back += cash(cashRefund(sale, wishes.toArray(RefundWish[]::new)));
                assertTrue(back <= sale.paid().minor(), "seed " + seed + ", sale " + round);
            }
            assertEquals(sale.paid().minor(), back, "seed " + seed + ", sale " + round);
        }
        assertEquals(10_000, world.drawer());
    }

    /// 10.02 of it by card and 10.02 in cash, for which 10.00 were taken.
    @Test
    void cashGivesNoMoreBackThanCardAndCashHavePaid() {
        Sale sale = started(pieces(2, 1002));
        var attempt = new AttemptId(new UUID(0, 7));
        world.journal.commit(unit -> {
            var _ = world.sales.cardBegun(unit, sale.sale(), attempt);
            return world.sales.cardCharged(unit, sale.sale(), attempt, eur(1002), eur(0), ANNA);
        });
        Sale paid = world.cash(sale, 1000);
        assertEquals(eur(2002), paid.paid());
        assertEquals(2000, cash(cashRefund(paid, new RefundWish(1, 2000))));
    }

    @Test
    void whatIsSaidToBeDueIsWhatIsGiven() {
        Sale sale = paid(pieces(3, 3));
        var _ = cashRefund(sale, new RefundWish(1, 1000));
        Refund next = world.done(unit -> world.refunds.begin(unit, wanted(sale, new RefundWish(1, 1000)),
                ANNA));
        assertEquals(eur(0), world.journal.read(view -> world.refunds.cashDue(view, next)));
        Refund done = world.done(unit -> world.refunds.payCash(unit, next.refund(), ANNA));
        assertEquals(RefundState.COMPLETED, done.state());
        assertEquals(List.of(), done.tenders());
        assertEquals(eur(-3), world.events(RefundCompleted.class).getLast().rounding());
        assertEquals(eur(0), world.journal.read(view -> world.refunds.cashDue(view, done)));
    }

    private static Item pieces(int count, long each) {
        return new Item("p", "Pin", count * 1000L, eur(each), new TaxRate(1900), "home", null);
    }

    private Sale started(Item... items) {
        return world.done(unit -> world.sales.start(unit, new Basket(TILL, List.of(items)), ANNA));
    }

    private Sale paid(Item... items) {
        Sale sale = started(items);
        return world.cash(sale, world.sales.cashDue(sale).minor());
    }

    private Refund cashRefund(Sale sale, RefundWish... lines) {
        Refund refund = world.done(unit -> world.refunds.begin(unit, wanted(sale, lines), ANNA));
        return refund.state() == RefundState.COMPLETED
                ? refund
                : world.done(unit -> world.refunds.payCash(unit, refund.refund(), ANNA));
    }

    private static Refunds.Wanted wanted(Sale sale, RefundWish... lines) {
        return new Refunds.Wanted(sale.sale(), List.of(lines), null, "did not fit");
    }

    private static long cash(Refund refund) {
        return refund.tenders().stream().map(RefundTender::amount).mapToLong(Money::minor).sum();
    }

    private static long sum(List<Long> amounts) {
        return amounts.stream().mapToLong(Long::longValue).sum();
    }
}
