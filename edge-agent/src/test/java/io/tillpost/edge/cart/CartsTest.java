package io.tillpost.edge.cart;

import static io.tillpost.edge.cart.SaleWorld.ANNA;
import static io.tillpost.edge.cart.SaleWorld.TILL;
import static io.tillpost.edge.cart.SaleWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.money.Money;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CartsTest {
    @TempDir
    private Path folder;
    private SaleWorld world;

    @BeforeEach
    void open() {
        world = new SaleWorld(folder, 1).opened();
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void theSameArticleAtTheSamePriceIsOneLine() {
        assertEquals(1, world.add("1").line());
        assertEquals(2, world.add("2").line());
        Carts.Added again = world.add("1");
        assertEquals(1, again.line());
        assertEquals(List.of(2000L, 1000L), again.cart()
                .priced()
                .lines()
                .stream()
                .map(SaleLine::quantityThousandths)
                .toList());
        assertEquals(eur(999), again.cart().priced().total());
        assertEquals(3, add("1", null, eur(200)).line(), "at another price it is another line");
        assertEquals(1, world.events(SaleStarted.class).size());
    }

    @Test
    void eachWeighingIsALine() {
        assertEquals(1, add("3", 333L, null).line());
        assertEquals(2, add("3", 500L, null).line());
        assertEquals(eur(666 + 1000), openCart().priced().total());
    }

    @Test
    void aLabelWithAWeightIsALineOfThatWeight() {
        assertEquals(1, scan("3", 333L, null, null, null).line());
        assertEquals(2, scan("3", 333L, null, null, null).line());
        assertEquals(eur(2 * 666), openCart().priced().total());
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseScan("3", 333L, null, 500L, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseScan("3", 0L, null, null, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseScan("1", 333L, null, null, null));
    }

    @Test
    void aLabelWithAPriceIsOnePieceAtThatPrice() {
        assertEquals(1, scan("3", null, eur(345), null, null).line());
        assertEquals(2, scan("3", null, eur(346), null, null).line());
        assertEquals(eur(691), openCart().priced().total());
        assertEquals(Reason.PRICE_NOT_VALID, refuseScan("3", null, eur(345), null, eur(1)));
        assertEquals(Reason.PRICE_NOT_VALID, refuseScan("3", null, eur(0), null, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseScan("3", null, eur(345), 1500L, null));
        assertEquals(eur(345),
                scan("4", null, eur(345), null, null).cart().priced().lines().getLast().unitPrice());
    }

    @Test
    void aLineNumberIsNeverUsedAgain() {
        var _ = world.add("1");
        var _ = world.add("2");
        var _ = world.done(unit -> world.carts.remove(unit, TILL, 2, ANNA));
        assertEquals(3, world.add("2").line());
    }

    @Test
    void whatCannotBeSoldIsRefusedAndNothingIsWritten() {
        assertEquals(Reason.NO_SUCH_ARTICLE, world.refused(_ -> world.carts.article("9")));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseAdd("1", 0L, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseAdd("1", -1000L, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseAdd("1", 1_000_000_000L, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseAdd("1", 1500L, null));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseAdd("3", null, null));
        assertEquals(Reason.PRICE_NOT_VALID, refuseAdd("4", null, null));
        assertEquals(Reason.PRICE_NOT_VALID, refuseAdd("4", null, eur(0)));
        assertEquals(Reason.PRICE_NOT_VALID, refuseAdd("4", null, eur(-1)));
        assertEquals(Reason.WRONG_CURRENCY, refuseAdd("4", null, Money.of(1, "USD")));
        assertEquals(Reason.PRICE_NOT_VALID, refuseAdd("4", 999_999_000L, eur(Long.MAX_VALUE)));
        assertTrue(world.events(SaleStarted.class).isEmpty());
        var _ = add("1", 999_999_000L, eur(1));
        assertEquals(Reason.QUANTITY_NOT_VALID, refuseAdd("1", 1000L, eur(1)));
    }

    @Test
    void aDiscountOnTheCartIsSpreadToTheCent() {
        var _ = world.add("1");
        var _ = world.add("2");
        PricedCart cart = world.done(unit -> world.carts.discount(unit, TILL,
                new Markdown("birthday", null, 1000)));
        assertEquals(eur(749 - 75), cart.priced().total());
        assertEquals(List.of(25L, 50L), cart.priced()
                .lines()
                .stream()
                .map(line -> line.discounts().getFirst().amount().minor())
                .toList());
        assertEquals(eur(75), cart.priced().discounts());
        assertEquals(eur(749), world.done(unit -> world.carts.discount(unit, TILL, null)).priced().total());
        assertEquals(Reason.DISCOUNT_NOT_VALID, world.refused(unit -> world.carts.discount(unit, TILL,
                new Markdown("too much", eur(750), null))));
    }

    @Test
    void aLineIsDiscountedRepricedAndCounted() {
        var _ = world.add("2");
        assertEquals(eur(449), change(new LineChange(null, null, new Markdown("scratch", eur(50), null),
                false)));
        assertEquals(eur(948), change(new LineChange(2000L, null, null, false)));
        assertEquals(2, world.add("2").line(), "one more is not discounted");
        var _ = world.done(unit -> world.carts.remove(unit, TILL, 2, ANNA));
        assertEquals(eur(350), change(new LineChange(null, eur(200), null, false)));
        assertEquals(eur(400), change(new LineChange(null, null, null, true)));
        assertEquals(eur(0), change(new LineChange(null, null, new Markdown("gift", null, 10_000), false)));
        assertEquals(Reason.DISCOUNT_NOT_VALID, world.refused(unit -> world.carts.change(unit, TILL, 1,
                new LineChange(null, null, new Markdown("x", eur(401), null), false))));
        assertEquals(Reason.NOT_FOUND, world.refused(unit -> world.carts.change(unit, TILL, 9,
                new LineChange(1000L, null, null, false))));
    }

    @Test
    void aGiftOfEverythingIsCompletedWithoutMoney() {
        var _ = world.add("1");
        var _ = change(new LineChange(null, null, new Markdown("gift", null, 10_000), false));
        assertEquals(SaleState.COMPLETED, world.cash(world.checkOut(), 0).state());
        assertEquals(10_000, world.drawer());
    }

    @Test
    void removingTheLastLineGivesTheSaleUp() {
        var _ = world.add("1");
        assertTrue(world.done(unit -> world.carts.remove(unit, TILL, 1, ANNA)).isEmpty());
        assertEquals(1, world.events(SaleAborted.class).size());
        assertTrue(world.journal.read(view -> world.carts.open(view, TILL)).isEmpty());
    }

    @Test
    void aParkedCartIsRecalledAlsoAfterARestart() {
        SaleId first = world.add("1").cart().cart().cart();
        var _ = world.done(unit -> world.carts.park(unit, TILL, "forgot the milk"));
        SaleId second = world.add("2").cart().cart().cart();
        world.close();
        world = new SaleWorld(folder, 1);
        assertEquals(second, openCart().cart().cart());
        assertEquals("forgot the milk",
                world.journal.read(view -> world.carts.parked(view, TILL)).getFirst().cart().label());
        assertEquals(Reason.CART_NOT_OPEN, world.refused(unit -> world.carts.recall(unit, TILL, first)));
        assertEquals(second, world.checkOut().sale());
        assertEquals(Reason.NOT_FOUND, world.refused(unit -> world.carts.recall(unit, "till-2", first)));
        assertEquals(first, world.done(unit -> world.carts.recall(unit, TILL, first)).cart().cart());
        assertTrue(world.journal.read(view -> world.carts.parked(view, TILL)).isEmpty());
    }

    @Test
    void aSaleGoesBackToItsCartAndOutAgain() {
        Sale sale = world.sale("1");
        assertEquals(1, world.add("2").line(), "the next customer");
        assertEquals(Reason.CART_NOT_OPEN,
                world.refused(unit -> world.carts.backToCart(unit, sale.sale())));
        var _ = world.done(unit -> world.carts.park(unit, TILL, null));
        var _ = world.done(unit -> world.carts.backToCart(unit, sale.sale()));
        assertEquals(Reason.SALE_NOT_OPEN,
                world.refused(unit -> world.sales.payCash(unit, sale.sale(), eur(250), ANNA)));
        assertEquals(2, world.add("2").line());
        Sale again = world.checkOut();
        assertEquals(sale.sale(), again.sale());
        assertEquals(eur(749), again.total());
        var _ = world.cash(again, 100);
        assertEquals(Reason.SALE_PARTLY_PAID,
                world.refused(unit -> world.carts.backToCart(unit, sale.sale())));
        assertEquals(SaleState.COMPLETED, world.cash(again, 649).state());
        assertEquals(Reason.SALE_NOT_OPEN,
                world.refused(unit -> world.carts.backToCart(unit, sale.sale())));
        assertEquals(Reason.NOT_FOUND,
                world.refused(unit -> world.carts.backToCart(unit, new SaleId(new UUID(0, 1)))));
    }

    @Test
    void aCartThatWasASaleIsVoidedAsOne() {
        Sale sale = world.sale("1");
        var _ = world.done(unit -> world.carts.backToCart(unit, sale.sale()));
        assertEquals(Reason.SALE_NOT_VALID,
                world.refused(unit -> world.carts.abandon(unit, TILL, " ", ANNA)));
        var _ = world.done(unit -> world.carts.abandon(unit, TILL, "no money", ANNA));
        assertEquals(SaleState.ABORTED,
                world.journal.read(view -> world.sales.byId(view, sale.sale())).state());
        assertEquals(List.of(new SaleAborted(sale.sale(), "no money")), world.events(SaleAborted.class));
    }

    @Test
    void whatIsOpenOrParkedIsNamedAndWithoutAnyThereIsNothingToDo() {
        assertEquals(Reason.CART_EMPTY, world.refused(unit -> world.carts.checkOut(unit, TILL, ANNA)));
        assertEquals(Reason.CART_EMPTY, world.refused(unit -> world.carts.park(unit, TILL, null)));
        assertEquals(Reason.NO_OPEN_SHIFT,
                world.refused(unit -> world.carts.checkOut(unit, "till-2", ANNA)));
        assertEquals(Reason.NO_SUCH_TILL, world.refused(unit -> world.carts.park(unit, "till-9", null)));
        assertEquals(true, world.done(unit -> world.carts.none(unit, TILL)));
        var _ = world.add("1");
        assertEquals(Reason.SALE_STILL_OPEN, world.refused(unit -> world.carts.none(unit, TILL)));
        var _ = world.done(unit -> world.carts.park(unit, TILL, null));
        assertEquals(Reason.SALE_STILL_OPEN, world.refused(unit -> world.carts.none(unit, TILL)));
    }

    private PricedCart openCart() {
        return world.journal.read(view -> world.carts.open(view, TILL)).orElseThrow();
    }

    private Money change(LineChange change) {
        return world.done(unit -> world.carts.change(unit, TILL, 1, change)).priced().total();
    }

    private Carts.Added add(String code, @Nullable Long quantity, @Nullable Money price) {
        return world.done(unit -> world.carts.article(code)
                .then(article -> world.carts.add(unit, TILL, article, quantity, price, ANNA)));
    }

    private Reason refuseAdd(String code, @Nullable Long quantity, @Nullable Money price) {
        return world.refused(unit -> world.carts.article(code)
                .then(article -> world.carts.add(unit, TILL, article, quantity, price, ANNA)));
    }

    private Carts.Added scan(String code, @Nullable Long weight, @Nullable Money label,
            @Nullable Long quantity, @Nullable Money price) {
        return world.done(unit -> world.carts.article(code)
                .then(found -> world.carts.add(unit, TILL, new Scanned(found.article(), weight, label),
                        quantity, price, ANNA)));
    }

    private Reason refuseScan(String code, @Nullable Long weight, @Nullable Money label,
            @Nullable Long quantity, @Nullable Money price) {
        return world.refused(unit -> world.carts.article(code)
                .then(found -> world.carts.add(unit, TILL, new Scanned(found.article(), weight, label),
                        quantity, price, ANNA)));
    }
}
