package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Page.WaitForConditionOptions;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.Route.FulfillOptions;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// A page that is older than its agent.
class UpgradedAgentTest extends AtTheTill {
    private static final String OLD = "of-before";
    private static final double PATIENCE_MS = 120_000;

    private final AtomicInteger asked = new AtomicInteger();
    private final AtomicInteger loaded = new AtomicInteger();

    @Test
    void anOldPageIsLoadedAnewWhileNobodyIsServed() {
        Cashier anna = anna();
        String version = version(anna);
        oldPages(anna, 1);
        anna.page.reload();
        awaitLoads(anna, 2);
        anna.seesScreen("sale");
        assertEquals(version, version(anna));
        assertEquals(0, anna.page.querySelectorAll(".outdated").size());
    }

    @Test
    void anOldPageWaitsUntilTheSaleIsOver() {
        Cashier anna = anna();
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        oldPages(anna, 1);
        anna.page.reload();
        anna.seesLine("Coffee");
        anna.sees(".outdated:has-text('as soon as nothing is being sold')");
        Barriers.none(anna.page, "an old page");
        anna.pay();
        anna.payExact();
        assertEquals(OLD, version(anna));
        anna.nextCustomer();
        awaitLoads(anna, 2);
        anna.seesScreen("sale");
        assertNotEquals(OLD, version(anna));
    }

    @Test
    void aReloadThatBringsTheOldPageIsNotDoneAgain() {
        Cashier anna = anna();
        oldPages(anna, Integer.MAX_VALUE);
        anna.page.reload();
        awaitLoads(anna, 2);
        anna.sees(".outdated:has-text('call store IT')");
        assertEquals(2, asked.get());
        anna.page.click(".outdated button");
        awaitLoads(anna, 3);
        anna.sees(".outdated:has-text('call store IT')");
        anna.scan(PageWorld.BREAD);
        anna.seesLine("Rye bread");
        assertEquals(3, asked.get());
    }

    @Test
    void anAgentThatComesBackAsItWasLeavesThePageAlone() {
        Cashier anna = anna();
        oldPages(anna, 0);
        world.shop.stopAgent();
        anna.sees(".unreachable");
        world.shop.startAgent();
        anna.page.waitForCondition(() -> anna.page.querySelector(".unreachable") == null);
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        assertEquals(0, asked.get());
        assertEquals(0, anna.page.querySelectorAll(".outdated").size());
    }

    private static Cashier anna() {
        return Cashier.ready(world.open(), PageWorld.CASHIER, PageWorld.CASHIER_PIN);
    }

    private static String version(Cashier cashier) {
        return cashier.page.getAttribute("meta[name=version]", "content");
    }

    private void awaitLoads(Cashier cashier, int times) {
        cashier.page.waitForCondition(() -> loaded.get() == times,
                new WaitForConditionOptions().setTimeout(PATIENCE_MS));
    }

    /// As if the page had been loaded from an agent of before, so many times; counts how often it is loaded.
    private void oldPages(Cashier cashier, int times) {
        Page page = cashier.page;
        String version = version(cashier);
        page.onLoad(_ -> loaded.incrementAndGet());
        page.route("**/till/", route -> {
            if (asked.incrementAndGet() <= times) {
                answerOld(route, version);
            } else {
                route.resume();
            }
        });
    }

    private static void answerOld(Route route, String version) {
        var index = route.fetch();
        route.fulfill(new FulfillOptions().setResponse(index).setBody(index.text().replace(version, OLD)));
    }
}
