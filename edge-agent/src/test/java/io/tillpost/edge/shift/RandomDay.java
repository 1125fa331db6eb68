package io.tillpost.edge.shift;

import static io.tillpost.edge.shift.ShiftWorld.eur;

import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.LocalDate;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/// Things that happen in a shift, as other rooms append them.
final class RandomDay {
    private static final LocalDate DAY = LocalDate.of(2026, 3, 2);
    private final ShiftWorld world;
    private final Random random;
    private long number;

    RandomDay(ShiftWorld world, Random random) {
        this.world = world;
        this.random = random;
    }

    void somethingHappens(Shift shift) {
        switch (random.nextInt(8)) {
            case 0 -> world.change(unit -> append(unit, shift, new SaleAborted(sale(), "void")));
            case 1 -> world.change(unit -> append(unit, shift, refund()));
            case 2 -> world.change(unit -> world.cash.noSale(unit, shift.shift(), "change", ShiftWorld.ANNA));
            case 3 -> world.move(shift, new CashMovement(CashMovement.Kind.PAY_IN,
                    eur(1 + random.nextInt(900)), "found", null));
            case 4 -> world.move(shift, new CashMovement(CashMovement.Kind.SAFE_DROP,
                    eur(1 + random.nextInt(900)), null, null));
            default -> sales(shift, 1);
        }
    }

    /// Sells that often in one unit of work; returns what for.
    long sales(Shift shift, int count) {
        return world.change(unit -> {
            long sold = 0;
            for (int i = 0; i < count; i++) {
                SaleCompleted sale = completed();
                sold += sale.total().minor();
                world.shifts.cashTendered(unit, shift.shift(),
                        CashMoved.tender(shift.drawer(), sale.tenders().getFirst().amount(), sale.sale()),
                        ShiftWorld.ANNA);
                var _ = append(unit, shift, sale);
            }
            return sold;
        });
    }

    private static UUID append(UnitOfWork unit, Shift shift, io.tillpost.protocol.event.Event event) {
        return unit.append(shift.stamp(ShiftWorld.ANNA), event);
    }

    private SaleCompleted completed() {
        Money gross = eur(100 + random.nextInt(5000));
        Money tip = eur(random.nextInt(3) == 0 ? 50 : 0);
        Money rounding = eur(random.nextInt(5) - 2);
        TaxRate rate = new TaxRate(random.nextBoolean() ? 1900 : 700);
        List<SaleLine.Discount> discounts = random.nextBoolean()
                ? List.of(new SaleLine.Discount("staff", eur(random.nextInt(99) + 1)))
                : List.of();
        Money cash = eur(100);
        Money card = gross.plus(tip).plus(rounding).minus(cash);
        return new SaleCompleted(sale(), "s-1", ++number, world.clock.instant(), DAY, true, "r",
                List.of(new SaleLine(1, "1", "Tea", 1000, gross, discounts, gross, rate, "food", null)),
                List.of(tax(rate, gross)), gross, rounding, tip,
                List.of(new Tender.Cash(cash, cash, eur(0)),
                        random.nextBoolean()
                                ? new Tender.Card(card, new AttemptId(uuid()))
                                : new Tender.Voucher(card, "V1", null)),
                null);
    }

    private RefundCompleted refund() {
        Money gross = eur(100 + random.nextInt(500));
        Money tip = eur(random.nextBoolean() ? 30 : 0);
        Money all = gross.plus(tip).plus(eur(1));
        RefundTender tender = switch (random.nextInt(3)) {
            case 0 -> new RefundTender.Cash(all);
            case 1 -> new RefundTender.Card(all, new AttemptId(uuid()));
            default -> new RefundTender.Voucher(all, "V2");
        };
        TaxRate rate = new TaxRate(1900);
        return new RefundCompleted(new RefundId(uuid()), sale(), "s-1", 1, "s-1", ++number,
                world.clock.instant(), DAY, true, "r", List.of(), List.of(tax(rate, gross)), gross, eur(1),
                tip, List.of(tender), "broken", null);
    }

    private static TaxTotal tax(TaxRate rate, Money gross) {
        Money tax = rate.taxInGross(gross);
        Money net = gross.minus(tax);
        return new TaxTotal(rate, gross, net, tax, List.of(new TaxTotal.ClassNet("food", net)));
    }

    private SaleId sale() {
        return new SaleId(uuid());
    }

    private UUID uuid() {
        return new UUID(random.nextLong(), random.nextLong());
    }
}
