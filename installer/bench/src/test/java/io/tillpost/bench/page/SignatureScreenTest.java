package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/// A payment by signature is answered with the keyboard, by whoever looks at the screen, also after a reload.
class SignatureScreenTest extends AtTheTill {
    /// A cashier whose customer has to sign for a coffee.
    private static Cashier anna() {
        world.shop.terminal().command("next approve-verified 1");
        Cashier anna = Cashier.ready(world.open(), PageWorld.CASHIER, PageWorld.CASHIER_PIN);
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        anna.pay();
        anna.page.keyboard().press("F3");
        anna.seesScreen("signature");
        return anna;
    }

    @Test
    void theQuestionOutlastsAReloadAndEnterDoesNotAnswerIt() {
        Cashier anna = anna();
        anna.sees(".paper:has-text('MERCHANT COPY')");
        anna.sees(".card-shown:text-is('Printed.')");
        anna.page.keyboard().press("Enter");
        anna.page.keyboard().press("Escape");
        anna.page.keyboard().press("F10");
        anna.page.reload();
        anna.seesScreen("signature");
        assertTrue(anna.page.textContent(".card-amount").contains("2.50"));
        anna.page.keyboard().press("F3");
        anna.seesTold("Printed.");
        anna.page.keyboard().press("F2");
        anna.seesScreen("paid");
        anna.sees("till-receipt :text('Verified by signature')");
        anna.nextCustomer();
    }

    @Test
    void whatDoesNotMatchGoesBackToTheCardAndIsPaidAnotherWay() {
        Cashier anna = anna();
        anna.page.keyboard().press("F4");
        anna.sees("dialog[open]");
        anna.page.keyboard().press("Escape");
        anna.seesScreen("signature");
        anna.page.keyboard().press("F4");
        anna.sees("dialog[open]");
        anna.page.click("dialog[open] button:has-text('Give back')");
        anna.seesCard("PAID");
        anna.sees(".card-says:has-text('Refunded')");
        anna.page.keyboard().press("Enter");
        anna.seesScreen("tender");
        anna.page.waitForFunction("() => !document.querySelector('.tenders li')");
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void moneyThatDidNotGoBackIsAskedForAgain() {
        Cashier anna = anna();
        world.shop.terminal().declineNext();
        anna.page.keyboard().press("F4");
        anna.page.click("dialog[open] button:has-text('Give back')");
        anna.seesCard("NOT_CHARGED");
        anna.page.keyboard().press("Enter");
        anna.seesScreen("signature");
        anna.page.keyboard().press("F6");
        anna.seesScreen("sale");
        anna.page.click("button:has-text('A signature has to be compared')");
        anna.seesScreen("signature");
        anna.page.keyboard().press("F2");
        anna.seesScreen("paid");
        anna.nextCustomer();
    }
}
