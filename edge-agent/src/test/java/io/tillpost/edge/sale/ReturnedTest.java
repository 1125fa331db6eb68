package io.tillpost.edge.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.sale.Basket.Item;
import io.tillpost.edge.sale.Pricing.Priced;
import io.tillpost.edge.sale.Returned.Parts;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleLine.Discount;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ReturnedTest {
    private static final Currency EUR = Currency.getInstance("EUR");
    private static final int SALES = 3000;
    private static final List<Integer> RATES = List.of(0, 250, 700, 1900);

    /// Parts in random order and size, some of them given up again: what is left comes back exactly, and nothing is ever
    /// below zero.
    @Test
    void allPartsTogetherAreTheSaleToTheCent() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < SALES; round++) {
            boolean gross = random.nextBoolean();
            Sale sale = sale(new Pricing(gross, EUR), random);
            String where = "seed " + seed + ", sale " + round;
            var done = new ArrayList<Refund>();
            while (!new Returned(sale, done).rest().isEmpty()) {
                var returned = new Returned(sale, List.copyOf(done));
                done.add(refund(sale, accepted(returned.parts(some(returned.rest(), random)))));
                assertNothingBelowZero(done.getLast(), where);
                if (random.nextInt(5) == 0) {
                    done.remove(random.nextInt(done.size()));
                }
            }
            assertSame(sale, done, where);
        }
    }

    @Test
    void theLastPartOfALineTakesWhatRemains() {
        Sale sale = sale(new Pricing(true, EUR), List.of(item(3000, 333, 1900, "home", 0)));
        var done = new ArrayList<Refund>();
        for (long expected : List.of(333L, 333L, 333L)) {
            done.add(refund(sale, accepted(
                    new Returned(sale, List.copyOf(done)).parts(List.of(new RefundWish(1, 1000))))));
            assertEquals(expected, done.getLast().total().minor());
        }
        List<Long> taxes = done.stream().map(one -> one.taxes().getFirst().tax().minor()).toList();
        assertEquals(sale.taxes().getFirst().tax().minor(),
                taxes.stream().mapToLong(Long::longValue).sum(), taxes.toString());
    }

    @Test
    void aDiscountedLineGivesBackWhatItCost() {
        Sale sale = sale(new Pricing(true, EUR), List.of(item(3000, 100, 700, "food", 100)));
        assertEquals(67, accepted(new Returned(sale, List.of()).parts(List.of(new RefundWish(1, 1000))))
                .total()
                .minor());
        assertEquals(200,
                accepted(new Returned(sale, List.of()).parts(List.of(new RefundWish(1, 3000)))).total()
                        .minor());
    }

    @Test
    void whatIsNotThereDoesNotComeBack() {
        Sale sale = sale(new Pricing(true, EUR), List.of(item(2000, 100, 700, "food", 0)));
        var all = refund(sale, accepted(
                new Returned(sale, List.of()).parts(List.of(new RefundWish(1, 1000)))));
        var returned = new Returned(sale, List.of(all));
        assertRefused(Reason.NOT_REFUNDABLE, returned, List.of());
        assertRefused(Reason.NOT_REFUNDABLE, returned, List.of(new RefundWish(2, 1000)));
        assertRefused(Reason.NOT_REFUNDABLE, returned, List.of(new RefundWish(1, 1001)));
        assertRefused(Reason.QUANTITY_NOT_VALID, returned, List.of(new RefundWish(1, 0)));
        assertRefused(Reason.QUANTITY_NOT_VALID, returned, List.of(new RefundWish(1, -1000)));
        assertRefused(Reason.NOT_REFUNDABLE, returned,
                List.of(new RefundWish(1, 500), new RefundWish(1, 500)));
    }

    private static void assertRefused(Reason reason, Returned returned, List<RefundWish> wishes) {
        assertEquals(reason,
                assertInstanceOf(Decision.Refused.class, returned.parts(wishes)).reason(), wishes.toString());
    }

    private static void assertSame(Sale sale, List<Refund> done, String where) {
        assertEquals(sale.total(), sum(done.stream().map(Refund::total).toList()), where);
        for (SaleLine line : sale.lines()) {
            assertEquals(line.gross(), sum(done.stream()
                    .flatMap(one -> one.lines().stream())
                    .filter(one -> one.originalLine() == line.line())
                    .map(one -> one.gross())
                    .toList()), where);
        }
        for (TaxTotal tax : sale.taxes()) {
            List<TaxTotal> back = done.stream()
                    .flatMap(one -> one.taxes().stream())
                    .filter(one -> one.rate().equals(tax.rate()))
                    .toList();
            assertEquals(tax.gross(), sum(back.stream().map(TaxTotal::gross).toList()), where);
            assertEquals(tax.net(), sum(back.stream().map(TaxTotal::net).toList()), where);
            assertEquals(tax.tax(), sum(back.stream().map(TaxTotal::tax).toList()), where);
            for (TaxTotal.ClassNet net : tax.classes()) {
                assertEquals(net.net(), sum(back.stream()
                        .flatMap(one -> one.classes().stream())
                        .filter(one -> one.salesClass().equals(net.salesClass()))
                        .map(TaxTotal.ClassNet::net)
                        .toList()), where);
            }
        }
    }

    private static void assertNothingBelowZero(Refund refund, String where) {
        assertTrue(refund.lines().stream().noneMatch(line -> line.gross().isNegative()), where);
        for (TaxTotal tax : refund.taxes()) {
            assertTrue(!tax.gross().isNegative() && !tax.net().isNegative() && !tax.tax().isNegative(),
                    where + ": " + tax);
            assertTrue(tax.classes().stream().noneMatch(one -> one.net().isNegative()), where + ": " + tax);
        }
    }

    private static List<RefundWish> some(List<RefundWish> rest, Random random) {
        var wishes = new ArrayList<RefundWish>();
        for (RefundWish wish : rest) {
            if (wishes.isEmpty() || random.nextBoolean()) {
                long quantity = random.nextInt(3) == 0
                        ? wish.quantityThousandths()
                        : 1 + random.nextLong(wish.quantityThousandths());
                wishes.add(new RefundWish(wish.line(), quantity));
            }
        }
        return wishes;
    }

    private static Sale sale(Pricing pricing, Random random) {
        var items = new ArrayList<Item>();
        for (int line = 0; line < 1 + random.nextInt(6); line++) {
            long quantity = random.nextInt(4) == 0
                    ? 1L + random.nextInt(3000)
                    : 1000L * (1L + random.nextInt(5));
            long price = 1L + random.nextInt(random.nextBoolean() ? 20 : 20_000);
            long cost = (price * quantity + 500) / 1000;
            long off = random.nextInt(3) == 0 && cost > 0 ? 1 + random.nextLong(cost) : 0;
            items.add(item(quantity, price, RATES.get(random.nextInt(RATES.size())),
                    "class-" + random.nextInt(3), off));
        }
        return sale(pricing, items);
    }

    private static Sale sale(Pricing pricing, List<Item> items) {
        Priced priced = accepted(pricing.price(new Basket("till-1", items)));
        return new Sale(new SaleId(new UUID(0, 1)), "till-1", new ShiftId(new UUID(0, 2)), "anna",
                Instant.EPOCH, LocalDate.EPOCH, SaleState.COMPLETED, priced.lines(), priced.taxes(),
                priced.total(), Money.zero(EUR), List.of(), null, null, null);
    }

    private static Refund refund(Sale sale, Parts parts) {
        return new Refund(new RefundId(new UUID(0, 3)), sale.sale(), "till-1", sale.shift(), "anna",
                Instant.EPOCH, LocalDate.EPOCH, RefundState.OPEN, parts.lines(), parts.taxes(), parts.total(),
                Money.zero(EUR), Money.zero(EUR), List.of(), "broken", null, null, null);
    }

    private static Item item(long thousandths, long price, int rate, String salesClass, long off) {
        return new Item("1", "x", thousandths, new Money(price, EUR), new TaxRate(rate), salesClass,
                off == 0 ? null : List.of(new Discount("off", new Money(off, EUR))));
    }

    private static Money sum(List<Money> amounts) {
        return Money.sum(amounts, EUR);
    }

    private static <T> T accepted(Decision<T> decision) {
        return switch (decision) {
            case Decision.Accepted<T>(var value) -> value;
            case Decision.Refused<T>(var reason, var detail) ->
                throw new AssertionError(reason + ": " + detail);
        };
    }
}
