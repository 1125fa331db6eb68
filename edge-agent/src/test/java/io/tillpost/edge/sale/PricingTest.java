package io.tillpost.edge.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import io.tillpost.edge.decision.Decision;
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
        assertRefused("the sale has 0 lines");
        assertRefused("line 1: quantity 0 thousandths", item(0, 100, 1900));
        assertRefused("line 1: quantity -1000 thousandths", item(-1000, 100, 1900));
        assertRefused("line 2: unit price -0.01 EUR", item(1000, 100, 1900), item(1000, -1, 1900));
        assertRefused("the total is 0.00 EUR", item(1000, 0, 1900));
        assertRefused("line 1: unit price 1.00 USD",
                new Item("1", "x", 1000, Money.of(100, "USD"), new TaxRate(0), "food", null));
        assertRefused("line 1: sales class 'Not A Name'",
                new Item("1", "x", 1000, eur(100), new TaxRate(0), "Not A Name", null));
        assertRefused("line 1: cost after discounts -0.50 EUR", new Item("1", "x", 1000, eur(100),
                new TaxRate(0), "food", List.of(new Discount("too much", eur(150)))));
        assertRefused("line 1: discount 0.00 EUR", new Item("1", "x", 1000, eur(100), new TaxRate(0), "food",
                List.of(new Discount("nothing", eur(0)))));
        assertRefused("line 1: long overflow", item(Long.MAX_VALUE, Long.MAX_VALUE, 1900));
    }

    private static void assertRefused(String start, Item... items) {
        var refused = assertInstanceOf(Decision.Refused.class,
                GROSS.price(new Basket("till-1", List.of(items))));
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
