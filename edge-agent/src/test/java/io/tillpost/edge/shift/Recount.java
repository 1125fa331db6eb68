package io.tillpost.edge.shift;

import static io.tillpost.edge.shift.ShiftWorld.eur;

import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.EventCodec;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftTotals;
import io.tillpost.protocol.event.ShiftTotals.CashTotal;
import io.tillpost.protocol.event.ShiftTotals.ReceiptRange;
import io.tillpost.protocol.event.ShiftTotals.TenderTotal;
import io.tillpost.protocol.event.TaxTotal;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.Lane;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/// A shift's totals, counted again from all events of the journal by other code.
final class Recount {
    private Recount() {}

    static ShiftTotals of(ShiftWorld world, ShiftId shift) {
        List<Event> events = Stream.of(Lane.FIN, Lane.OPS)
                .flatMap(lane -> world.journal.outbox().rows(lane, 1, 100_000, 1 << 28).stream())
                .filter(stored -> shift.equals(EventCodec.envelope(stored.row()).shift()))
                .map(stored -> EventCodec.decode(stored.row()))
                .toList();
        List<SaleCompleted> sales = of(events, SaleCompleted.class);
        List<RefundCompleted> refunds = of(events, RefundCompleted.class);
        List<Long> numbers = Stream.concat(sales.stream().map(SaleCompleted::number),
                refunds.stream().map(RefundCompleted::number)).sorted().toList();
        return new ShiftTotals(sales.size(), sum(sales.stream().map(SaleCompleted::total)), refunds.size(),
                sum(refunds.stream().map(RefundCompleted::total)), of(events, SaleAborted.class).size(),
                taxes(sales.stream().flatMap(sale -> sale.taxes().stream()).toList()),
                taxes(refunds.stream().flatMap(refund -> refund.taxes().stream()).toList()),
                sum(sales.stream()
                        .flatMap(sale -> sale.lines().stream())
                        .flatMap(line -> line.discounts().stream())
                        .map(SaleLine.Discount::amount)),
                sum(sales.stream().map(SaleCompleted::rounding))
                        .minus(sum(refunds.stream().map(RefundCompleted::rounding))),
                sum(sales.stream().map(SaleCompleted::tip))
                        .minus(sum(refunds.stream().map(RefundCompleted::tip))),
                tenders(sales, refunds), cash(of(events, CashMoved.class)),
                of(events, DrawerOpened.class).stream().filter(open -> open.reason() != null).count(),
                numbers.isEmpty() ? null : new ReceiptRange("s-1", numbers.getFirst(), numbers.getLast()));
    }

    private static List<TenderTotal> tenders(List<SaleCompleted> sales, List<RefundCompleted> refunds) {
        record One(String kind, Money amount) {}
        var all = new ArrayList<One>();
        for (SaleCompleted sale : sales) {
            for (Tender tender : sale.tenders()) {
                all.add(new One(tender.getClass().getSimpleName().toLowerCase(Locale.ROOT), tender.amount()));
            }
        }
        refunds.forEach(refund -> refund.tenders()
                .forEach(tender -> all.add(new One(
                        tender.getClass().getSimpleName().toLowerCase(Locale.ROOT) + "-refund",
                        tender.amount()))));
        return all.stream()
                .map(One::kind)
                .distinct()
                .sorted()
                .map(kind -> new TenderTotal(kind, all.stream().filter(one -> one.kind.equals(kind)).count(),
                        sum(all.stream().filter(one -> one.kind.equals(kind)).map(One::amount))))
                .toList();
    }

    private static List<CashTotal> cash(List<CashMoved> moved) {
        return Arrays.stream(CashMoved.Kind.values())
                .map(kind -> {
                    List<Money> amounts = moved.stream()
                            .filter(one -> one.kind() == kind)
                            .map(CashMoved::amount)
                            .toList();
                    return new CashTotal(kind, amounts.size(), sum(amounts.stream()));
                })
                .filter(total -> total.count() > 0)
                .toList();
    }

    private static List<TaxTotal> taxes(List<TaxTotal> all) {
        return all.stream().map(TaxTotal::rate).distinct().sorted().map(rate -> tax(rate, all)).toList();
    }

    private static TaxTotal tax(TaxRate rate, List<TaxTotal> all) {
        List<TaxTotal> of = all.stream().filter(one -> one.rate().equals(rate)).toList();
        Money net = sum(of.stream().map(TaxTotal::net));
        return new TaxTotal(rate, sum(of.stream().map(TaxTotal::gross)), net,
                sum(of.stream().map(TaxTotal::tax)), List.of(new TaxTotal.ClassNet("food", net)));
    }

    private static Money sum(Stream<Money> amounts) {
        return amounts.filter(Objects::nonNull).reduce(eur(0), Money::plus);
    }

    private static <T extends Event> List<T> of(List<Event> events, Class<T> type) {
        return events.stream().filter(type::isInstance).map(type::cast).toList();
    }
}
