package io.tillpost.edge.cart;

import static io.tillpost.edge.cart.SaleWorld.ANNA;
import static io.tillpost.edge.cart.SaleWorld.TILL;
import static io.tillpost.edge.cart.SaleWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.sale.Markdown;
import io.tillpost.edge.sale.ReceiptList;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundState;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.sale.SaleState;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Cash, vouchers and refunds, in a store that rounds cash to five cents.
class TendersTest {
    private static final AttemptId ATTEMPT = new AttemptId(new UUID(0, 7));

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
    void whatRemainsIsRoundedForCashAndChangeIsOfTheRoundedAmount() {
        Sale sale = world.sale("2");
        assertEquals(eur(500), world.sales.cashDue(sale));
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseCash(sale, 499, 0));
        Sale paid = world.cash(sale, 1000);
        assertEquals(List.of(new Tender.Cash(eur(500), eur(1000), eur(500))), paid.tenders());
        assertEquals(eur(1), world.events(SaleCompleted.class).getFirst().rounding());
        assertEquals(10_500, world.drawer());
        Sale down = world.cash(world.sale("5"), 500);
        assertEquals(eur(-1), down.rounding());
        assertEquals(SaleState.COMPLETED, down.state());
    }

    @Test
    void aTipIsTakenWithTheCashThatPaysTheRest() {
        Sale sale = world.sale("1");
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseCash(sale, 260, 50));
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseCash(sale, 300, -1));
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseCash(sale, 0, 0));
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseCash(sale, -1, 0));
        assertEquals(Reason.WRONG_CURRENCY, world.refused(unit -> world.sales.payCash(unit, sale.sale(),
                Money.of(500, "USD"), ANNA)));
        var _ = world.cash(sale, 100);
        Sale paid = world.done(unit -> world.sales.payCash(unit, sale.sale(), eur(300), eur(50), ANNA));
        assertEquals(new Tender.Cash(eur(200), eur(300), eur(100)), paid.tenders().getLast());
        assertEquals(eur(50), paid.tip());
        assertEquals(10_300, world.drawer());
    }

    @Test
    void aVoucherIsActiveOnceItIsPaidForAndPaysUntilItIsSpent() {
        var _ = world.done(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 600), ANNA));
        assertEquals(Reason.VOUCHER_NOT_VALID,
                world.refused(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 600), ANNA)));
        Sale selling = world.checkOut();
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(selling, "V-1", null));
        assertEquals(Reason.VOUCHER_NOT_VALID,
                world.refused(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 600), ANNA)));
        var _ = world.cash(selling, 600);
        Sale first = world.voucher(world.sale("1"), "V-1");
        assertEquals(SaleState.COMPLETED, first.state());
        assertEquals(List.of(new Tender.Voucher(eur(250), "V-1", null)), first.tenders());
        Sale second = world.sale("2");
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseVoucher(second, "V-1", eur(351)));
        assertEquals(Reason.AMOUNT_NOT_VALID, refuseVoucher(second, "V-1", eur(0)));
        assertEquals(Reason.WRONG_CURRENCY, refuseVoucher(second, "V-1", Money.of(1, "USD")));
        assertEquals(eur(149), world.voucher(second, "V-1").remaining());
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(second, "V-1", null), "spent");
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(second, "V-2", null), "never issued");
    }

    @Test
    void aSinglePurposeVoucherPaysForItsRateAlone() {
        var _ = world.sellVoucher(new VoucherWish("S-7", eur(1000), new TaxRate(700)));
        Sale other = world.sale("2");
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(other, "S-7", null));
        var _ = world.cash(other, 500);
        Sale mixed = world.voucher(world.sale("1", "2"), "S-7");
        assertEquals(List.of(new Tender.Voucher(eur(250), "S-7", new TaxRate(700), eur(16))),
                mixed.tenders());
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(mixed, "S-7", null), "none of its rate is left");
        assertEquals(SaleState.COMPLETED, world.cash(mixed, 500).state());
    }

    @Test
    void aVoucherHasANumberOfAVoucherAndNoDiscount() {
        assertEquals(Reason.VOUCHER_NOT_VALID,
                world.refused(unit -> world.carts.addVoucher(unit, TILL, multi("v 1", 600), ANNA)));
        assertEquals(Reason.PRICE_NOT_VALID,
                world.refused(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 0), ANNA)));
        var _ = world.done(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 600), ANNA));
        var half = new Markdown("half", null, 5000);
        assertEquals(Reason.DISCOUNT_NOT_VALID, world.refused(unit -> world.carts.change(unit, TILL, 1,
                new LineChange(null, null, half, false))));
        assertEquals(Reason.QUANTITY_NOT_VALID, world.refused(unit -> world.carts.change(unit, TILL, 1,
                new LineChange(2000L, null, null, false))));
        var _ = world.add("1");
        assertEquals(eur(725),
                world.done(unit -> world.carts.discount(unit, TILL, half)).priced().total());
    }

    @Test
    void aNumberThatTwoCartsWantIsSoldOnceAndFreeAgainWhenThatIsGivenUp() {
        var _ = world.done(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 600), ANNA));
        var _ = world.done(unit -> world.carts.park(unit, TILL, null));
        var parked = world.journal.read(view -> world.carts.parked(view, TILL)).getFirst().cart().cart();
        var _ = world.done(unit -> world.carts.addVoucher(unit, TILL, multi("V-1", 700), ANNA));
        Sale first = world.checkOut();
        var _ = world.done(unit -> world.carts.recall(unit, TILL, parked));
        assertEquals(Reason.VOUCHER_NOT_VALID,
                world.refused(unit -> world.carts.checkOut(unit, TILL, ANNA)));
        var _ = world.done(unit -> world.sales.abort(unit, first.sale(), "no money", ANNA));
        assertEquals(parked, world.checkOut().sale());
    }

    @Test
    void whatWasPaidIsGivenBackAndTheSaleGivenUp() {
        var _ = world.sellVoucher(multi("V-1", 300));
        Sale sale = world.cash(world.voucher(world.sale("2"), "V-1"), 100);
        assertEquals(Reason.SALE_PARTLY_PAID,
                world.refused(unit -> world.sales.abort(unit, sale.sale(), "x", ANNA)));
        assertEquals(Reason.NOT_FOUND,
                world.refused(unit -> world.sales.giveBack(unit, sale.sale(), 2, ANNA)));
        assertEquals(SaleState.PART_PAID,
                world.done(unit -> world.sales.giveBack(unit, sale.sale(), 1, ANNA)).state());
        assertEquals(SaleState.OPEN,
                world.done(unit -> world.sales.giveBack(unit, sale.sale(), 0, ANNA)).state());
        assertEquals(SaleState.ABORTED,
                world.done(unit -> world.sales.abort(unit, sale.sale(), "no money", ANNA)).state());
        assertEquals(1, world.events(SaleAborted.class).size());
        assertEquals(List.of(eur(300), eur(100), eur(-100)),
                world.events(CashMoved.class).stream().map(CashMoved::amount).toList());
        assertEquals(10_300, world.drawer());
        assertEquals(eur(300), world.voucher(world.sale("2"), "V-1").paid());
    }

    @Test
    void aCardTenderIsGivenBackByItsTerminalAlone() {
        Sale sale = world.sale("1");
        AttemptId reversal = new AttemptId(new UUID(0, 8));
        assertEquals(Reason.NOT_FOUND,
                world.refused(unit -> world.sales.reversible(unit, sale.sale(), 0)));
        world.journal.commit(unit -> {
            var _ = world.sales.cardBegun(unit, sale.sale(), ATTEMPT);
            return world.sales.cardCharged(unit, sale.sale(), ATTEMPT, eur(110), eur(10), ANNA);
        });
        var _ = world.cash(sale, 50);
        assertEquals(Reason.NOT_REVERSIBLE,
                world.refused(unit -> world.sales.reversible(unit, sale.sale(), 1)));
        assertEquals(Reason.NOT_REVERSIBLE,
                world.refused(unit -> world.sales.giveBack(unit, sale.sale(), 0, ANNA)));
        assertEquals(ATTEMPT, world.done(unit -> world.sales.reversible(unit, sale.sale(), 0)).attempt());
        assertEquals(SaleState.CARD_PENDING,
                world.journal.commit(unit -> world.sales.giveBackBegun(unit, sale.sale(), reversal)).state());
        assertEquals(SaleState.PART_PAID, world.journal
                .commit(unit -> world.sales.tenderNotGivenBack(unit, sale.sale(), reversal))
                .state());
        Sale left = world.journal.commit(unit -> {
            var _ = world.sales.giveBackBegun(unit, sale.sale(), reversal);
            return world.sales.tenderGivenBack(unit, sale.sale(), reversal, ATTEMPT, eur(110), eur(10));
        });
        assertEquals(List.of(eur(50)), left.tenders().stream().map(Tender::amount).toList());
        assertEquals(eur(0), left.tip());
        assertNull(left.pending());
    }

    @Test
    void goodsComeBackForCashRoundedWithANumberOfTheirOwn() {
        Sale sale = world.cash(world.sale("1", "2"), 1000);
        Refund refund = cashRefund(sale, new RefundWish(2, 1000));
        assertEquals(RefundState.COMPLETED, refund.state());
        RefundCompleted event = world.events(RefundCompleted.class).getFirst();
        assertEquals("store-7-refunds", event.series());
        assertEquals(1, event.number());
        assertEquals(1, event.originalNumber());
        assertEquals(eur(499), event.total());
        assertEquals(eur(1), event.rounding());
        assertEquals(List.of(new RefundTender.Cash(eur(500))), event.tenders());
        assertEquals(10_000 + 750 - 500, world.drawer());
        assertEquals(eur(250), world.journal.read(view -> world.refunds.refunded(view, sale)).refundable());
        assertEquals(Reason.NOT_REFUNDABLE, refuseRefund(sale, new RefundWish(2, 1000)));
        var _ = cashRefund(sale, new RefundWish(1, 1000));
        assertEquals(List.of(1L, 2L),
                world.events(RefundCompleted.class).stream().map(RefundCompleted::number).toList());
    }

    @Test
    void aRefundAsAVoucherIssuesOne() {
        Sale sale = world.cash(world.sale("1"), 250);
        Refund refund = world
                .done(unit -> world.refunds.begin(unit, wanted(sale, new RefundWish(1, 1000)), ANNA));
        assertEquals(Reason.VOUCHER_NOT_VALID,
                world.refused(unit -> world.refunds.payVoucher(unit, refund.refund(), "not one", ANNA)));
        Refund paid = world.done(unit -> world.refunds.payVoucher(unit, refund.refund(), null, ANNA));
        String number = ((RefundTender.Voucher) paid.tenders().getFirst()).voucher();
        assertEquals(SaleState.COMPLETED, world.voucher(world.sale("1"), number).state());
    }

    @Test
    void anOpenRefundCountsUntilItIsGivenUp() {
        Sale sale = world.cash(world.sale("1"), 250);
        Refund refund = world
                .done(unit -> world.refunds.begin(unit, wanted(sale, new RefundWish(1, 1000)), ANNA));
        assertEquals(Reason.NOT_REFUNDABLE, refuseRefund(sale, new RefundWish(1, 1000)));
        var _ = world.journal.commit(unit -> world.refunds.cardBegun(unit, refund.refund(), ATTEMPT));
        assertEquals(Reason.PAYMENT_UNRESOLVED,
                world.refused(unit -> world.refunds.abort(unit, refund.refund())));
        assertEquals(Reason.PAYMENT_UNRESOLVED,
                world.refused(unit -> world.refunds.payCash(unit, refund.refund(), ANNA)));
        var _ = world.journal.commit(unit -> world.refunds.cardNotGivenBack(unit, refund.refund(), ATTEMPT));
        assertEquals(RefundState.ABORTED,
                world.done(unit -> world.refunds.abort(unit, refund.refund())).state());
        assertEquals(Reason.NOT_REFUNDABLE,
                world.refused(unit -> world.refunds.payCash(unit, refund.refund(), ANNA)));
        assertEquals(RefundState.COMPLETED, cashRefund(sale, new RefundWish(1, 1000)).state());
    }

    @Test
    void aCardGivesBackInPartsAndTheRestIsCash() {
        Sale sale = world.cash(world.sale("1"), 250);
        Refund refund = world
                .done(unit -> world.refunds.begin(unit, wanted(sale, new RefundWish(1, 1000)), ANNA));
        assertEquals(eur(250), world.done(unit -> world.refunds.givingBack(unit, refund.refund(), null)));
        assertEquals(Reason.AMOUNT_NOT_VALID,
                world.refused(unit -> world.refunds.givingBack(unit, refund.refund(), eur(251))));
        Refund part = world.journal.commit(unit -> {
            var _ = world.refunds.cardBegun(unit, refund.refund(), ATTEMPT);
            return world.refunds.cardGivenBack(unit, refund.refund(), ATTEMPT, eur(200), eur(0), ANNA);
        });
        assertEquals(RefundState.OPEN, part.state());
        assertEquals(Reason.NOT_REFUNDABLE,
                world.refused(unit -> world.refunds.abort(unit, refund.refund())));
        assertEquals(RefundState.COMPLETED,
                world.done(unit -> world.refunds.payCash(unit, refund.refund(), ANNA)).state());
    }

    @Test
    void aPaymentIsReversedWholeWithItsTipIfOneCardPaidAll() {
        Sale sale = world.sale("1");
        world.journal.commit(unit -> {
            var _ = world.sales.cardBegun(unit, sale.sale(), ATTEMPT);
            return world.sales.cardCharged(unit, sale.sale(), ATTEMPT, eur(270), eur(20), ANNA);
        });
        AttemptId reversal = new AttemptId(new UUID(0, 8));
        Refund refund = world.done(
                unit -> world.refunds.beginReversal(unit, sale.sale(), null, "wrong customer", ANNA));
        assertEquals(ATTEMPT, refund.reverses());
        assertEquals(eur(270), refund.remaining());
        Refund back = world.journal.commit(unit -> {
            var _ = world.refunds.cardBegun(unit, refund.refund(), reversal);
            return world.refunds.cardGivenBack(unit, refund.refund(), reversal, eur(270), eur(20), ANNA);
        });
        assertEquals(RefundState.COMPLETED, back.state());
        assertEquals(eur(20), world.events(RefundCompleted.class).getFirst().tip());
        assertEquals(Reason.NOT_REVERSIBLE, world.refused(
                unit -> world.refunds.beginReversal(unit, sale.sale(), null, "again", ANNA)));
        Sale cash = world.cash(world.sale("1"), 250);
        assertEquals(Reason.NOT_REVERSIBLE, world.refused(
                unit -> world.refunds.beginReversal(unit, cash.sale(), null, "cash", ANNA)));
    }

    @Test
    void aVoucherComesBackWhileItIsWholeAndIsWorthNothingThen() {
        Sale whole = world.sellVoucher(multi("V-1", 600));
        Sale used = world.sellVoucher(multi("V-2", 600));
        var _ = world.voucher(world.sale("1"), "V-2");
        assertEquals(Reason.NOT_REFUNDABLE, refuseRefund(used, new RefundWish(1, 1000)));
        assertEquals(Reason.NOT_REFUNDABLE, refuseRefund(whole, new RefundWish(1, 500)));
        Refund held = world
                .done(unit -> world.refunds.begin(unit, wanted(whole, new RefundWish(1, 1000)), ANNA));
        Sale next = world.sale("1");
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(next, "V-1", null));
        var _ = world.done(unit -> world.refunds.abort(unit, held.refund()));
        assertEquals(RefundState.COMPLETED, cashRefund(whole, new RefundWish(1, 1000)).state());
        assertEquals(Reason.VOUCHER_NOT_VALID, refuseVoucher(next, "V-1", null));
    }

    @Test
    void onlyACompletedSaleWithAReasonIsRefunded() {
        Sale open = world.sale("1");
        assertEquals(Reason.NOT_REFUNDABLE, refuseRefund(open, new RefundWish(1, 1000)));
        Sale done = world.cash(open, 250);
        assertEquals(Reason.NOT_REFUNDABLE, world.refused(unit -> world.refunds.begin(unit,
                new Refunds.Wanted(done.sale(), List.of(new RefundWish(1, 1000)), null, ""), ANNA)));
        assertEquals(Reason.NO_OPEN_SHIFT, world.refused(unit -> world.refunds.begin(unit,
                new Refunds.Wanted(done.sale(), List.of(new RefundWish(1, 1000)), "till-2", "x"), ANNA)));
    }

    @Test
    void receiptsAreListedNewestFirstAndFoundByNumberHoweverManyThereAre() {
        var list = new ReceiptList();
        Sale first = world.cash(world.sale("1"), 250);
        for (int more = 0; more < 30; more++) {
            var _ = world.cash(world.sale("1"), 250);
        }
        Refund refund = cashRefund(first, new RefundWish(1, 1000));
        var latest = world.journal.read(view -> list.latest(view, null, 3));
        assertEquals(refund.refund(), latest.getFirst().refund());
        assertEquals(List.of(1L, 31L, 30L), latest.stream().map(one -> one.number()).toList());
        assertEquals(first.sale(),
                world.journal.read(view -> list.byNumber(view, "store-7", 1)).orElseThrow().sale());
        assertTrue(world.journal.read(view -> list.byNumber(view, "store-7", 99)).isEmpty());
        assertTrue(world.journal.read(view -> list.latest(view, "till-2", 3)).isEmpty());
    }

    private Refund cashRefund(Sale sale, RefundWish wish) {
        return world.done(unit -> world.refunds.begin(unit, wanted(sale, wish), ANNA)
                .then(refund -> world.refunds.payCash(unit, refund.refund(), ANNA)));
    }

    private Reason refuseRefund(Sale sale, RefundWish wish) {
        return world.refused(unit -> world.refunds.begin(unit, wanted(sale, wish), ANNA));
    }

    private static Refunds.Wanted wanted(Sale sale, RefundWish wish) {
        return new Refunds.Wanted(sale.sale(), List.of(wish), null, "broken");
    }

    private Reason refuseCash(Sale sale, long given, long tip) {
        return world.refused(
                unit -> world.sales.payCash(unit, sale.sale(), eur(given), eur(tip), ANNA));
    }

    private Reason refuseVoucher(Sale sale, String number, @Nullable Money amount) {
        return world.refused(unit -> world.sales.payVoucher(unit, sale.sale(), number, amount, ANNA));
    }

    private static VoucherWish multi(String number, long value) {
        return new VoucherWish(number, eur(value), null);
    }
}
