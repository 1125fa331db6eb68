package io.tillpost.edge.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.sale.Basket.Item;
import io.tillpost.edge.sale.Pricing.Priced;
import io.tillpost.protocol.event.SaleLine.Discount;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PricingTest {
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final Pricing GROSS = new Pricing(true, EUR);
    private static final Pricing NET = new Pricing(false, EUR);

    @Test
    void taxIsComputedOnTheReceiptsTotalOfTheRateNotPerLine() {
        // Three times 0.99 at 19 %: 0.16 each would be 0.48, but 2.97 holds 0.47.
        Priced priced = priced(GROSS, item(1000, 99, 1900), item(1000, 99, 1900), item(1000, 99, 1900));
        assertEquals(List.of(47L), priced.taxes().stream().map(tax -> tax.tax().minor()).toList());
        assertEquals(297, priced.total().minor());
    }

    @Test
    void inANetPriceStoreTaxComesOnTop() {
        Priced priced = priced(NET, item(1000, 1000, 1900));
        assertEquals(1190, priced.total().minor());
        assertEquals(1000, priced.taxes().getFirst().net().minor());
    }

    @Test
    void aWeighedLineIsRoundedHalfUp() {
        assertEquals(1, priced(GROSS, item(500, 1, 700)).total().minor());
        assertEquals(124, priced(GROSS, item(333, 373, 700)).total().minor());
    }

    @Test
    void twoRatesAreTwoTotalsInOrder() {
        Priced priced = priced(GROSS, item(1000, 500, 1900), item(1000, 300, 700));
        assertEquals(List.of(new TaxRate(700), new TaxRate(1900)),
                priced.taxes().stream().map(TaxTotal::rate).toList());
    }

    @Test
    void aDiscountIsTakenOffItsLine() {
        var cheaper = new Item("1", "Tea", 2000, eur(400), new TaxRate(700), "food",
                List.of(new Discount("happy hour", eur(150))));
        assertEquals(650, priced(GROSS, cheaper).total().minor());
    }

    @Test
    void partsAlwaysAddUpToTheCent() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            var items = new Item[1 + random.nextInt(8)];
            Arrays.setAll(items,
                    _ -> new Item("1", "x", 1 + random.nextInt(5000), eur(1000 + random.nextInt(9999)),
                            new TaxRate(random.nextInt(3) * 700), "class-" + random.nextInt(3), null));
            Priced priced = priced(random.nextBoolean() ? GROSS : NET, items);
            Money taxes = Money.sum(priced.taxes().stream().map(TaxTotal::gross).toList(), EUR);
            assertEquals(priced.total(), taxes, "seed " + seed);
        }
    }

    @Test
    void whatCannotBeSoldIsRefusedWithTheLine() {
        assertRefused(Reason.SALE_NOT_VALID, "the sale has 0 lines");
        assertRefused(Reason.QUANTITY_NOT_VALID,
                "line 1: quantity 0 thousandths, expected above 0 and at most"
                        + " 999999000",
                item(0, 100, 1900));
        assertRefused(Reason.QUANTITY_NOT_VALID, "line 1: quantity -1000 thousandths",
                item(-1000, 100, 1900));
        assertRefused(Reason.QUANTITY_NOT_VALID, "line 1: quantity 999999001 thousandths",
                item(999_999_001, 100, 1900));
        assertRefused(Reason.PRICE_NOT_VALID, "line 2: unit price -0.01 EUR", item(1000, 100, 1900),
                item(1000, -1, 1900));
        assertRefused(Reason.PRICE_NOT_VALID, "line 1: unit price 0.00 EUR", item(1000, 0, 1900));
        assertRefused(Reason.WRONG_CURRENCY, "line 1: unit price 1.00 USD",
                new Item("1", "x", 1000, Money.of(100, "USD"), new TaxRate(0), "food", null));
        assertRefused(Reason.SALE_NOT_VALID, "line 1: sales class 'Not A Name'",
                new Item("1", "x", 1000, eur(100), new TaxRate(0), "Not A Name", null));
        assertRefused(Reason.DISCOUNT_NOT_VALID, "line 1: discount 1.50 EUR, expected above 0 and at most",
                new Item("1", "x", 1000, eur(100), new TaxRate(0), "food",
                        List.of(new Discount("too much", eur(150)))));
        assertRefused(Reason.DISCOUNT_NOT_VALID, "line 1: discount 0.00 EUR", new Item("1", "x", 1000,
                eur(100), new TaxRate(0), "food", List.of(new Discount("nothing", eur(0)))));
        assertRefused(Reason.SALE_NOT_VALID, "line 1: sales class voucher-multi-purpose with voucher number"
                + " null", new Item("1", "x", 1000, eur(100), new TaxRate(0), "voucher-multi-purpose", null));
        assertRefused(Reason.PRICE_NOT_VALID, "line 1: 999999000 thousandths at",
                item(999_999_000, Long.MAX_VALUE, 1900));
    }

    @Test
    void whatCanBeBookedIsPricedAndNothingAboveIt() {
        long most = Money.MOST_MINOR;
        Priced priced = priced(GROSS, item(1000, most - 1, 1900), item(1000, 1, 1900));
        assertEquals(eur(most), priced.total());
        assertEquals(eur(1_596_638_655_462L), priced.taxes().getFirst().tax());
        assertEquals(eur(most), priced(GROSS, item(1_000_000, most / 1000, 1900)).total());
        assertRefused(Reason.PRICE_NOT_VALID, "the sale comes to more than can be booked",
                item(1000, most, 1900), item(1000, 1, 1900));
        assertRefused(Reason.PRICE_NOT_VALID, "line 1: 1001 thousandths at", item(1001, most, 1900));
        var tooMuch = assertInstanceOf(Decision.Refused.class,
                NET.price(new Basket("till-1", List.of(item(1000, most, 1900)))));
        assertEquals("the sale comes to more than can be booked", tooMuch.detail());
    }

    @Test
    void anArticleCanBeGivenAwayWithADiscountOfAllItsPrice() {
        var free = new Item("1", "Sample", 1000, eur(99), new TaxRate(700), "food",
                List.of(new Discount("promotion", eur(99))));
        assertEquals(eur(0), priced(GROSS, free).total());
        assertEquals(eur(250), priced(GROSS, free, item(1000, 250, 1900)).total());
    }

    @Test
    void aPercentageIsTakenHalfUpAndNeverMoreThanAll() {
        assertEquals(eur(13), off(new Markdown("sale", null, 1250), 100));
        assertEquals(eur(0), off(new Markdown("sale", null, 1), 4999));
        assertEquals(eur(1), off(new Markdown("sale", null, 1), 5000));
        assertEquals(eur(99), off(new Markdown("sale", null, 10_000), 99));
    }

    @Test
    void aDiscountThatIsNoneIsRefused() {
        for (Markdown wrong : List.of(new Markdown(" ", eur(1), null), new Markdown("x", null, null),
                new Markdown("x", eur(1), 100), new Markdown("x", null, 0), new Markdown("x", null, 10_001),
                new Markdown("x", eur(0), null), new Markdown("x", eur(101), null),
                new Markdown("x", Money.of(1, "USD"), null), new Markdown("x".repeat(101), eur(1), null))) {
            var refused = assertInstanceOf(Decision.Refused.class, wrong.of(eur(100)), wrong.toString());
            assertEquals(Reason.DISCOUNT_NOT_VALID, refused.reason());
        }
    }

    private static Money off(Markdown markdown, long price) {
        return assertInstanceOf(Decision.Accepted.class, markdown.of(eur(price))).value() instanceof Money off
                ? off
                : eur(-1);
    }

    private static void assertRefused(Reason reason, String start, Item... items) {
        var refused = assertInstanceOf(Decision.Refused.class,
                GROSS.price(new Basket("till-1", List.of(items))));
        assertEquals(reason, refused.reason());
        assertEquals(start,
                refused.detail().substring(0, Math.min(start.length(), refused.detail().length())));
    }

    private static Priced priced(Pricing pricing, Item... items) {
        Decision<Priced> decision = pricing.price(new Basket("till-1", List.of(items)));
        return switch (decision) {
            case Decision.Accepted<Priced>(var value) -> value;
            case Decision.Refused<Priced>(_, var detail) -> throw new AssertionError(detail);
        };
    }

    private static Item item(long thousandths, long price, int rate) {
        return new Item("1", "x", thousandths, eur(price), new TaxRate(rate), "food", null);
    }

    private static Money eur(long minor) {
        return new Money(minor, EUR);
    }
}
