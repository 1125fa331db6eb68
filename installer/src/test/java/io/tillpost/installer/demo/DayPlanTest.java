package io.tillpost.installer.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.installer.demo.DayPlan.Step;
import io.tillpost.protocol.money.TaxRate;
import java.time.LocalDate;
import java.util.Currency;
import java.util.EnumSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DayPlanTest {
    private static final LocalDate DATE = LocalDate.parse("2026-03-02");
    private static final Catalogue CATALOGUE = Catalogue.of(Currency.getInstance("EUR"));

    @Test
    void aSeedPlaysTheSameDay() {
        assertEquals(DayPlan.of(42, DATE, CATALOGUE), DayPlan.of(42, DATE, CATALOGUE));
        assertNotEquals(DayPlan.of(42, DATE, CATALOGUE), DayPlan.of(43, DATE, CATALOGUE));
    }

    @Test
    void aVoucherIsAnotherOneOnTheNextDay() {
        assertNotEquals(voucher(DayPlan.of(42, DATE, CATALOGUE)),
                voucher(DayPlan.of(42, DATE.plusDays(1), CATALOGUE)));
    }

    private static String voucher(DayPlan plan) {
        return plan.steps()
                .stream()
                .flatMap(
                        step -> step instanceof Step.Voucher sold ? Stream.of(sold.number()) : Stream.empty())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 999_999, -1})
    void everyDayHasAllOfIt(long seed) {
        var plan = DayPlan.of(seed, DATE, CATALOGUE);
        Set<String> kinds = plan.steps()
                .stream()
                .map(step -> step.getClass().getSimpleName())
                .collect(Collectors.toCollection(TreeSet::new));
        Set<String> all = Stream.of(Step.class.getPermittedSubclasses()).map(Class::getSimpleName)
                .collect(Collectors.toSet());
        assertEquals(all, kinds);
        var cards = EnumSet.noneOf(DayPlan.Card.class);
        plan.steps().forEach(step -> {
            if (step instanceof Step.CardSale(_, var card)) {
                cards.add(card);
            }
        });
        assertEquals(EnumSet.allOf(DayPlan.Card.class), cards, "two contracts, two payouts");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5})
    void everyBasketHasBothTaxRates(long seed) {
        for (Step step : DayPlan.of(seed, DATE, CATALOGUE).steps()) {
            if (step instanceof Step.CashSale(var basket)) {
                Set<TaxRate> rates = basket.items()
                        .stream()
                        .map(item -> item.article().taxRate())
                        .collect(Collectors.toSet());
                assertEquals(Set.of(new TaxRate(700), new TaxRate(1900)), rates);
                assertTrue(basket.total().isPositive());
            }
        }
    }
}
