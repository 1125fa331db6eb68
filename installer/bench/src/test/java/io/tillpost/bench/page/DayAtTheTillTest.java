package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.ScreenshotOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// One cashier's whole day in a browser, against the real agent. Each step leaves a picture of the screen, in
/// target/day-at-the-till or the folder that the property `tillpost.pictures` names; the how-to shows them.
class DayAtTheTillTest {
    private static final String NEXT = "dialog[open] .dialog-end .big-button[data-kind=primary]";
    private static final String VOUCHER = "GV-20771";

    @TempDir
    private Path folder;
    private Path pictures = Path.of("target/day-at-the-till");
    private int taken;

    @Test
    void fromSigningInToTheZAndPractisingAfterwards() throws IOException {
        pictures = Path.of(System.getProperty("tillpost.pictures", pictures.toString()));
        Files.createDirectories(pictures);
        try (var world = new PageWorld(folder)) {
            var anna = new Cashier(world.open());
            try {
                day(world, anna);
            } catch (RuntimeException | AssertionError e) {
                picture(anna, "where-it-failed");
                throw e;
            }
        }
    }

    private void day(PageWorld world, Cashier anna) throws IOException {
        morning(anna);
        cart(anna);
        parkAndRecall(anna);
        cash(anna);
        card(world, anna);
        voucher(anna);
        checking(world, anna);
        refund(anna);
        drawer(anna);
        evening(anna);
        training(anna);
    }

    private void morning(Cashier anna) throws IOException {
        picture(anna, "sign-in");
        anna.signIn(PageWorld.CASHIER, PageWorld.CASHIER_PIN);
        anna.sees("#open-title");
        anna.type("10000");
        anna.sees(".entry:has-text('100.00')");
        picture(anna, "open-shift");
        anna.page.keyboard().press("Enter");
        anna.seesScreen("sale");
    }

    private void cart(Cashier anna) throws IOException {
        anna.scans(PageWorld.COFFEE, PageWorld.BREAD, PageWorld.NOTEBOOK);
        anna.seesLine("Notebook");
        picture(anna, "scan");
        anna.page.click(".line-main:has-text('Coffee')");
        anna.page.fill("[name=quantity]", "3");
        picture(anna, "quantity");
        anna.page.click(NEXT);
        anna.sees(".line:has-text('7.50')");
        anna.page.click(".quick-key:has-text('Apples')");
        anna.page.fill("[name=weight]", "0.482");
        picture(anna, "weight");
        anna.page.click(NEXT);
        anna.seesLine("Apples");
        anna.page.click(".quick-key:has-text('Flowers')");
        anna.page.fill("[name=amount]", "12.50");
        anna.page.click(NEXT);
        anna.seesLine("Flowers");
        anna.page.keyboard().press("F4");
        anna.page.click("dialog[open] .chip:has-text('10')");
        anna.page.click("dialog[open] fieldset .chip:has-text('Price promised')");
        picture(anna, "discount");
        anna.page.click(NEXT);
        anna.sees(".sum-off");
    }

    private void parkAndRecall(Cashier anna) throws IOException {
        anna.page.keyboard().press("F3");
        anna.page.fill("[name=label]", "Lady with the red hat");
        anna.page.click(NEXT);
        anna.sees(".cart-empty");
        anna.page.keyboard().press("F3");
        anna.sees("dialog[open] .row:has-text('Lady with the red hat')");
        picture(anna, "parked");
        anna.page.click("dialog[open] .row");
        anna.seesLine("Flowers");
    }

    private void cash(Cashier anna) throws IOException {
        anna.pay();
        anna.type("5000");
        anna.sees(".due-box[data-kind=change]");
        picture(anna, "cash");
        anna.page.keyboard().press("F10");
        anna.seesScreen("paid");
        anna.sees("till-receipt :text('Flowers')");
        picture(anna, "change");
        anna.nextCustomer();
    }

    private void card(PageWorld world, Cashier anna) throws IOException {
        world.shop.terminal().declineNext();
        anna.scan(PageWorld.BREAD);
        anna.seesLine("Rye bread");
        anna.pay();
        picture(anna, "ways-to-pay");
        anna.payCard();
        anna.seesCard("NOT_CHARGED");
        picture(anna, "declined");
        anna.page.keyboard().press("Enter");
        anna.sees("button.way[data-kind=card]:enabled");
        anna.payCard();
        anna.seesScreen("paid");
        anna.nextCustomer();
    }

