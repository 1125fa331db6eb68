package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.edge.voucher.Voucher;
import io.tillpost.edge.voucher.Vouchers;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.RefundLine;
import io.tillpost.protocol.event.RefundTender;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleLine;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of refunds. Whoever gives the last cent back completes the refund, in the same unit of work. Safe for use by
/// all threads, inside a unit of work.
public final class Refunds {
    private static final int LONGEST_REASON = 100;

    private final Sales sales;
    private final Shifts shifts;
    private final Sales.Rules rules;
    private final NumberSeries numbers;
    private final RefundBook book = new RefundBook();
    private final ReceiptList receipts = new ReceiptList();
    private final Vouchers vouchers = new Vouchers();
    private final CashRounding rounding;
    private final Clock clock;
    private final IdSource ids;

    public Refunds(Sales sales, Shifts shifts, Sales.Rules rules, Clock clock, IdSource ids) {
        this.sales = sales;
        this.shifts = shifts;
        this.rules = rules;
        this.numbers = new NumberSeries(rules);
        this.rounding = new CashRounding(rules.cashRoundingMinor());
        this.clock = clock;
        this.ids = ids;
    }

    /// What is to be given back.
    ///
    /// @param till where; absent: where it was sold
    /// @param reason in words
    public record Wanted(SaleId sale, List<RefundWish> lines, @Nullable String till, String reason) {
        public Wanted {
            lines = List.copyOf(lines);
        }
    }

    /// Begins a refund of some of a completed sale; if it is worth nothing it is completed at once.
    public Decision<Refund> begin(UnitOfWork unit, Wanted wanted, Cause cause) {
        return refundable(unit, wanted.sale()).then(sale -> begin(unit, sale, wanted, null, cause));
    }

    /// Begins the reversal of a sale's one card payment, tip included: all of the sale comes back.
    public Decision<Refund> beginReversal(UnitOfWork unit, SaleId id, @Nullable String till, String reason,
            Cause cause) {
        return refundable(unit, id).then(sale -> {
            if (sale.tenders().size() != 1 || !(sale.tenders().getFirst() instanceof Tender.Card card)) {
                return Decision.refuse(Reason.NOT_REVERSIBLE,
                        "sale " + id + " was not paid whole by one card payment");
            }
            List<Refund> earlier = book.ofSale(unit, id);
            if (!earlier.isEmpty()) {
                return Decision.refuse(Reason.NOT_REVERSIBLE,
                        "sale " + id + " has the refund " + earlier.getFirst().refund() + ", expected none");
            }
            var all = new Wanted(id, returned(unit, sale).rest(), till, reason);
            return begin(unit, sale, all, card.attempt(), cause);
        });
    }

    /// Gives all that remains back in notes and coins, rounded.
    public Decision<Refund> payCash(UnitOfWork unit, RefundId id, Cause cause) {
        return known(unit, id).then(refund -> {
            Money due = cashDue(unit, refund);
            Refund rounded = refund.rounded(due.minus(refund.remaining()));
            if (due.isZero()) {
                return Decision.accept(settle(unit, rounded, cause));
            }
            shifts.cashTendered(unit, refund.shift(),
                    new CashMoved(CashMoved.Kind.REFUND, shifts.byId(unit, refund.shift()).drawer(),
                            due.negated(), refund.sale(), null, null),
                    cause);
            return Decision.accept(settle(unit, rounded.givenBackBy(new RefundTender.Cash(due)), cause));
        });
    }

    /// What cash would give back: what remains, rounded together with what cash gave back of the sale before, so that parts
    /// come to what all of it at once would. With what went back otherwise it is no more than was paid, rounded.
    public Money cashDue(View view, Refund refund) {
        Money nothing = Money.zero(rules.currency());
        if (!refund.remaining().isPositive()) {
            return nothing;
        }
        Sale sale = sales.byId(view, refund.sale());
        Money exact = refund.remaining();
        Money given = nothing;
        Money paid = sale.total().plus(sale.rounding());
        for (Refund earlier : book.ofSale(view, sale.sale())) {
            Money cash = earlier.inCash();
            exact = exact.plus(cash).minus(earlier.rounding());
            given = given.plus(cash);
            paid = paid.minus(earlier.givenBack().minus(cash).minus(earlier.tip()));
        }
        Money all = rounding.rounded(exact);
        Money most = rounding.rounded(paid);
        Money due = (all.compareTo(most) < 0 ? all : most).minus(given);
        return due.isNegative() ? nothing : due;
    }

