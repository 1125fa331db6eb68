package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Browser.NewContextOptions;
import com.microsoft.playwright.Page;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The till page as cashiers see it, in a browser, against the real agent with simulated devices.
class TillPageTest extends AtTheTill {
    private static Cashier anna() {
        return Cashier.ready(world.open(), PageWorld.CASHIER, PageWorld.CASHIER_PIN);
    }

    @Test
    void aCashierScansTakesCashAndSeesTheChange() {
        Cashier anna = anna();
        anna.scans(PageWorld.COFFEE, PageWorld.BREAD);
        anna.seesLine("Coffee");
        anna.seesLine("Rye bread");
        assertEquals("6.70", anna.total());
        anna.pay();
        anna.type("1000");
        anna.page.keyboard().press("F10");
        anna.seesScreen("paid");
        assertTrue(anna.page.textContent(".change").contains("3.30"), anna.page.textContent(".change"));
        anna.sees("till-receipt :text('Rye bread')");
        anna.nextCustomer();
        anna.sees(".cart-empty");
    }

    @Test
    void twoTapsOnCardChargeOnce() throws IOException {
        Cashier anna = anna();
        long before = charges();
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        anna.pay();
        anna.page.dblclick("button.way[data-kind=card]");
        anna.seesScreen("paid");
        assertEquals(before + 1, charges());
        anna.nextCustomer();
    }

