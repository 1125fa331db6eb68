package io.tillpost.bench.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page.EmulateMediaOptions;
import com.microsoft.playwright.Page.ScreenshotOptions;
import com.microsoft.playwright.options.ColorScheme;
import io.tillpost.installer.shop.Shop;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// A box came back from its mirror alone, in the middle of a sale and of a refund: it knows their money, and the cashier
/// says at the till which goods it was for. The screens are left as pictures in target/restored-till or the folder that the
/// property `tillpost.pictures` names; the how-to shows them.
@ExtendWith(SharedWorld.class)
class RestoredTillTest {
    private static final String CONFIRM = ".again-side > .big-button[data-kind=primary]";
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static PageWorld world;
    /// Two coffees and a bread; one coffee was on its way back to a card.
    private static String sold = "";

    @BeforeAll
    static void aBoxForgets(PageWorld shared) throws IOException {
        world = shared;
        world.clear();
        if (world.get("/v1/shifts?open=true&till=" + Shop.TILL).required("items").isEmpty()) {
            var _ = world.post("/v1/shifts",
                    Map.of("till", Shop.TILL, "operator", "anna", "openingFloat", eur(10_000)));
        }
        sold = checkedOut(PageWorld.COFFEE, PageWorld.COFFEE, PageWorld.BREAD);
        payCash(sold, 920);
        payCash(checkedOut(PageWorld.COFFEE, PageWorld.BREAD), 500);
        world.shop.terminal().pullCableAfterApproval(Duration.ofSeconds(3));
        JsonNode refund = world.post("/v1/sales/" + sold + "/refunds",
                Map.of("lines", List.of(line(1)), "reason", "broken", "tender", Map.of("kind", "card")));
        String attempt = "/v1/attempts/" + refund.required("attempt").asText();
        await("nobody knows whether the card got its money",
                () -> world.get(attempt).required("state").asText().equals("CHECKING"));
        world.loseTheJournal();
        await("the terminal said that the card got its money",
                () -> world.get(attempt).required("state").asText().equals("PAID"));
    }

    @AfterEach
    void tidy() {
        world.tidy();
    }

    @Test
    void theGoodsOfAHalfPaidSaleAreScannedAgainAndTheRestIsPaid() {
        Cashier bert = atTheSaleScreen();
        bert.page.click(".held:has-text('5.00 EUR paid')");
        bert.seesScreen("sale-again");
        bert.sees(".verdict:has-text('The cart is empty')");
        bert.sees(".taken-tender:has-text('5.00')");
        assertTrue(bert.page.isDisabled(CONFIRM), "there is nothing to confirm yet");
        bert.scan(PageWorld.COFFEE);
        bert.sees(".verdict:has-text('Goods for 2.50 EUR are missing')");
        bert.page.keyboard().press("F10");
        assertTrue(bert.page.isDisabled(CONFIRM), "the goods are worth less than what was paid");
        bert.scan(PageWorld.BREAD);
        bert.sees(".verdict:has-text('still has to pay 1.70 EUR')");
        noBarriers(bert, "restored-sale");

        // Somebody takes the bread out of the cart while the cashier confirms.
        meanwhile(bert, "/cart/ring-up-again",
                () -> world.post("/v1/tills/" + Shop.TILL + "/cart/lines/2/remove", Map.of()));
        bert.page.keyboard().press("F10");
        bert.sees(".notice:has-text('these goods come to less than was paid')");
        bert.sees(".verdict:has-text('Goods for 2.50 EUR are missing')");

        bert.scan(PageWorld.BREAD);
        bert.sees(".verdict:has-text('still has to pay 1.70 EUR')");
        bert.page.keyboard().press("F10");
        bert.seesScreen("tender");
        bert.sees(".due-amount:has-text('1.70')");
        bert.payExact();
        bert.sees("till-receipt :text('Rye bread')");
        bert.nextCustomer();
        assertFalse(bert.page.isVisible(".held:has-text('paid')"), "nothing waits any more");
    }