    /// Gives all that remains back as a multi-purpose voucher.
    ///
    /// @param number absent: a new one is made up, which nobody can guess
    public Decision<Refund> payVoucher(UnitOfWork unit, RefundId id, @Nullable String number, Cause cause) {
        return known(unit, id)
                .then(refund -> vouchers.free(unit, number == null ? anyNumber() : number).then(free -> {
                    Money amount = refund.remaining();
                    vouchers.issue(unit, free, amount);
                    return Decision.accept(
                            settle(unit, refund.givenBackBy(new RefundTender.Voucher(amount, free)), cause));
                }));
    }

    /// Says what a refund takes back whose lines this box had forgotten, and which has given money back. It is completed if
    /// they come to that money.
    public Decision<Refund> namedAgain(UnitOfWork unit, RefundId id, List<RefundWish> lines, Cause cause) {
        return wouldTakeBack(unit, id, lines).then(whole -> {
            if (whole.remaining().isNegative()) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "refund " + id + " has given "
                        + whole.givenBack() + " back, expected lines for as much at least, not "
                        + whole.total());
            }
            voucherNumbers(unit, whole).forEach(number -> vouchers.hold(unit, number));
            return Decision.accept(settle(unit, whole, cause));
        });
    }

    /// What a refund whose lines this box had forgotten would be with these. Changes nothing; what remains is negative where
    /// they come to less than was given back.
    public Decision<Refund> wouldTakeBack(View view, RefundId id, List<RefundWish> lines) {
        return payable(view, id).then(refund -> {
            if (!refund.forgotten()) {
                return Decision.refuse(Reason.NOT_REFUNDABLE,
                        "refund " + id + " is known with its lines, expected one that was forgotten");
            }
            return refundable(view, refund.sale()).then(sale -> returned(view, sale).parts(lines)
                    .then(parts -> returnable(view, sale, parts.lines())
                            .then(_ -> Decision.accept(refund.of(parts,
                                    refund.reverses() == null ? refund.tip() : sale.tip())))));
        });
    }

    /// Gives a refund up, as long as nothing was given back.
    public Decision<Refund> abort(UnitOfWork unit, RefundId id) {
        return payable(unit, id).then(refund -> {
            if (!refund.tenders().isEmpty()) {
                return Decision.refuse(Reason.NOT_REFUNDABLE,
                        "refund " + id + " has given " + refund.givenBack() + " back, expected nothing");
            }
            Refund aborted = refund.became(RefundState.ABORTED);
            book.store(unit, aborted);
            voucherNumbers(unit, refund).forEach(number -> vouchers.letGo(unit, number));
            return Decision.accept(aborted);
        });
    }

    /// What of a sale came back so far.
    public Refunded refunded(View view, Sale sale) {
        Returned returned = returned(view, sale);
        List<Refunded.Line> lines = sale.lines()
                .stream()
                .map(line -> new Refunded.Line(line.line(), returned.quantity(line.line()),
                        returned.gross(line.line())))
                .filter(line -> line.quantityThousandths() > 0)
                .toList();
        Money back = Money.sum(returned.earlier().stream().map(Refund::total).toList(), rules.currency());
        return new Refunded(lines, sale.state() == SaleState.COMPLETED
                ? sale.total().minus(back)
                : Money.zero(rules.currency()));
    }

    /// The refunds that have not ended.
    public List<Refund> allOpen(View view) {
        return book.allOpen(view);
    }

    /// Whether a card may get money back now, and how much: `wanted`, or what remains.
    public Decision<Money> givingBack(View view, RefundId id, @Nullable Money wanted) {
        return known(view, id).then(refund -> {
            Money amount = wanted == null ? refund.remaining() : wanted;
            if (!amount.currency().equals(rules.currency())) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "amount " + amount + ", expected " + rules.currency());
            }
            return amount.isPositive() && amount.compareTo(refund.remaining()) <= 0
                    ? Decision.accept(amount)
                    : Decision.refuse(Reason.AMOUNT_NOT_VALID, "amount " + amount
                            + ", expected above 0 and at most what remains, " + refund.remaining());
        });
    }

    /// From now on the refund waits for this attempt, which [#givingBack] allowed in this same unit.
    public Refund cardBegun(UnitOfWork unit, RefundId id, AttemptId attempt) {
        Refund waiting = byId(unit, id).became(RefundState.CARD_PENDING).waitingFor(attempt);
        book.store(unit, waiting);
        return waiting;
    }

    /// The attempt that the refund waits for gave money back; completes it if nothing remains. `givenBack` includes `tip`.
    public Refund cardGivenBack(UnitOfWork unit, RefundId id, AttemptId attempt, Money givenBack, Money tip,
            Cause cause) {
        return givenBack(unit, waitingRefund(unit, id, attempt).waitingFor(null), attempt, givenBack, tip,
                cause);
    }

    private Refund givenBack(UnitOfWork unit, Refund before, AttemptId attempt, Money givenBack, Money tip,
            Cause cause) {
        Refund refund = before.givenBackBy(new RefundTender.Card(givenBack, attempt));
        // The tip of a payment that is reversed is in the refund from its beginning.
        return settle(unit, refund.reverses() == null ? refund.withTip(refund.tip().plus(tip)) : refund,
                cause);
    }

    /// The attempt that the refund waits for is proven not to have moved any money.
    public Refund cardNotGivenBack(UnitOfWork unit, RefundId id, AttemptId attempt) {
        Refund free = waitingRefund(unit, id, attempt).became(RefundState.OPEN).waitingFor(null);
        book.store(unit, free);
        return free;
    }

    /// What becomes of money of a refund that is proven to have gone back after a person had said that it had not.
    public Late late(View view, RefundId id, Money givenBack) {
        return find(view, id).map(refund -> switch (refund.state()) {
            case CARD_PENDING -> Late.WAITS;
            case OPEN -> refund.lines().isEmpty() || (givenBack.compareTo(refund.remaining()) <= 0
                    && !cameBackTwice(view, refund)) ? Late.COUNTS : Late.TOO_LATE;
            case COMPLETED, ABORTED -> Late.TOO_LATE;
        }).orElse(Late.TOO_LATE);
    }

    /// That money was given back for the refund, as [#late] allowed in this same unit.
    public Refund givenBackLate(UnitOfWork unit, RefundId id, AttemptId attempt, Money givenBack, Money tip,
            Cause cause) {
        return givenBack(unit, byId(unit, id), attempt, givenBack, tip, cause);
    }

    /// A refund, if there is one.
    public Optional<Refund> find(View view, RefundId id) {
        return book.find(view, id);
    }

    /// A refund that some record names.
    public Refund byId(View view, RefundId id) {
        return find(view, id)
                .orElseThrow(() -> new IllegalStateException("refund " + id + " is not here"));
    }

    /// The envelope of an event that belongs to a refund: its shift's, whenever it happens.
    public Stamp stamp(View view, Refund refund, Cause cause) {
        return shifts.byId(view, refund.shift()).stamp(cause);
    }

    private Decision<Refund> payable(View view, RefundId id) {
        Optional<Refund> found = find(view, id);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no refund " + id);
        }
        Refund refund = found.get();
        if (refund.state() == RefundState.CARD_PENDING) {
            return Decision.refuse(Reason.PAYMENT_UNRESOLVED,
                    "refund " + id + " waits for the card attempt " + refund.pending());
        }
        if (refund.state().ended()) {
            return Decision.refuse(Reason.NOT_REFUNDABLE,
                    "refund " + id + " is " + refund.state() + ", expected OPEN");
        }
        return Decision.accept(refund);
    }

    /// A payable refund that says what it takes back, and whose goods did not come back otherwise meanwhile: one that was
    /// given up is open again after a restore, for no event says that it was.
    private Decision<Refund> known(View view, RefundId id) {
        return payable(view, id).then(refund -> {
            if (refund.forgotten()) {
                return Decision.refuse(Reason.NOT_REFUNDABLE, "refund " + id
                        + " was begun before this box was restored and its lines are not known: name them");
            }
            Optional<String> redeemed = voucherNumbers(view, refund).stream()
                    .filter(number -> !vouchers.isWhole(view, number))
                    .findFirst();
            if (redeemed.isPresent()) {
                return Decision.refuse(Reason.NOT_REFUNDABLE, "voucher " + redeemed.get() + ", which refund "
                        + id + " takes back, was redeemed before this box was restored: give this one up");
            }
            return cameBackTwice(view, refund)
                    ? Decision.refuse(Reason.NOT_REFUNDABLE, "what refund " + id
                            + " takes back has come back with another refund: give this one up")
                    : Decision.accept(refund);
        });
    }

    private boolean cameBackTwice(View view, Refund refund) {
        Sale sale = sales.byId(view, refund.sale());
        Returned all = returned(view, sale);
        return sale.lines()
                .stream()
                .filter(sold -> refund.lines().stream().anyMatch(line -> line.originalLine() == sold.line()))
                .anyMatch(sold -> all.quantity(sold.line()) > sold.quantityThousandths());
    }

    private Decision<Sale> refundable(View view, SaleId id) {
        Optional<Sale> sale = sales.find(view, id);
        if (sale.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no sale " + id);
        }
        return sale.get().state() == SaleState.COMPLETED
                ? Decision.accept(sale.get())
                : Decision.refuse(Reason.NOT_REFUNDABLE,
                        "sale " + id + " is " + sale.get().state() + ", expected COMPLETED");
    }

    private Decision<Refund> begin(UnitOfWork unit, Sale sale, Wanted wanted, @Nullable AttemptId reverses,
            Cause cause) {
        if (wanted.reason().isBlank() || wanted.reason().length() > LONGEST_REASON) {
            return Decision.refuse(Reason.NOT_REFUNDABLE, "reason of " + wanted.reason().length()
                    + " characters, expected 1 to " + LONGEST_REASON);
        }
        String till = wanted.till() == null ? sale.till() : wanted.till();
        return shifts.needOpen(unit, till)
                .then(shift -> returned(unit, sale).parts(wanted.lines())
                        .then(parts -> returnable(unit, sale, parts.lines()).then(numbers -> {
                            // Nothing below refuses.
                            numbers.forEach(number -> vouchers.hold(unit, number));
                            Money nothing = Money.zero(rules.currency());
                            return Decision.accept(settle(unit, new Refund(new RefundId(ids.next()),
                                    sale.sale(), till, shift.shift(), shift.operator(cause), clock.instant(),
                                    shifts.taxDate(shift), RefundState.OPEN, parts.lines(), parts.taxes(),
                                    parts.total(), nothing, reverses == null ? nothing : sale.tip(),
                                    List.of(), wanted.reason(), reverses, null, null), cause));
                        })));
    }

    /// The numbers of the vouchers among these lines, if all of them can be taken back.
    private Decision<List<String>> returnable(View view, Sale sale, List<RefundLine> lines) {
        var numbers = new ArrayList<String>();
        for (RefundLine line : lines) {
            String number = soldVoucher(sale, line);
            if (number != null) {
                if (vouchers.returnable(view, number) instanceof Decision.Refused<Voucher> refused) {
                    return refused.as();
                }
                SaleLine sold = line(sale, line.originalLine());
                if (line.quantityThousandths() != sold.quantityThousandths()) {
                    return Decision.refuse(Reason.NOT_REFUNDABLE,
                            "line " + sold.line() + " sold voucher " + number + ", expected all of it");
                }
                numbers.add(number);
            }
        }
        return Decision.accept(numbers);
    }

    private List<String> voucherNumbers(View view, Refund refund) {
        Sale sale = sales.byId(view, refund.sale());
        return refund.lines().stream().<String>mapMulti((line, out) -> {
            String number = soldVoucher(sale, line);
            if (number != null) {
                out.accept(number);
            }
        }).toList();
    }

    private static @Nullable String soldVoucher(Sale sale, RefundLine line) {
        return line(sale, line.originalLine()).voucher();
    }

    private static SaleLine line(Sale sale, int number) {
        return sale.lines()
                .stream()
                .filter(line -> line.line() == number)
                .findFirst()
                .orElseThrow(
                        () -> new IllegalStateException("sale " + sale.sale() + " has no line " + number));
    }

    private Returned returned(View view, Sale sale) {
        return new Returned(sale, book.ofSale(view, sale.sale()));
    }

    /// Of 62 random bits.
    private String anyNumber() {
        return "R" + Long.toUnsignedString(ids.next().getLeastSignificantBits(), 36)
                .toUpperCase(Locale.ROOT);
    }

    /// Completes the refund if nothing remains.
    private Refund settle(UnitOfWork unit, Refund refund, Cause cause) {
        if (!refund.remaining().isZero() || refund.forgotten()) {
            Refund open = refund.state() == RefundState.OPEN ? refund : refund.became(RefundState.OPEN);
            book.store(unit, open);
            return open;
        }
        Instant now = clock.instant();
        String series = numbers.refunds(unit);
        var number = new Sale.ReceiptNumber(series, unit.next("receipt/" + series), now);
        Refund completed = refund.became(RefundState.COMPLETED).numbered(number);
        book.store(unit, completed);
        voucherNumbers(unit, completed).forEach(voucher -> vouchers.cancel(unit, voucher));
        receipts.add(unit, new ReceiptEntry(refund.till(), refund.sale(), refund.refund(), series,
                number.number(), now, completed.givenBack(), refund.operator()));
        Sale sale = sales.byId(unit, refund.sale());
        var original = Objects.requireNonNull(sale.receipt(), "receipt of a completed sale");
        var _ = unit.append(stamp(unit, completed, cause),
                new RefundCompleted(refund.refund(), refund.sale(), original.series(), original.number(),
                        series, number.number(), refund.startedAt(), refund.taxDate(),
                        sale.pricesIncludeTax(rules.pricesIncludeTax()), rules.taxRule(), refund.lines(),
                        refund.taxes(),
                        refund.total(), completed.rounding(), completed.tip(), completed.tenders(),
                        refund.reason(), null));
        return completed;
    }

    private Refund waitingRefund(View view, RefundId id, AttemptId attempt) {
        Refund refund = byId(view, id);
        if (!attempt.equals(refund.pending())) {
            throw new IllegalStateException(
                    "refund " + id + " waits for " + refund.pending() + ", not for attempt " + attempt);
        }
        return refund;
    }
}
