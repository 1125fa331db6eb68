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

    /// A sale was given up.
    public void aborted(UnitOfWork unit, SaleId id) {
        unit.remove(BEGUN, id.toString());
        book.find(unit, id).filter(sale -> !sale.state().ended()).ifPresent(sale -> {
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
            open(unit, envelope, id).ifPresent(sale -> paid(unit, sale.allSigned(),
                    new Tender.Cash(moved.amount(), moved.amount(), nothing), nothing, sale.pending()));
        } else {
            Money back = moved.amount().negated();
            book.find(unit, id)
                    .filter(sale -> !sale.state().ended())
                    .ifPresent(sale -> sale.tenders()
                            .stream()
                            .filter(tender -> tender instanceof Tender.Cash && tender.amount().equals(back))
                            .findFirst()
                            .ifPresent(tender -> givenBack(unit, sale, tender, nothing, sale.pending())));
        }
    }

    /// A card attempt was begun that a sale waits for.
    ///
    /// @param charges whether it is to pay the sale, and not to give one of its tenders back
    public void cardBegun(UnitOfWork unit, Envelope envelope, SaleId id, AttemptId attempt,
            boolean charges) {
        open(unit, envelope, id).map(sale -> charges ? sale.allSigned() : sale)
                .ifPresent(sale -> store(unit, sale, sale.tenders(), sale.tip(), attempt));
    }

    /// An attempt charged a card for a sale; `charged` includes `tip`.
    ///
    /// @param toSign whether by a signature; what somebody said of it is told by what the sale takes next, or by its end
    public void cardCharged(UnitOfWork unit, Envelope envelope, SaleId id, AttemptId attempt, Money charged,
            Money tip, boolean toSign) {
        var tender = new Tender.Card(charged, attempt);
        open(unit, envelope, id).filter(sale -> !sale.tenders().contains(tender))
                .map(sale -> toSign ? sale.toSign(attempt) : sale)
                .ifPresent(sale -> paid(unit, sale, tender, tip, without(sale, attempt)));
    }

    /// A card tender was given back by the attempt `reversal`.
    public void cardGivenBack(UnitOfWork unit, SaleId id, AttemptId reversal, AttemptId charge, Money tip) {
        book.find(unit, id).filter(sale -> !sale.state().ended()).ifPresent(sale -> {
            Optional<Tender> paid = cardTender(sale, charge);
            if (paid.isPresent()) {
                givenBack(unit, sale, paid.get(), tip, without(sale, reversal));
            } else {
                store(unit, sale, sale.tenders(), sale.tip(), without(sale, reversal));
            }
        });
    }

    /// A card tender that a person's word paid was never charged.
    public void cardDisproved(UnitOfWork unit, SaleId id, AttemptId charge, Money tip) {
        book.find(unit, id)
                .filter(sale -> !sale.state().ended())
                .ifPresent(sale -> cardTender(sale, charge)
                        .ifPresent(tender -> givenBack(unit, sale, tender, tip, sale.pending())));
    }

    /// An attempt is known not to have moved any money.
    public void cardNotMoved(UnitOfWork unit, SaleId id, AttemptId attempt) {
        book.find(unit, id)
                .filter(sale -> attempt.equals(sale.pending()))
                .ifPresent(sale -> store(unit, sale, sale.tenders(), sale.tip(), null));
    }

    private static Optional<Tender> cardTender(Sale sale, AttemptId charge) {
        return sale.tenders()
                .stream()
                .filter(tender -> tender instanceof Tender.Card card && card.attempt().equals(charge))
                .findFirst();
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

    private void paid(UnitOfWork unit, Sale sale, Tender tender, Money tip, @Nullable AttemptId pending) {
        var tenders = new ArrayList<>(sale.tenders());
        tenders.add(tender);
        store(unit, sale, tenders, sale.tip().plus(tip), pending);
    }

    private void givenBack(UnitOfWork unit, Sale sale, Tender tender, Money tip,
            @Nullable AttemptId pending) {
        var tenders = new ArrayList<>(sale.tenders());
        tenders.remove(tender);
        store(unit, sale, tenders, sale.tip().minus(tip), pending);
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
