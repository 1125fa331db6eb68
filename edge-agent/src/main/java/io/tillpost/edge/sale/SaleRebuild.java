package io.tillpost.edge.sale;

import io.tillpost.edge.journal.Shelf;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.ShiftRebuild;
import io.tillpost.edge.voucher.VoucherRebuild;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.JournalKey;
import io.tillpost.protocol.money.Money;
import io.tillpost.protocol.money.TaxRate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// Brings sales to where events that this box had forgotten leave them. What a sale sold is known from its completion alone:
/// one of which only money is known stands open without lines, until its goods are rung up again or the money goes back.
/// Used inside a unit of work.
public final class SaleRebuild {
    /// Sales of which only the start is known. A cart is no event, so this is all that is left of one.
    private static final Shelf<Begun> BEGUN = new Shelf<>("sale-begun", Begun.class);

    private final ShiftRebuild shifts;
    private final NumberSeries series;
    private final SaleBook book = new SaleBook();
    private final RefundBook refunds = new RefundBook();
    private final ReceiptList receipts = new ReceiptList();
    private final VoucherRebuild vouchers = new VoucherRebuild();
    private final GoneTenders gone = new GoneTenders();
    private final Money nothing;

    /// @param shifts the same as sees the events before this
    public SaleRebuild(ShiftRebuild shifts, Sales.Rules rules) {
        this.shifts = shifts;
        this.series = new NumberSeries(rules);
        this.nothing = Money.zero(rules.currency());
    }

    record Begun(String operator, Instant at) {}

    /// Takes all records away. Series of numbers go on.
    public void startOver(UnitOfWork unit) {
        book.clear(unit);
        receipts.clear(unit);
        vouchers.startOver(unit);
        gone.clear(unit);
        unit.clear(BEGUN);
    }

    /// From now on receipts are numbered in new series, because this box may have given higher numbers than it knows.
    public void renumber(UnitOfWork unit, JournalKey journal) {
        series.renumber(unit, journal);
    }

    /// A sale was started.
    public void started(UnitOfWork unit, Envelope envelope, SaleStarted started) {
        if (book.find(unit, started.sale()).isEmpty()) {
            unit.put(BEGUN, started.sale().toString(), begun(unit, envelope));
        }
    }

    /// A sale was completed; returns whether the records did not have it as completed. Its number is taken.
    public boolean completed(UnitOfWork unit, Envelope envelope, SaleCompleted sale) {
        unit.taken("receipt/" + sale.series(), sale.number());
        Optional<Sale> before = book.find(unit, sale.sale());
        ShiftId shift = envelope.shift();
        if (before.filter(known -> known.state() == SaleState.COMPLETED).isPresent() || shift == null) {
            return false;
        }
        String operator = before.map(Sale::operator)
                .or(() -> unit.find(BEGUN, sale.sale().toString()).map(Begun::operator))
                .orElseGet(() -> shifts.operator(unit, envelope));
        Instant at = envelope.moment().occurredAt();
        var completed = new Sale(sale.sale(), envelope.place().till(), shift, operator, sale.startedAt(),
                sale.taxDate(), SaleState.COMPLETED, sale.lines(), sale.taxes(), sale.total(), sale.tip(),
                sale.tenders(), null, new Sale.ReceiptNumber(sale.series(), sale.number(), at),
                sale.rounding());
        book.store(unit, completed);
        unit.remove(BEGUN, sale.sale().toString());
        gone.forget(unit, sale.sale());
        if (receipts.byNumber(unit, sale.series(), sale.number()).isEmpty()) {
            receipts.add(unit, new ReceiptEntry(completed.till(), sale.sale(), null, sale.series(),
                    sale.number(), at, completed.paid(), operator));
        }
        sellVouchers(unit, sale);
        refunds.ofSale(unit, sale.sale()).forEach(refund -> {
            if (refund.state() == RefundState.COMPLETED) {
                vouchersAmong(refund.lines(), sale.lines())
                        .forEach(number -> vouchers.cancelled(unit, number));
            }
        });
        redeem(unit, before.map(Sale::tenders).orElse(List.of()), sale.tenders());
        return true;
    }

    /// A sale was given up. One of which nothing else was told is remembered, so that what comes of it later opens no sale.
    public void aborted(UnitOfWork unit, Envelope envelope, SaleId id) {
        gone.forget(unit, id);
        boolean unpaid = unit.find(BEGUN, id.toString()).isPresent();
        unit.remove(BEGUN, id.toString());
        Optional<Sale> known = unpaid ? book.find(unit, id) : open(unit, envelope, id);
        known.filter(sale -> !sale.state().ended()).ifPresent(sale -> {
            redeem(unit, sale.tenders(), List.of());
            for (SaleLine line : sale.lines()) {
                if (line.voucher() != null) {
                    vouchers.released(unit, line.voucher());
                }
            }
            book.store(unit, sale.rebuilt(SaleState.ABORTED, List.of(), sale.tip(), null));
        });
    }

