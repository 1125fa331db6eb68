package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/// The payment screen takes what the cashier meant, or nothing.
class TakingMoneyTest extends AtTheTill {
    /// A cashier with a coffee to be paid.
    private static Cashier anna() {
        Cashier anna = Cashier.ready(world.open(), PageWorld.CASHIER, PageWorld.CASHIER_PIN);
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        anna.pay();
        anna.seesScreen("tender");
        return anna;
    }

    @Test
    void theKeyForExactCashKeepsTheTip() {
        Cashier anna = anna();
        anna.page.keyboard().press("F7");
        anna.sees("dialog[open]");
        anna.type("2.00");
        anna.page.keyboard().press("Enter");
        anna.sees("button.way[aria-pressed=true]");
        anna.page.keyboard().press("F2");
        anna.seesScreen("paid");
        assertEquals(0, anna.page.querySelectorAll(".change").size(), "a tip is no change");
        anna.sees("till-receipt :text('Tip')");
        anna.nextCustomer();
    }

    @Test
    void theChangeIsStillSeenOnAPageThatWasLoadedAnew() {
        Cashier anna = anna();
        anna.type("1000");
        anna.page.keyboard().press("F10");
        anna.seesScreen("paid");
        anna.page.reload();
        anna.seesScreen("sale");
        anna.sees(".cart-last:has-text('7.50')");
        Barriers.none(anna.page, "the last sale's change");
        anna.scan(PageWorld.BREAD);
        anna.seesLine("Rye bread");
        assertEquals(0, anna.page.querySelectorAll(".cart-last").size(), "the next sale has begun");
        anna.pay();
        anna.payExact();
        anna.nextCustomer();
        anna.sees(".cart-empty");
        assertEquals(0, anna.page.querySelectorAll(".cart-last").size(), "that one had no change");
        anna.page.reload();
        anna.sees(".cart-empty");
        assertEquals(0, anna.page.querySelectorAll(".cart-last").size());
    }

    @Test
    void whatIsStillDueIsSeenOnAPageThatWasLoadedAnew() {
        Cashier anna = anna();
        anna.type("100");
        anna.page.keyboard().press("F10");
        anna.sees(".taken-tender");
        anna.page.reload();
        anna.seesScreen("tender");
        anna.sees(".taken-tender:has-text('1.00')");
        assertEquals("1.50", anna.page.textContent(".due-box .due-amount").replaceAll("[^0-9.]", ""));
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void nothingIsTakenForWhatIsNoAmount() {
        Cashier anna = anna();
        anna.type("50.000");
        anna.page.keyboard().press("Enter");
        anna.seesTold("Type an amount");
        anna.page.keyboard().press("F3");
        anna.seesScreen("tender");
        assertEquals("50.000", anna.page.textContent(".due-box[data-kind=given] .due-amount"));
        anna.page.keyboard().press("Escape");
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void aSecondEnterOnADeclinedCardTakesNoCash() {
        world.shop.terminal().declineNext();
        Cashier anna = anna();
        anna.payCard();
        anna.seesCard("NOT_CHARGED");
        anna.page.keyboard().press("Enter");
        anna.page.keyboard().press("Enter");
        anna.seesScreen("tender");
        assertEquals(0, anna.page.querySelectorAll("till-paid").size());
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void aSecondEnterOnTheTipTakesNoCash() {
        Cashier anna = anna();
        anna.page.keyboard().press("F7");
        anna.sees("dialog[open]");
        anna.type("2.00");
        anna.page.keyboard().press("Enter");
        anna.page.keyboard().press("Enter");
        anna.sees("button.way[aria-pressed=true]");
        anna.seesScreen("tender");
        assertEquals(0, anna.page.querySelectorAll("till-paid").size());
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void anArticlesNumberIsNoCash() {
        Cashier anna = anna();
        anna.type("4006381333931");
        anna.page.keyboard().press("Enter");
        anna.seesTold("Nobody gives");
        anna.seesScreen("tender");
        assertEquals("–", anna.page.textContent(".due-box[data-kind=given] .due-amount"));
        anna.payExact();
        anna.nextCustomer();
    }
}