    @Test
    void theLinesOfARefundAreChosenAgainAndItIsCompleted() {
        Cashier bert = atTheSaleScreen();
        bert.page.click(".held:has-text('2.50 EUR given back')");
        bert.seesScreen("refund-again");
        bert.sees(".verdict:has-text('Choose what the customer brought back')");
        assertTrue(bert.page.isDisabled(CONFIRM), "there is nothing to confirm yet");
        bert.page.click(".refund-line:has-text('Rye bread') .step >> nth=1");
        bert.sees(".verdict:has-text('1.70 EUR have still to be given back')");
        noBarriers(bert, "restored-refund");

        // Somebody gives the money for the bread back while the cashier confirms.
        meanwhile(bert, "/lines",
                () -> world.post("/v1/sales/" + sold + "/refunds", Map.of("lines", List.of(line(2)),
                        "reason", "broken", "tender", Map.of("kind", "cash"))));
        bert.page.click(CONFIRM);
        bert.sees(".notice:has-text('some of it was refunded meanwhile')");
        bert.sees(".refund-line[data-off=true]:has-text('Rye bread')");

        bert.page.click(".refund-line:has-text('Coffee') .step >> nth=1");
        bert.sees(".verdict:has-text('Exactly what was given back')");
        bert.page.click(CONFIRM);
        bert.sees("main[data-screen=refund] :text('Refunded')");
        bert.sees("main[data-screen=refund] :text('goes back to the card')");
        bert.nextCustomer();
        assertFalse(bert.page.isVisible(".held:has-text('given back')"), "nothing waits any more");
    }

    /// Signing in opens on what waits; the next customer may come first.
    private static Cashier atTheSaleScreen() {
        Cashier bert = Cashier.signedIn(world.open(), PageWorld.SUPERVISOR, PageWorld.SUPERVISOR_PIN);
        bert.sees("main[data-screen=sale-again], main[data-screen=refund-again]");
        bert.page.keyboard().press("Escape");
        bert.seesScreen("sale");
        return bert;
    }

    private static void noBarriers(Cashier bert, String name) {
        for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
            bert.page.emulateMedia(new EmulateMediaOptions().setColorScheme(scheme));
            Barriers.none(bert.page, scheme + " " + name);
            Path pictures = Path.of(System.getProperty("tillpost.pictures", "target/restored-till"));
            String file = scheme == ColorScheme.LIGHT ? name : name + "-dark";
            bert.page.screenshot(new ScreenshotOptions().setPath(pictures.resolve(file + ".png")));
        }
    }

    private interface Work {
        JsonNode run() throws IOException;
    }

    /// Does `work` before the page's next command whose path ends so goes on its way.
    private static void meanwhile(Cashier cashier, String path, Work work) {
        var done = new AtomicBoolean();
        cashier.page.route(url -> url.endsWith(path), route -> {
            try {
                if (route.request().method().equals("POST") && done.compareAndSet(false, true)) {
                    var _ = work.run();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            route.resume();
        });
    }

    private static String checkedOut(String... codes) throws IOException {
        String cart = "/v1/tills/" + Shop.TILL + "/cart";
        for (String code : codes) {
            var _ = world.post(cart + "/lines", Map.of("code", code));
        }
        return world.post(cart + "/checkout", Map.of()).required("sale").asText();
    }

    private static void payCash(String sale, long minor) throws IOException {
        JsonNode paid = world.post("/v1/sales/" + sale + "/tenders",
                Map.of("kind", "cash", "given", eur(minor)));
        assertEquals(minor, paid.required("paid").required("minor").asLong());
    }

    private interface Question {
        boolean holds() throws IOException;
    }

    private static void await(String what, Question question) throws IOException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!question.holds()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + PATIENCE + ": " + what);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static Map<String, Object> line(int number) {
        return Map.of("line", number, "quantityThousandths", 1000);
    }

    private static Map<String, Object> eur(long minor) {
        return Map.of("minor", minor, "currency", "EUR");
    }
}