    @Test
    void aDeclinedCardWasNotChargedAndCashPaysInstead() {
        Cashier anna = anna();
        world.shop.terminal().declineNext();
        anna.scan(PageWorld.BREAD);
        anna.seesLine("Rye bread");
        anna.pay();
        anna.payCard();
        anna.seesCard("NOT_CHARGED");
        anna.page.keyboard().press("Enter");
        anna.seesScreen("tender");
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void aPulledCableLeavesNoDoubtAndTheLaneGoesOn() throws IOException {
        Cashier anna = anna();
        long before = charges();
        world.shop.terminal().pullCableAfterApproval(Duration.ofSeconds(4));
        anna.scan(PageWorld.NOTEBOOK);
        anna.seesLine("Notebook");
        anna.pay();
        anna.payCard();
        anna.seesCard("CHECKING");
        assertFalse(anna.page.isVisible("button.way"), "nothing here leads to a second charge");
        anna.page.keyboard().press("F6");
        anna.seesScreen("sale");
        anna.sees(".held");
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        anna.pay();
        anna.payExact();
        anna.nextCustomer();
        anna.page.waitForCondition(() -> anna.page.querySelector(".held") == null);
        assertEquals(before + 1, charges());
    }

    /// The terminal has the command and says nothing, in life for up to three minutes, before it counts as not answering.
    @Test
    void aTerminalThatFallsSilentWhileItAsksForTheCardHoldsNobodyUp() throws IOException {
        Cashier anna = anna();
        long before = charges();
        world.shop.terminal().command("fault freeze 15000 at host");
        anna.scan(PageWorld.NOTEBOOK);
        anna.seesLine("Notebook");
        anna.pay();
        anna.payCard();
        anna.seesCard("ASK");
        anna.page.keyboard().press("F6");
        anna.seesScreen("sale");
        anna.page.click(".held");
        anna.seesCard("ASK");
        assertFalse(anna.page.isVisible("button.way"), "nothing here leads to a second charge");
        anna.page.click(".card-actions .big-button:has-text('next customer')");
        anna.seesScreen("sale");
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        anna.pay();
        anna.payExact();
        anna.nextCustomer();
        anna.page.waitForCondition(() -> anna.page.querySelector(".held") == null);
        assertEquals(before + 1, charges());
    }

    @Test
    void fiftyScansInARowAreAllThere() {
        Cashier anna = anna();
        for (int i = 0; i < 50; i++) {
            anna.scan(i % 2 == 0 ? PageWorld.COFFEE : PageWorld.BREAD);
        }
        anna.page.waitForCondition(() -> anna.page.textContent(".sum-label small").startsWith("50"));
        assertEquals(2, anna.page.querySelectorAll(".line").size());
        voidCart(anna);
    }

    @Test
    void aScanIntoASearchFieldOrADialogTypesNothingThere() {
        Cashier anna = anna();
        anna.page.click("#search");
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        assertEquals("", anna.page.inputValue("#search"));
        voidCart(anna);
    }

    @Test
    void anUnknownBarcodeIsSaidAndScanningGoesOn() {
        Cashier anna = anna();
        anna.scans("9999999999994", PageWorld.COFFEE);
        anna.seesLine("Coffee");
        assertTrue(anna.told().contains("9999999999994"), anna.told());
        voidCart(anna);
    }

    @Test
    void aWholeNumberOfKilogramsIsAWeight() {
        Cashier anna = anna();
        anna.scan(PageWorld.BREAD);
        anna.seesLine("1 ×");
        anna.page.click(".quick-key:has-text('Apples')");
        anna.sees("dialog[open]");
        anna.type("2.000");
        anna.page.keyboard().press("Enter");
        anna.seesLine("2.000 kg");
        anna.seesLine("2.99 per kg");
        assertEquals(0, anna.page.querySelectorAll(".line[data-last=true] .stepper").size());
        anna.page.click(".line-main:has-text('Apples')");
        assertEquals("2.000", anna.page.inputValue("dialog[open] input[name=quantity]"));
        anna.page.keyboard().press("Escape");
        anna.pay();
        anna.seesLine("2.000 kg");
        assertTrue(anna.page.textContent(".sum-label small").startsWith("2 "), "bread and a bag of apples");
        anna.page.reload();
        anna.seesScreen("tender");
        anna.seesLine("2.000 kg");
        anna.seesLine("1 ×");
        anna.payExact();
        anna.nextCustomer();
    }

    @Test
    void aReloadLosesNothing() {
        Cashier anna = anna();
        anna.scans(PageWorld.COFFEE, PageWorld.NOTEBOOK);
        anna.seesLine("Notebook");
        anna.page.reload();
        anna.seesScreen("sale");
        anna.seesLine("Coffee");
        anna.seesLine("Notebook");
        voidCart(anna);
    }

    @Test
    void aSecondTabTakesTheTillOverVisiblyAndGivesItBackForAPin() {
        Cashier first = anna();
        first.scan(PageWorld.COFFEE);
        first.seesLine("Coffee");
        Cashier second = Cashier.ready(world.open(), PageWorld.SUPERVISOR, PageWorld.SUPERVISOR_PIN);
        second.seesLine("Coffee");
        first.seesScreen("taken-over");
        first.type(PageWorld.CASHIER_PIN);
        first.page.keyboard().press("Enter");
        first.seesLine("Coffee");
        second.seesScreen("taken-over");
        voidCart(first);
    }

    @Test
    void aRefundNeedsASupervisorsPin() {
        Cashier anna = anna();
        anna.scans(PageWorld.BREAD);
        anna.seesLine("Rye bread");
        anna.pay();
        anna.payExact();
        anna.nextCustomer();
        anna.page.keyboard().press("F8");
        anna.seesScreen("receipts");
        anna.page.click(".receipt-list .row >> nth=0");
        anna.page.click(".detail-side .big-button[data-kind=primary]");
        anna.page.click(".refund-line .step[aria-label='One more']");
        anna.page.click("dialog[open] .chip:has-text('Defective')");
        anna.page.click("dialog .dialog-end .big-button[data-kind=primary]");
        anna.sees("till-approval-dialog dialog[open]");
        anna.type(PageWorld.SUPERVISOR_PIN);
        anna.page.keyboard().press("Enter");
        anna.sees("main[data-screen=refund] :text('Refunded')");
    }

    @Test
    void aScannedReceiptOpensWhereverOneMayLookAtIt() {
        Cashier anna = anna();
        String receipt = sold(anna, PageWorld.NOTEBOOK);
        anna.scan(receipt);
        anna.seesScreen("receipts");
        anna.sees(".receipt-detail pre:has-text('Notebook')");
        String newer = sold(anna.toSale(), PageWorld.COFFEE);
        anna.page.keyboard().press("F8");
        anna.seesScreen("receipts");
        anna.scan(receipt);
        anna.sees(".receipt-detail pre:has-text('Notebook')");
        anna.page.click("#number");
        anna.scan(newer);
        anna.sees(".receipt-detail pre:has-text('Coffee')");
        assertEquals("", anna.page.inputValue("#number"));
        anna.scan(PageWorld.COFFEE);
        anna.seesTold(PageWorld.COFFEE + " was not added");
        anna.scan("no-such-series/1");
        anna.sees("#find-message:has-text('no-such-series/1')");
        anna.sees(".receipt-detail pre:has-text('Coffee')");
    }

    @Test
    void aReceiptIsFoundHoweverItsNumberIsTyped() {
        Cashier anna = anna();
        String receipt = sold(anna, PageWorld.NOTEBOOK);
        sold(anna.toSale(), PageWorld.COFFEE);
        String number = receipt.substring(receipt.indexOf('/') + 1);
        for (String typed : List.of(receipt, "Receipt " + receipt.replace('/', ' '),
                receipt.toUpperCase(Locale.ROOT))) {
            anna.page.keyboard().press("F9");
            anna.seesScreen("shift");
            anna.page.keyboard().press("F8");
            look(anna, typed);
            anna.sees(".receipt-detail pre:has-text('Notebook')");
        }
        look(anna, "shop-9/" + number);
        anna.sees("#find-message:has-text('no receipt shop-9/" + number + "')");
        look(anna, "shop");
        anna.sees("#find-message:has-text('A receipt number is like')");
    }

    @Test
    void aNumberThatMayBeSeveralReceiptsLetsOneChoose() throws IOException {
        Cashier anna = anna();
        sold(anna, PageWorld.BREAD);
        String sale = world.get("/v1/receipts?limit=1").required("items").get(0).required("sale").asText();
        var refund = world.post("/v1/sales/" + sale + "/refunds", Map.of("lines",
                List.of(Map.of("line", 1, "quantityThousandths", 1000)), "reason", "Defective", "tender",
                Map.of("kind", "cash"))).required("receipt");
        anna.page.keyboard().press("F8");
        String number = refund.required("number").asText();
        look(anna, number);
        anna.sees("#find-message:has-text('" + number + " may be several receipts')");
        anna.page.click(".row:has-text('" + refund.required("series").asText() + "/" + number + "')");
        anna.sees(".receipt-detail :text('This is a refund')");
    }

    private static void look(Cashier anna, String typed) {
        anna.sees("#number");
        anna.page.fill("#number", typed);
        anna.page.press("#number", "Enter");
    }

    @Test
    void aReceiptThatIsScannedWhileOneSellsLeavesTheCartAndThePaymentAlone() {
        Cashier anna = anna();
        String receipt = sold(anna, PageWorld.NOTEBOOK);
        anna.nextCustomer();
        anna.scans(PageWorld.COFFEE, receipt);
        anna.seesScreen("receipts");
        anna.toSale().seesLine("Coffee");
        anna.scan("no-such-series/1");
        anna.seesTold("no article, and no receipt");
        anna.page.keyboard().press("F4");
        anna.sees("dialog[open]");
        anna.scan(receipt);
        anna.seesTold("Receipt " + receipt + " was not opened");
        anna.page.keyboard().press("Escape");
        anna.pay();
        anna.scan(receipt);
        anna.sees("main[data-screen=tender] ~ .notices:has-text('" + receipt + "')");
        anna.payExact();
        anna.nextCustomer();
        anna.page.keyboard().press("F9");
        anna.seesScreen("shift");
        anna.scan(receipt);
        anna.seesTold("Go to the receipts (F8) first");
    }

    /// Sells one thing for cash and answers what the receipt's bar code holds.
    private static String sold(Cashier anna, String code) {
        anna.scan(code);
        anna.sees(".line");
        anna.pay();
        anna.payExact();
        anna.sees("till-receipt pre:has-text('|||')");
        return anna.page.textContent("till-receipt pre").strip().lines().toList().getLast().replace("|", "")
                .strip();
    }

    @Test
    void theBoxMayDieAndComeBackUnderThePage() {
        Cashier anna = anna();
        anna.scan(PageWorld.COFFEE);
        anna.seesLine("Coffee");
        world.shop.stopAgent();
        anna.sees(".unreachable");
        world.shop.startAgent();
        anna.page.waitForCondition(() -> anna.page.querySelector(".unreachable") == null);
        anna.scan(PageWorld.BREAD);
        anna.seesLine("Rye bread");
        anna.seesLine("Coffee");
        voidCart(anna);
    }

    @Test
    void noScreenHasABarrierThatAxeFinds() {
        for (String scheme : List.of("light", "dark")) {
            var options = new NewContextOptions().setViewportSize(1280, 800).setLocale("en-GB")
                    .setColorScheme(scheme.equals("dark")
                            ? com.microsoft.playwright.options.ColorScheme.DARK
                            : com.microsoft.playwright.options.ColorScheme.LIGHT);
            Page page = world.open(options);
            Barriers.none(page, scheme + " sign-in");
            Cashier anna = Cashier.ready(page, PageWorld.CASHIER, PageWorld.CASHIER_PIN);
            anna.scans(PageWorld.COFFEE, PageWorld.BREAD);
            anna.seesLine("Rye bread");
            Barriers.none(page, scheme + " sale");
            page.keyboard().press("F4");
            anna.sees("dialog[open]");
            Barriers.none(page, scheme + " discount");
            page.keyboard().press("Escape");
            anna.pay();
            Barriers.none(page, scheme + " tender");
            anna.payExact();
            Barriers.none(page, scheme + " paid");
            anna.nextCustomer();
            page.keyboard().press("F8");
            anna.seesScreen("receipts");
            Barriers.none(page, scheme + " receipts");
            page.keyboard().press("F9");
            anna.seesScreen("shift");
            Barriers.none(page, scheme + " shift");
            world.tidy();
        }
    }

    private static void voidCart(Cashier anna) {
        anna.page.keyboard().press("F6");
        anna.page.click("dialog[open] fieldset .chip >> nth=0");
        anna.page.click("dialog[open] .dialog-end .big-button[data-kind=danger]");
        anna.sees(".cart-empty");
    }

    private static long charges() throws IOException {
        Path ledger = world.shop.terminalLedger();
        return Files.exists(ledger)
                ? Files.readAllLines(ledger).stream().filter(line -> line.contains("\"kind\":\"charge\""))
                        .count()
                : 0;
    }
}