    /// One customer buys a voucher, the next pays a part with it.
    private void voucher(Cashier anna) throws IOException {
        anna.page.keyboard().press("F7");
        anna.sees("dialog[open] [name=number]");
        anna.scan(VOUCHER);
        anna.page.fill("[name=amount]", "5.00");
        anna.page.click(NEXT);
        anna.sees(".line");
        anna.pay();
        anna.payExact();
        anna.nextCustomer();
        anna.scans(PageWorld.COFFEE, PageWorld.NOTEBOOK);
        anna.seesLine("Notebook");
        anna.pay();
        anna.page.keyboard().press("F4");
        anna.sees("dialog[open] [name=number]");
        anna.scan(VOUCHER);
        anna.page.click(NEXT);
        anna.sees(".taken-tender");
        picture(anna, "split");
        anna.payExact();
        anna.nextCustomer();
    }

    private void checking(PageWorld world, Cashier anna) throws IOException {
        world.shop.terminal().pullCableAfterApproval(Duration.ofSeconds(8));
        anna.scan(PageWorld.NOTEBOOK);
        anna.seesLine("Notebook");
        anna.pay();
        anna.payCard();
        anna.seesCard("CHECKING");
        picture(anna, "checking");
        anna.page.keyboard().press("F6");
        anna.sees(".held");
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        picture(anna, "next-customer-meanwhile");
        anna.pay();
        anna.payExact();
        anna.nextCustomer();
        anna.page.waitForCondition(() -> anna.page.querySelector(".held") == null);
    }

    private void refund(Cashier anna) throws IOException {
        anna.page.keyboard().press("F8");
        anna.page.click(".receipt-list .row:has-text('2.50')");
        anna.sees(".detail-side");
        picture(anna, "receipts");
        anna.page.click(".detail-side .big-button[data-kind=primary]");
        anna.page.click(".refund-line .step >> nth=1");
        anna.page.click("dialog[open] .chip:has-text('Defective')");
        picture(anna, "refund");
        anna.page.click(NEXT);
        anna.sees("till-approval-dialog dialog[open]");
        picture(anna, "approval");
        anna.type(PageWorld.SUPERVISOR_PIN);
        anna.page.keyboard().press("Enter");
        anna.sees("#refund-title");
        anna.sees("main[data-screen=refund] till-receipt :text('Coffee')");
        picture(anna, "refunded");
        anna.nextCustomer();
    }

    private void drawer(Cashier anna) throws IOException {
        anna.page.keyboard().press("F9");
        anna.seesScreen("shift");
        picture(anna, "shift");
        anna.page.click(".tile:has-text('Pay out')");
        anna.page.fill("[name=amount]", "6.00");
        anna.page.click("dialog[open] .chip:has-text('Postage')");
        picture(anna, "pay-out");
        anna.page.click(NEXT);
        approve(anna);
        anna.sees(".notice");
        anna.page.click(".tile:has-text('X report')");
        approve(anna);
        anna.sees(".report");
        picture(anna, "x-report");
        anna.page.click(".report .action:has-text('Close')");
    }

    private void evening(Cashier anna) throws IOException {
        anna.page.click(".tile:has-text('Close shift')");
        anna.page.fill("input[aria-label*='50.00']", "2");
        anna.page.fill("input[aria-label*='20.00']", "1");
        anna.page.fill("input[aria-label*=' 5.00']", "1");
        anna.page.fill("input[aria-label*=' 2.00']", "1");
        anna.page.fill("input[aria-label*='0.10']", "1");
        anna.page.fill("input[aria-label*='0.05']", "1");
        anna.sees(".counting .sum-amount:has-text('127.15')");
        picture(anna, "count");
        anna.page.click(".choice-buttons .big-button[data-kind=primary]");
        anna.page.click(NEXT);
        anna.sees(".report");
        picture(anna, "z-report");
        assertTrue(anna.page.isVisible(".verdict[data-kind=good]"), anna.page.textContent(".report"));
        anna.page.click(".report .action:has-text('Close')");
    }

    private void training(Cashier anna) throws IOException {
        Page page = anna.page;
        page.click(".tool[aria-label='Sign out']");
        page.click(NEXT);
        anna.sees("till-sign-in");
        page.click("text=Practise in training mode");
        anna.sees(".training");
        anna.signIn(PageWorld.CASHIER, PageWorld.CASHIER_PIN);
        anna.openShift();
        page.click(".quick-key:has-text('Croissant')");
        anna.seesLine("Croissant");
        picture(anna, "training");
        assertEquals("1.90", anna.total());
    }

    private static void approve(Cashier anna) {
        anna.sees("till-approval-dialog dialog[open]");
        anna.type(PageWorld.SUPERVISOR_PIN);
        anna.page.keyboard().press("Enter");
    }

    /// Without what the till said in passing.
    private void picture(Cashier anna, String name) throws IOException {
        while (anna.page.isVisible(".notice button")) {
            anna.page.click(".notice button >> nth=0");
        }
        taken++;
        Path file = pictures.resolve("%02d-%s.png".formatted(taken, name));
        anna.page.screenshot(new ScreenshotOptions().setPath(file)
                .setAnimations(com.microsoft.playwright.options.ScreenshotAnimations.DISABLED));
    }
}
