package io.tillpost.protocol.money;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    private static final Currency EUR = Currency.getInstance("EUR");

    @ParameterizedTest
    @CsvSource({"12.40, EUR, 1240", "-0.05, EUR, -5", "0, EUR, 0", "1200, JPY, 1200", "1.234, BHD, 1234",
        "92233720368547758.07, EUR, 9223372036854775807"})
    void aDecimalIsReadExactly(String decimal, String currency, long minor) {
        assertEquals(Money.of(minor, currency), Money.parse(decimal, Currency.getInstance(currency)));
    }

    @ParameterizedTest
    @CsvSource({"1240, EUR, 12.40", "-5, EUR, -0.05", "0, EUR, 0.00", "1200, JPY, 1200", "1234, BHD, 1.234"})
    void anAmountIsWrittenWithAllItsPlaces(long minor, String currency, String decimal) {
        assertEquals(decimal, Money.of(minor, currency).decimal());
        assertEquals(decimal + " " + currency, Money.of(minor, currency).toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"12.345", "1e-3", "", "12,40", "EUR 1", "92233720368547758.08", "NaN"})
    void whatIsNotAnAmountOfTheCurrencyIsRefusedAndNeverRounded(String decimal) {
        assertThrows(IllegalArgumentException.class, () -> Money.parse(decimal, EUR));
    }

    @Test
    void twoCurrenciesNeverMeet() {
        Money euro = Money.of(1, "EUR");
        Money franc = Money.of(1, "CHF");
        assertThrows(IllegalArgumentException.class, () -> euro.plus(franc));
        assertThrows(IllegalArgumentException.class, () -> euro.minus(franc));
        assertThrows(IllegalArgumentException.class, () -> euro.compareTo(franc));
        assertThrows(IllegalArgumentException.class, () -> Money.sum(List.of(euro, franc), EUR));
    }

    @Test
    void anOverflowIsLoud() {
        Money most = new Money(Long.MAX_VALUE, EUR);
        Money least = new Money(Long.MIN_VALUE, EUR);
        assertThrows(ArithmeticException.class, () -> most.plus(Money.of(1, "EUR")));
        assertThrows(ArithmeticException.class, () -> least.minus(Money.of(1, "EUR")));
        assertThrows(ArithmeticException.class, least::negated);
    }

    @ParameterizedTest
    @CsvSource({"11900, 1900, 1900", "10700, 700, 700", "100, 1900, 16", "-100, 1900, -16", "1, 1900, 0",
        "3, 1900, 0",
        "4, 1900, 1", "0, 1900, 0", "999, 0, 0", "105, 500, 5"})
    void taxInGrossIsRoundedHalfUp(long gross, int rate, long tax) {
        assertEquals(Money.of(tax, "EUR"), new TaxRate(rate).taxInGross(Money.of(gross, "EUR")));
    }

    @ParameterizedTest
    @CsvSource({"10000, 1900, 1900", "50, 100, 1", "49, 100, 0", "-50, 100, -1", "150, 100, 2"})
    void taxOnNetIsRoundedHalfUp(long net, int rate, long tax) {
        assertEquals(Money.of(tax, "EUR"), new TaxRate(rate).taxOnNet(Money.of(net, "EUR")));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 10_001})
    void aRateOutsideOfZeroToAHundredPercentIsRefused(int basisPoints) {
        var thrown = assertThrows(IllegalArgumentException.class, () -> new TaxRate(basisPoints));
        assertTrue(String.valueOf(thrown.getMessage()).contains(Integer.toString(basisPoints)));
    }

    @Test
    void aRateReadsLikeOnAReceipt() {
        assertEquals("19 %", new TaxRate(1900).toString());
        assertEquals("5.5 %", new TaxRate(550).toString());
        assertEquals("0 %", new TaxRate(0).toString());
    }

    @Test
    void theLargestRemaindersGetTheLeftoverCents() {
        assertEquals(minors(34, 33, 33),
                Allocation.byLargestRemainder(Money.of(100, "EUR"), List.of(1L, 1L, 1L)));
        assertEquals(minors(-34, -33, -33),
                Allocation.byLargestRemainder(Money.of(-100, "EUR"), List.of(1L, 1L, 1L)));
        assertEquals(minors(0, 100), Allocation.byLargestRemainder(Money.of(100, "EUR"), List.of(0L, 7L)));
        assertEquals(minors(14, 29, 57),
                Allocation.byLargestRemainder(Money.of(100, "EUR"), List.of(1L, 2L, 4L)));
    }

    @Test
    void partsAlwaysAddUpAndNoneIsACentAwayFromItsShare() {
        for (long seed = 0; seed < 500; seed++) {
            var random = new Random(seed);
            Money total = Money.of(random.nextLong(2_000_000) - 1_000_000, "EUR");
            List<Long> weights = random.longs(1 + random.nextInt(20), 1, 10_000).boxed().toList();
            long sum = weights.stream().mapToLong(Long::longValue).sum();
            List<Money> parts = Allocation.byLargestRemainder(total, weights);
            assertEquals(total, Money.sum(parts, EUR), "seed " + seed);
            for (int i = 0; i < parts.size(); i++) {
                long distance = Math.abs(parts.get(i).minor() * sum - total.minor() * weights.get(i));
                assertTrue(distance < sum, "seed " + seed + " part " + i);
            }
        }
    }

    /// The largest that a till takes, in parts that are as large.
    @Test
    void theLargestAmountsAreSpreadToo() {
        assertEquals(minors(9_999_999_999_999L, 1),
                Allocation.byLargestRemainder(Money.of(10_000_000_000_000L, "EUR"),
                        List.of(9_999_999_999_999L, 1L)));
        assertEquals(minors(-3_333_333_333_334L, -3_333_333_333_333L, -3_333_333_333_333L),
                Allocation.byLargestRemainder(Money.of(-10_000_000_000_000L, "EUR"),
                        List.of(10_000_000_000_000L, 10_000_000_000_000L, 10_000_000_000_000L)));
        assertEquals(minors(Long.MAX_VALUE, 0), Allocation
                .byLargestRemainder(Money.of(Long.MAX_VALUE, "EUR"), List.of(Long.MAX_VALUE, 0L)));
    }

    @Test
    void weightsThatSayNothingAreRefused() {
        Money total = Money.of(100, "EUR");
        assertThrows(IllegalArgumentException.class,
                () -> Allocation.byLargestRemainder(total, List.of(0L, 0L)));
        assertThrows(IllegalArgumentException.class,
                () -> Allocation.byLargestRemainder(total, List.of(1L, -1L)));
        assertThrows(ArithmeticException.class,
                () -> Allocation.byLargestRemainder(total, List.of(Long.MAX_VALUE, 1L)));
    }

    private static List<Money> minors(long... amounts) {
        return Arrays.stream(amounts).mapToObj(minor -> Money.of(minor, "EUR")).toList();
    }
}
