package io.tillpost.installer.demo;

import io.tillpost.installer.demo.Catalogue.Basket;
import io.tillpost.installer.demo.Till.Refund;
import io.tillpost.installer.demo.Till.Sale;
import io.tillpost.protocol.money.Money;
import java.util.List;

/// What customers want beside paying: money back, vouchers, a cart that waits.
final class ServiceDesk {
    private final Till till;
    private final Checkout checkout;
    private final Console console;

    ServiceDesk(Till till, Checkout checkout, Console console) {
        this.till = till;
        this.checkout = checkout;
        this.console = console;
    }

    void discounted(Basket basket, Money cartDiscount) {
        till.scan(basket);
        till.discount(cartDiscount, "coupon");
        var _ = checkout.cash(till.checkout(basket), "discounts");
    }

    void parked(Basket first, Basket second) {
        till.scan(first);
        String cart = till.park("forgot the purse");
        console.tell("sale", "parked     " + first + "; the next customer is served");
        till.scan(second);
        var _ = checkout.cash(till.checkout(second));
        till.recall(cart);
        var _ = checkout.cash(till.checkout(first), "recalled");
    }

    void voided(Basket basket) {
        till.scan(basket);
        till.voidCart("customer left");
        console.tell("sale", "voided     " + basket + ", nothing was paid");
    }

    void givenUp(Basket basket) {
        Sale part = till.payCash(till.begin(basket), new Money(200, basket.total().currency()));
        Sale ended = till.abort(till.giveBack(part), "customer left");
        console.tell("sale",
                "given up   " + basket + "; 2.00 paid before were given back, the sale is " + ended.state());
    }

    void voucher(String number, Money amount, Basket basket) {
        var nothing = new Basket(List.of(), amount);
        till.scanVoucher(number, amount);
        Sale sold = checkout.cash(till.checkout(nothing), "voucher");
        console.tell("sale",
                "           voucher " + number + " over " + sold.total() + " is worth its money now");
        Sale part = till.payVoucher(till.begin(basket), number);
        var _ = part.isCompleted() ? told(part) : checkout.cash(part, "voucher+");
    }

    private Sale told(Sale sale) {
        checkout.told("voucher", sale);
        return sale;
    }

    void cashRefund(Basket basket) {
        Sale sale = checkout.cash(till.begin(basket));
        told(till.refundOne(sale, "cash", "did not fit"), "cash, from receipt " + sale.receipt());
    }

    void cardRefund(Basket basket, DayPlan.Card card) {
        Sale sale = checkout.card(till.begin(basket), card);
        told(checkout.decided(till.refundOne(sale, "card", "was broken")),
                "to the " + card.title() + ", from receipt " + sale.receipt());
    }

    void reversal(Basket basket, DayPlan.Card card) {
        Sale sale = checkout.card(till.begin(basket), card);
        told(checkout.decided(till.reverse(sale, "wrong card")),
                "the payment of receipt " + sale.receipt() + " is reversed at the terminal");
    }

    private void told(Refund refund, String how) {
        console.tell("sale", "refund     " + Console.amount(refund.total()) + "  " + how
                + (refund.state().equals("COMPLETED") ? "" : "; it is " + refund.state()));
    }
}