    /// Cash moved for a sale, which the records did not reflect.
    public void cash(UnitOfWork unit, Envelope envelope, CashMoved moved) {
        SaleId id = moved.sale();
        if (id == null) {
            return;
        }
        if (moved.kind() == CashMoved.Kind.TENDER) {
            var tender = new Tender.Cash(moved.amount(), moved.amount(), nothing);
            open(unit, envelope, id).map(Sale::allSigned)
                    .ifPresent(sale -> paid(unit, sale, tender, nothing, sale.pending(),
                            gone.hasCash(unit, id, moved.amount())));
        } else if (mayBeOpen(unit, id)) {
            Money back = moved.amount().negated();
            tender(unit, id, tender -> tender instanceof Tender.Cash && tender.amount().equals(back))
                    .ifPresentOrElse(paid -> givenBack(unit, book.byId(unit, id), paid, nothing, null),
                            () -> gone.cash(unit, id, back));
        }
    }

    /// A card attempt was begun for a sale.
    ///
    /// @param charges whether it is to pay the sale, and not to give one of its tenders back
    /// @param waits whether the sale waits for it: for one that is known not to have moved anything yet
    public void cardBegun(UnitOfWork unit, Envelope envelope, SaleId id, AttemptId attempt, boolean charges,
            boolean waits) {
        open(unit, envelope, id)
                .map(sale -> charges && !sale.signatures().contains(attempt) ? sale.allSigned() : sale)
                .ifPresent(sale -> store(unit, sale, sale.tenders(), sale.tip(),
                        waits ? attempt : sale.pending()));
    }

    /// The card attempt that a sale waits for.
    public Optional<AttemptId> pending(View view, SaleId id) {
        return book.find(view, id).map(Sale::pending);
    }

    /// An attempt charged a card for a sale; `charged` includes `tip`.
    ///
    /// @param toSign whether by a signature; what somebody said of it is told by what the sale takes next, or by its end
    public void cardCharged(UnitOfWork unit, Envelope envelope, SaleId id, AttemptId attempt, Money charged,
            Money tip, boolean toSign) {
        var tender = new Tender.Card(charged, attempt);
        open(unit, envelope, id).filter(sale -> !sale.tenders().contains(tender))
                .map(sale -> toSign ? sale.toSign(attempt) : sale)
                .ifPresent(sale -> paid(unit, sale, tender, tip, without(sale, attempt),
                        gone.hasCard(unit, id, attempt, charged)));
    }

    /// A card tender was given back by the attempt `reversal`.
    ///
    /// @param charge what had paid it; `reversal` where that is not known
    public void cardGivenBack(UnitOfWork unit, SaleId id, AttemptId reversal, AttemptId charge, Money amount,
            Money tip) {
        if (!mayBeOpen(unit, id)) {
            return;
        }
        tender(unit, id, isOf(charge)).ifPresentOrElse(
                paid -> givenBack(unit, book.byId(unit, id), paid, tip, reversal),
                () -> {
                    gone.card(unit, id, reversal, charge, amount);
                    cardNotMoved(unit, id, reversal);
                });
    }

    /// A card tender that a person's word paid was never charged.
    public void cardDisproved(UnitOfWork unit, SaleId id, AttemptId charge, Money tip) {
        if (mayBeOpen(unit, id)) {
            tender(unit, id, isOf(charge))
                    .ifPresent(tender -> givenBack(unit, book.byId(unit, id), tender, tip, null));
        }
    }

    /// An attempt is known not to have moved any money.
    public void cardNotMoved(UnitOfWork unit, SaleId id, AttemptId attempt) {
        book.find(unit, id)
                .filter(sale -> attempt.equals(sale.pending()))
                .ifPresent(sale -> store(unit, sale, sale.tenders(), sale.tip(), null));
    }

    /// Whether it is not known here to have ended. It may not be known at all.
    private boolean mayBeOpen(View view, SaleId id) {
        return book.find(view, id).filter(sale -> sale.state().ended()).isEmpty();
    }

    private Optional<Tender> tender(View view, SaleId id, Predicate<Tender> which) {
        return book.find(view, id).flatMap(sale -> sale.tenders().stream().filter(which).findFirst());
    }

    private static Predicate<Tender> isOf(AttemptId charge) {
        return tender -> tender instanceof Tender.Card card && card.attempt().equals(charge);
    }

    /// Where a card payment stands among the tenders of a sale, from 0; 0 if it is not there.
    public int tender(View view, SaleId id, AttemptId charge) {
        List<Tender> tenders = book.find(view, id).map(Sale::tenders).orElse(List.of());
        for (int i = 0; i < tenders.size(); i++) {
            if (tenders.get(i) instanceof Tender.Card card && card.attempt().equals(charge)) {
                return i;
            }
        }
        return 0;
    }

    /// The charges of this amount that pay a sale: those whose signatures are to be compared, then the others, in their order.
    public List<AttemptId> charges(View view, SaleId id, Money amount) {
        return book.find(view, id).map(sale -> charges(sale, amount)).orElse(List.of());
    }

    private static List<AttemptId> charges(Sale sale, Money amount) {
        return sale.tenders()
                .stream()
                .filter(tender -> tender instanceof Tender.Card && tender.amount().equals(amount))
                .map(tender -> ((Tender.Card) tender).attempt())
                .sorted(Comparator.comparing(charge -> !sale.signatures().contains(charge)))
                .toList();
    }

