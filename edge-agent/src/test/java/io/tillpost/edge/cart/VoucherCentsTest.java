package io.tillpost.edge.cart;

import static io.tillpost.edge.cart.SaleWorld.ANNA;
import static io.tillpost.edge.cart.SaleWorld.TILL;
import static io.tillpost.edge.cart.SaleWorld.eur;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.tillpost.edge.sale.Basket;
import io.tillpost.edge.sale.Basket.Item;
import io.tillpost.edge.sale.Refund;
import io.tillpost.edge.sale.RefundWish;
import io.tillpost.edge.sale.Refunds;
import io.tillpost.edge.sale.Sale;
import io.tillpost.edge.voucher.Voucher;
import io.tillpost.edge.voucher.Vouchers;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.TaxTotal.ClassNet;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What is paid for vouchers is what is owed for them, and nothing of it is left when they are used up, to the cent.
class VoucherCentsTest {
    private static final TaxRate RATE = new TaxRate(1900);
    private static final int SALES = 25;

    @TempDir
    private Path folder;

    @Test
    void vouchersAreTogetherWorthWhatWasPaidForThemWhereTaxComesOnTop() {
        try (var world = new SaleWorld(folder, 1, false).opened()) {
            Sale sale = sell(world, 1003, 1003);
            assertEquals(eur(2387), sale.paid());
            assertEquals(List.of(eur(1194), eur(1193)),
                    Stream.of("S-0", "S-1").map(number -> voucher(world, number).value()).toList());
        }
    }

    /// One comes back, the other one is used: both for what was paid.
    @Test
    void aVoucherComesBackForWhatItIsWorth() {
        try (var world = new SaleWorld(folder, 1, false).opened()) {
            Sale sale = sell(world, 1003, 1003);
            assertEquals(eur(1193), back(world, sale, 2).givenBack());
            var _ = spend(world, "S-0", 1194);
            assertEquals(0, owed(world));
        }
    }

    /// Three times 3.33 and 0.01 of 10.00: the net of each would be 2.80 and 0.01, together a cent more than 8.40.
    @Test
    void theLastUseOfAVoucherClearsWhatIsOwed() {
        try (var world = new SaleWorld(folder, 1, true).opened()) {
            var _ = sell(world, 1000);
            for (int part = 0; part < 3; part++) {
                var _ = spend(world, "S-0", 333);
            }
            var _ = spend(world, "S-0", 1);
            assertEquals(0, owed(world));
        }
    }

    @Test
    void whatAVoucherPaidOfASaleThatIsGivenUpIsOwedAsBefore() {
        try (var world = new SaleWorld(folder, 1, true).opened()) {
            var _ = sell(world, 1000);
            Sale half = goods(world, 2000);
            var _ = world.done(unit -> world.sales.payVoucher(unit, half.sale(), "S-0", eur(333), ANNA));
            var _ = world.done(unit -> world.sales.giveBack(unit, half.sale(), 0, ANNA));
            var _ = spend(world, "S-0", 667);
            var _ = spend(world, "S-0", 333);
            assertEquals(0, owed(world));
        }
    }

    /// Vouchers and goods of two rates in one sale, some vouchers taken back, the others used in parts.
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void nothingIsOwedOnceAllVouchersAreUsedUpOrTakenBack(boolean pricesIncludeTax) {
        long seed = System.nanoTime();
        var random = new Random(seed);
        try (var world = new SaleWorld(folder, 1, pricesIncludeTax).opened()) {
            for (int round = 0; round < SALES; round++) {
                String where = "seed " + seed + ", sale " + round;
                int count = 1 + random.nextInt(4);
                for (int i = 0; i < count; i++) {
                    String number = "S-" + round + "-" + i;
                    var wish = new VoucherWish(number, eur(1 + random.nextInt(5000)), RATE);
                    var _ = world.done(unit -> world.carts.addVoucher(unit, TILL, wish, ANNA));
                }
                for (int more = random.nextInt(3); more > 0; more--) {
                    var _ = world.add(random.nextBoolean() ? "1" : "2");
                }
                Sale sale = world.checkOut();
                Sale paid = world.cash(sale, sale.total().minor());
                if (random.nextBoolean()) {
                    paid.lines().stream().filter(line -> line.voucher() == null)
                            .forEach(line -> back(world, paid, line.line()));
                }
                for (SaleLine line : paid.lines()) {
                    if (line.voucher() != null && random.nextInt(3) == 0) {
                        Money worth = voucher(world, line.voucher()).value();
                        assertEquals(worth, back(world, paid, line.line()).givenBack(), where);
                    } else if (line.voucher() != null) {
                        useUp(world, line.voucher(), random);
                    }
                }
                assertEquals(0, owed(world), where);
            }
        }
    }

    private static void useUp(SaleWorld world, String number, Random random) {
        long left = voucher(world, number).balance().minor();
        while (left > 0) {
            long part = Math.min(left, 1 + random.nextInt(2000));
            var _ = spend(world, number, part);
            left -= part;
        }
    }

    private static Sale sell(SaleWorld world, long... amounts) {
        for (int i = 0; i < amounts.length; i++) {
            var wish = new VoucherWish("S-" + i, eur(amounts[i]), RATE);
            var _ = world.done(unit -> world.carts.addVoucher(unit, TILL, wish, ANNA));
        }
        Sale sale = world.checkOut();
        return world.cash(sale, sale.total().minor());
    }

    private static Voucher voucher(SaleWorld world, String number) {
        return world.journal.read(view -> new Vouchers().find(view, number)).orElseThrow();
    }

    private static Sale goods(SaleWorld world, long price) {
        var item = new Item("c", "Cup", 1000, eur(price), RATE, "home", null);
        return world.done(unit -> world.sales.start(unit, new Basket(TILL, List.of(item)), ANNA));
    }

    /// Pays so much with a voucher, the rest in cash.
    private static Sale spend(SaleWorld world, String number, long amount) {
        Sale sale = goods(world, amount + 1);
        Sale part = world.done(unit -> world.sales.payVoucher(unit, sale.sale(), number, eur(amount), ANNA));
        return world.cash(part, part.remaining().minor());
    }

    private static Refund back(SaleWorld world, Sale sale, int line) {
        var wanted = new Refunds.Wanted(sale.sale(), List.of(new RefundWish(line, 1000)), TILL, "not wanted");
        Refund refund = world.done(unit -> world.refunds.begin(unit, wanted, ANNA));
        return world.done(unit -> world.refunds.payCash(unit, refund.refund(), ANNA));
    }

    /// What head office has on the account of single-purpose vouchers, net.
    private static long owed(SaleWorld world) {
        long sold = world.events(SaleCompleted.class).stream()
                .mapToLong(sale -> net(sale.taxes()) - used(sale.tenders()))
                .sum();
        return sold - world.events(RefundCompleted.class).stream().mapToLong(back -> net(back.taxes())).sum();
    }

    private static long net(List<TaxTotal> taxes) {
        return taxes.stream()
                .flatMap(tax -> tax.classes().stream())
                .filter(part -> part.salesClass().equals(SaleLine.SINGLE_PURPOSE_VOUCHER))
                .map(ClassNet::net)
                .mapToLong(Money::minor)
                .sum();
    }

    private static long used(List<Tender> tenders) {
        return tenders.stream()
                .filter(Tender.Voucher.class::isInstance)
                .map(Tender.Voucher.class::cast)
                .mapToLong(paid -> paid.amount().minus(paid.taxIn()).minor())
                .sum();
    }
}
