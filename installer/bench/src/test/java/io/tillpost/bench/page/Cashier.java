package io.tillpost.bench.page;

import com.microsoft.playwright.Keyboard;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.WaitForSelectorOptions;
import com.microsoft.playwright.TimeoutError;

/// A person at the till page: sees what is on the screen, touches, types and scans.
final class Cashier {
    private static final int MOST_PRESSES = 20;
    private static final double PRESS_AGAIN_MS = 1_000;

    final Page page;

    Cashier(Page page) {
        this.page = page;
    }

    static Cashier signedIn(Page page, String name, String pin) {
        var cashier = new Cashier(page);
        cashier.signIn(name, pin);
        return cashier;
    }

    void signIn(String name, String pin) {
        page.click(".person:has-text('" + name + "')");
        type(pin);
        page.keyboard().press("Enter");
    }

    /// Signs in and opens the shift if none is open.
    static Cashier ready(Page page, String name, String pin) {
        Cashier cashier = signedIn(page, name, pin);
        cashier.sees("main[data-screen=sale], main[data-screen=shift]");
        if (page.querySelector("main[data-screen=shift]") != null) {
            cashier.openShift();
        }
        return cashier;
    }

    /// With a float of 100.00.
    void openShift() {
        sees("#open-title");
        type("10000");
        page.keyboard().press("Enter");
        seesScreen("sale");
    }

    void type(String keys) {
        page.keyboard().type(keys, new Keyboard.TypeOptions().setDelay(60));
    }

    /// As a scanner types.
    void scan(String code) {
        page.keyboard().type(code, new Keyboard.TypeOptions().setDelay(2));
        page.keyboard().press("Enter");
    }

    void scans(String... codes) {
        for (String code : codes) {
            scan(code);
        }
    }

    /// To the tender screen.
    void pay() {
        page.click("button.pay");
        seesScreen("tender");
    }

    void payExact() {
        page.click("button.note[data-kind=exact]");
        seesScreen("paid");
    }

    void payCard() {
        page.click("button.way[data-kind=card]");
    }

    /// A key right after the screen has changed is taken for a second press of the one before; then it is pressed again.
    void nextCustomer() {
        var sale = "main[data-screen=sale]";
        for (int presses = 0; presses < MOST_PRESSES && page.querySelector(sale) == null; presses++) {
            page.keyboard().press("Enter");
            try {
                page.waitForSelector(sale, new WaitForSelectorOptions().setTimeout(PRESS_AGAIN_MS));
            } catch (TimeoutError e) {
                // Once more.
            }
        }
        seesScreen("sale");
    }

    void sees(String selector) {
        page.waitForSelector(selector);
    }

    void seesScreen(String name) {
        sees("main[data-screen=" + name + "]");
    }

    void seesCard(String state) {
        page.waitForSelector(".card-screen[data-state=" + state + "]",
                new WaitForSelectorOptions().setTimeout(60_000));
    }

    /// A line with these words is in the cart.
    void seesLine(String words) {
        sees(".line:has-text('" + words + "')");
    }

    String total() {
        return page.textContent(".sum-amount").replaceAll("[^0-9.,]", "");
    }

    Cashier toSale() {
        page.keyboard().press("Escape");
        seesScreen("sale");
        return this;
    }

    void seesTold(String words) {
        sees(".notice:has-text('" + words + "')");
    }

    String told() {
        return page.textContent(".notices");
    }
}