    /// No money, in the store's currency.
    public Money nothing() {
        return nothing;
    }

    /// @param gone whether it has gone back since
    private void paid(UnitOfWork unit, Sale sale, Tender tender, Money tip, @Nullable AttemptId pending,
            boolean gone) {
        if (gone) {
            store(unit, sale, sale.tenders(), sale.tip(), pending);
            return;
        }
        var tenders = new ArrayList<>(sale.tenders());
        tenders.add(tender);
        store(unit, sale, tenders, sale.tip().plus(tip), pending);
    }

    /// @param by the attempt that gave it back, which the sale waits for no more; absent if none did
    private void givenBack(UnitOfWork unit, Sale sale, Tender tender, Money tip, @Nullable AttemptId by) {
        var tenders = new ArrayList<>(sale.tenders());
        tenders.remove(tender);
        store(unit, sale, tenders, sale.tip().minus(tip),
                by == null ? sale.pending() : without(sale, by));
    }

    private void store(UnitOfWork unit, Sale sale, List<Tender> tenders, Money tip,
            @Nullable AttemptId pending) {
        SaleState state = pending != null
                ? SaleState.CARD_PENDING
                : tenders.isEmpty() ? SaleState.OPEN : SaleState.PART_PAID;
        book.store(unit, sale.rebuilt(state, tenders, tip, pending));
    }

    private static @Nullable AttemptId without(Sale sale, AttemptId attempt) {
        return attempt.equals(sale.pending()) ? null : sale.pending();
    }

    /// The sale, if it has not ended; one of which no more than its money is known has no lines.
    private Optional<Sale> open(UnitOfWork unit, Envelope envelope, SaleId id) {
        Optional<Sale> known = book.find(unit, id);
        ShiftId shift = envelope.shift();
        if (known.isPresent() || shift == null) {
            return known.filter(sale -> !sale.state().ended());
        }
        Begun begun = unit.find(BEGUN, id.toString()).orElseGet(() -> begun(unit, envelope));
        unit.remove(BEGUN, id.toString());
        shifts.goesOn(unit, envelope);
        return Optional.of(new Sale(id, envelope.place().till(), shift, begun.operator, begun.at,
                ShiftRebuild.taxDate(envelope, begun.at), SaleState.OPEN, List.of(), List.of(),
                nothing, nothing, List.of(), null, null, nothing));
    }

    private Begun begun(View view, Envelope envelope) {
        return new Begun(shifts.operator(view, envelope), envelope.moment().occurredAt());
    }

    private void sellVouchers(UnitOfWork unit, SaleCompleted sale) {
        for (SaleLine line : sale.lines()) {
            String number = line.voucher();
            if (number != null) {
                boolean single = line.salesClass().equals(SaleLine.SINGLE_PURPOSE_VOUCHER);
                vouchers.issued(unit, number, single ? line.taxRate() : null,
                        line.valueOfVoucher(sale.pricesIncludeTax()),
                        line.taxOfVoucher(sale.pricesIncludeTax()));
            }
        }
    }

    /// What was redeemed before is off already.
    private void redeem(UnitOfWork unit, List<Tender> before, List<Tender> after) {
        Map<String, Used> more = new HashMap<>();
        for (Tender tender : before) {
            if (tender instanceof Tender.Voucher voucher) {
                more.merge(voucher.voucher(), Used.of(voucher).negated(), Used::plus);
            }
        }
        for (Tender tender : after) {
            if (tender instanceof Tender.Voucher voucher) {
                more.merge(voucher.voucher(), Used.of(voucher), Used::plus);
            }
        }
        more.forEach((number, used) -> {
            if (used.amount.isPositive()) {
                vouchers.redeemed(unit, number, rate(after, number), used.amount, used.tax);
            } else if (used.amount.isNegative()) {
                vouchers.givenBack(unit, number, used.amount.negated(), used.tax.negated());
            }
        });
    }

    /// What a voucher paid, and what of its tax went with that.
    private record Used(Money amount, Money tax) {
        static Used of(Tender.Voucher voucher) {
            return new Used(voucher.amount(), voucher.taxIn());
        }

        Used negated() {
            return new Used(amount.negated(), tax.negated());
        }

        Used plus(Used other) {
            return new Used(amount.plus(other.amount), tax.plus(other.tax));
        }
    }

    /// The vouchers among lines that a refund takes back.
    static List<String> vouchersAmong(List<RefundLine> lines, List<SaleLine> sold) {
        var numbers = new ArrayList<String>();
        for (RefundLine line : lines) {
            for (SaleLine one : sold) {
                if (one.line() == line.originalLine() && one.voucher() != null) {
                    numbers.add(one.voucher());
                }
            }
        }
        return numbers;
    }

    private static @Nullable TaxRate rate(List<Tender> tenders, String number) {
        for (Tender tender : tenders) {
            if (tender instanceof Tender.Voucher voucher && voucher.voucher().equals(number)) {
                return voucher.taxRate();
            }
        }
        return null;
    }
}
