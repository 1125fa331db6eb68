package io.tillpost.edge.sale;

import io.tillpost.edge.decision.Decision;
import io.tillpost.edge.decision.Reason;
import io.tillpost.edge.journal.Stamp;
import io.tillpost.edge.journal.UnitOfWork;
import io.tillpost.edge.journal.View;
import io.tillpost.edge.shift.Cause;
import io.tillpost.edge.shift.Shift;
import io.tillpost.edge.shift.Shifts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.Names;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.Tender;
import io.tillpost.protocol.journal.IdSource;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The rules of sales. Whoever pays the last cent completes the sale, in the same unit of work. Safe for use by all
/// threads, inside a unit of work.
public final class Sales {
    private static final String REFUNDS = "-refunds";

    private final Shifts shifts;
    private final SaleBook book = new SaleBook();
    private final GoneTenders gone = new GoneTenders();
    private final SaleVouchers vouchers = new SaleVouchers();
    private final ReceiptList receipts = new ReceiptList();
    private final Pricing pricing;
    private final CashRounding rounding;
    private final Rules rules;
    private final NumberSeries series;
    private final Clock clock;
    private final IdSource ids;

    /// What the store decides.
    ///
    /// @param series of its receipt numbers
    /// @param taxRule version of the rule that computes tax
    /// @param cashRoundingMinor the step that cash is rounded to; 1 rounds nothing
    public record Rules(String series, boolean pricesIncludeTax, String taxRule, Currency currency,
            int cashRoundingMinor) {
        public Rules {
            Names.check("receipt series", series + REFUNDS);
        }

        /// Without cash rounding.
        public Rules(String series, boolean pricesIncludeTax, String taxRule, Currency currency) {
            this(series, pricesIncludeTax, taxRule, currency, 1);
        }

        /// The series of the numbers of refunds.
        public String refundSeries() {
            return series + REFUNDS;
        }
    }

    public Sales(Shifts shifts, Rules rules, Clock clock, IdSource ids) {
        this.shifts = shifts;
        this.pricing = new Pricing(rules.pricesIncludeTax(), rules.currency());
        this.rounding = new CashRounding(rules.cashRoundingMinor());
        this.rules = rules;
        this.series = new NumberSeries(rules);
        this.clock = clock;
        this.ids = ids;
    }

    /// Begins a sale on a till that has an open shift.
    public Decision<Sale> start(UnitOfWork unit, Basket basket, Cause cause) {
        return shifts.needOpen(unit, basket.till())
                .then(shift -> pricing.price(basket)
                        .then(priced -> Decision.accept(begin(unit, shift, priced, cause))));
    }

    /// Begins the sale of a cart, which may have been begun before and have gone back to the cart.
    public Decision<Sale> checkOut(UnitOfWork unit, CheckedOut cart, Cause cause) {
        Optional<Sale> before = find(unit, cart.sale());
        // A sale that went on after the moment to which this box was restored is not begun anew: what was paid stays paid.
        if (before.filter(sale -> sale.forgotten() || sale.state() != SaleState.IN_CART).isPresent()) {
            return rungUpAgain(unit, before.get(), cart, cause);
        }
        return vouchers.reserve(unit, cart.priced().lines(), rules.pricesIncludeTax()).then(_ -> {
            Sale sale = fresh(cart.sale(), cart.shift(), cart.startedAt(), cart.priced(), cause);
            before.ifPresent(earlier -> earlier.mustBecome(SaleState.OPEN));
            book.store(unit, sale);
            return Decision.accept(sale);
        });
    }

    /// A cart takes the place of what a sale sold before this box forgot it. What was paid for it stays paid.
    private Decision<Sale> rungUpAgain(UnitOfWork unit, Sale forgotten, CheckedOut cart, Cause cause) {
        return payable(unit, forgotten.sale()).then(sale -> {
            Sale whole = sale.selling(cart.priced());
            return whole.remaining().isNegative()
                    ? Decision.refuse(Reason.AMOUNT_NOT_VALID, "sale " + sale.sale() + " has " + sale.paid()
                            + " paid, expected goods for as much at least, not " + whole.total())
                    : vouchers.reserve(unit, whole.lines(), rules.pricesIncludeTax())
                            .then(_ -> Decision.accept(whole.tenders().isEmpty()
                                    ? stored(unit, whole)
                                    : settle(unit, whole, cause)));
        });
    }

    /// A sale of a till of which no more than its money is known, and to which a cart may give its lines.
    public Decision<Sale> forgotten(View view, SaleId id, String till) {
        return payable(view, id).then(sale -> sale.forgotten() && sale.till().equals(till)
                ? Decision.accept(sale)
                : Decision.refuse(Reason.SALE_NOT_OPEN, "sale " + id + " of till " + sale.till()
                        + " is known with its goods, expected one of till " + till + " that was forgotten"));
    }

    /// Has a sale go back to its cart, as long as nothing is paid.
    public Decision<Sale> takeBack(UnitOfWork unit, SaleId id) {
        return unpaid(unit, id).then(sale -> {
            vouchers.release(unit, sale.lines());
            Sale back = sale.became(SaleState.IN_CART);
            book.store(unit, back);
            return Decision.accept(back);
        });
    }

    /// Writes down that a cart was given up, with the sale that it may have been.
    public void voided(UnitOfWork unit, SaleId id, Stamp stamp, String reason) {
        find(unit, id).ifPresent(sale -> book.store(unit, sale.became(SaleState.ABORTED)));
        var _ = unit.append(stamp, new SaleAborted(id, reason));
    }

    /// Takes cash: `given` in notes and coins, of which change goes back if it is more than what remains.
    public Decision<Sale> payCash(UnitOfWork unit, SaleId id, Money given, Cause cause) {
        return payCash(unit, id, given, Money.zero(rules.currency()), cause);
    }

    /// Takes cash and out of it a tip, if it pays all that remains.
    public Decision<Sale> payCash(UnitOfWork unit, SaleId id, Money given, Money tip, Cause cause) {
        return known(unit, id).then(sale -> {
            if (!given.currency().equals(rules.currency()) || !tip.currency().equals(rules.currency())) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "given " + given + " with tip " + tip + ", expected " + rules.currency());
            }
            Money due = cashDue(sale).plus(tip);
            boolean whole = given.compareTo(due) >= 0;
            if (given.isNegative() || (given.isZero() && !due.isZero())) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "given " + given + ", expected above 0");
            }
            if (tip.isNegative() || (tip.isPositive() && !whole)) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "given " + given + " with tip " + tip
                        + ", expected at least " + due + ": a tip is taken with what pays the rest");
            }
            if (!whole && given.compareTo(sale.remaining()) >= 0) {
                return Decision.refuse(Reason.AMOUNT_NOT_VALID, "given " + given + ", expected at least "
                        + due + ": what remains is rounded for cash");
            }
            return Decision.accept(whole
                    ? takeCash(unit, sale.rounded(cashDue(sale).minus(sale.remaining())), given, due, tip,
                            cause)
                    : takeCash(unit, sale, given, given, tip, cause));
        });
    }

    /// What cash would have to pay: what remains, rounded.
    public Money cashDue(Sale sale) {
        return rounding.rounded(sale.remaining());
    }

    /// Redeems a voucher.
    ///
    /// @param amount absent: as much as it can pay
    public Decision<Sale> payVoucher(UnitOfWork unit, SaleId id, String number, @Nullable Money amount,
            Cause cause) {
        return known(unit, id)
                .then(sale -> vouchers.redeem(unit, sale, number, amount)
                        .then(tender -> Decision.accept(settle(unit,
                                sale.paidBy(tender, Money.zero(rules.currency())), cause))));
    }

    /// Gives a tender of a part-paid sale back, if that needs no terminal.
    public Decision<Sale> giveBack(UnitOfWork unit, SaleId id, int tenderIndex, Cause cause) {
        return payable(unit, id).then(sale -> tender(sale, tenderIndex).then(tender -> {
            switch (tender) {
                case Tender.Cash(var amount, _, _) -> shifts.cashTendered(unit, sale.shift(),
                        new CashMoved(CashMoved.Kind.REFUND,
                                shifts.byId(unit, sale.shift()).drawer(), amount.negated(), id, null, null),
                        cause);
                case Tender.Voucher voucher -> vouchers.giveBack(unit, voucher);
                case Tender.Card _ -> {
                    return Decision.refuse(Reason.NOT_REVERSIBLE, "tender " + tenderIndex + " of sale " + id
                            + " was paid by card, expected its terminal to give it back");
                }
            }
            return Decision
                    .accept(unsettled(unit, sale.without(tender, Money.zero(rules.currency()))));
        }));
    }

    /// Gives a sale up, as long as nothing is paid.
    public Decision<Sale> abort(UnitOfWork unit, SaleId id, String reason, Cause cause) {
        return unpaid(unit, id).then(sale -> {
            vouchers.release(unit, sale.lines());
            Sale aborted = sale.became(SaleState.ABORTED);
            book.store(unit, aborted);
            var _ = unit.append(stamp(unit, sale, cause), new SaleAborted(id, reason));
            return Decision.accept(aborted);
        });
    }

    /// Whether a card may be charged for this sale, and how much: `wanted`, or what remains.
    public Decision<Money> chargeable(View view, SaleId id, @Nullable Money wanted) {
        return known(view, id).then(sale -> {
            Money amount = wanted == null ? sale.remaining() : wanted;
            if (!amount.currency().equals(rules.currency())) {
                return Decision.refuse(Reason.WRONG_CURRENCY,
                        "amount " + amount + ", expected " + rules.currency());
            }
            return amount.isPositive() && amount.compareTo(sale.remaining()) <= 0
                    ? Decision.accept(amount)
                    : Decision.refuse(Reason.AMOUNT_NOT_VALID, "amount " + amount
                            + ", expected above 0 and at most what remains, " + sale.remaining());
        });
    }

    /// From now on the sale waits for this attempt, which [#chargeable] allowed in this same unit.
    public Sale cardBegun(UnitOfWork unit, SaleId id, AttemptId attempt) {
        Sale waiting = byId(unit, id).became(SaleState.CARD_PENDING).waitingFor(attempt);
        book.store(unit, waiting);
        return waiting;
    }

    /// The charge of which this unit tells next was by signature: the sale goes on once that is compared.
    public void signatureAsked(UnitOfWork unit, SaleId id, AttemptId attempt) {
        book.store(unit, byId(unit, id).toSign(attempt));
    }

    /// A sale that waits for the signature of this card payment to be compared.
    public Decision<Sale> toSign(View view, SaleId id, AttemptId attempt) {
        return payable(view, id).then(sale -> sale.signatures().contains(attempt)
                ? Decision.accept(sale)
                : Decision.refuse(Reason.NO_SIGNATURE_ASKED, "sale " + id
                        + " does not ask for the signature of card payment " + attempt));
    }

    /// Somebody compared it, and it matches: whoever did completes the sale if nothing remains.
    public Decision<Sale> signatureMatches(UnitOfWork unit, SaleId id, AttemptId attempt, Cause cause) {
        return toSign(unit, id, attempt)
                .then(sale -> Decision.accept(settle(unit, sale.signed(attempt), cause)));
    }

    /// The attempt that the sale waits for was charged. `charged` includes `tip`.
    public Sale cardCharged(UnitOfWork unit, SaleId id, AttemptId attempt, Money charged, Money tip,
            Cause cause) {
        Sale sale = waitingSale(unit, id, attempt).waitingFor(null)
                .paidBy(new Tender.Card(charged, attempt), tip);
        return settle(unit, sale, cause);
    }

    /// The attempt that the sale waits for is proven not charged.
    public Sale cardNotCharged(UnitOfWork unit, SaleId id, AttemptId attempt) {
        return unsettled(unit, waitingSale(unit, id, attempt).waitingFor(null));
    }

    /// What becomes of a charge of a sale that is proven after a person had said that there was none.
    public Late late(View view, SaleId id, Money charged, Money tip) {
        return find(view, id).map(sale -> switch (sale.state()) {
            case CARD_PENDING -> Late.WAITS;
            case IN_CART -> Late.COUNTS;
            case OPEN, PART_PAID -> sale.lines().isEmpty()
                    || charged.minus(tip).compareTo(sale.remaining()) <= 0 ? Late.COUNTS : Late.TOO_LATE;
            case COMPLETED, ABORTED -> Late.TOO_LATE;
        }).orElse(Late.TOO_LATE);
    }

    /// That charge pays the sale, as [#late] allowed in this same unit.
    public Sale chargedLate(UnitOfWork unit, SaleId id, AttemptId attempt, Money charged, Money tip,
            Cause cause) {
        Sale sale = byId(unit, id);
        Sale known = sale.state() == SaleState.IN_CART ? sale.withoutGoods() : sale;
        return settle(unit, known.paidBy(new Tender.Card(charged, attempt), tip), cause);
    }

    /// Whether a tender of a part-paid sale may be given back to its card.
    public Decision<Tender.Card> reversible(View view, SaleId id, int tenderIndex) {
        return payable(view, id).then(sale -> tender(sale, tenderIndex))
                .then(tender -> tender instanceof Tender.Card card
                        ? Decision.accept(card)
                        : Decision.refuse(Reason.NOT_REVERSIBLE, "tender " + tenderIndex + " of sale " + id
                                + " was not paid by card"));
    }

    /// From now on the sale waits for this attempt to give a tender back, which [#reversible] allowed in this same unit.
    public Sale giveBackBegun(UnitOfWork unit, SaleId id, AttemptId reversal) {
        return cardBegun(unit, id, reversal);
    }

    /// The tender that `charge` paid was given back by the attempt `reversal`, `amount` with its `tip`.
    public Sale tenderGivenBack(UnitOfWork unit, SaleId id, AttemptId reversal, AttemptId charge,
            Money amount, Money tip) {
        Sale sale = waitingSale(unit, id, reversal).waitingFor(null);
        var tender = new Tender.Card(amount, charge);
        if (!sale.tenders().contains(tender)) {
            // Of a time that this box had forgotten and may still be told of.
            gone.card(unit, id, reversal, charge, amount);
            return unsettled(unit, sale);
        }
        return unsettled(unit, sale.without(tender, tip));
    }

    /// The attempt `reversal` is proven not to have given anything back.
    public Sale tenderNotGivenBack(UnitOfWork unit, SaleId id, AttemptId reversal) {
        return unsettled(unit, waitingSale(unit, id, reversal).waitingFor(null));
    }

    /// What becomes of it if what `charge` paid was given back after a person had said that it was not.
    public Late lateGivenBack(View view, SaleId id, AttemptId charge, Money amount) {
        return find(view, id).map(sale -> switch (sale.state()) {
            case CARD_PENDING -> Late.WAITS;
            case OPEN, PART_PAID -> sale.tenders().contains(new Tender.Card(amount, charge))
                    ? Late.COUNTS
                    : Late.TOO_LATE;
            case IN_CART, COMPLETED, ABORTED -> Late.TOO_LATE;
        }).orElse(Late.TOO_LATE);
    }

    /// The sale goes on without that tender, as [#lateGivenBack] allowed in this same unit.
    public Sale givenBackLate(UnitOfWork unit, SaleId id, AttemptId charge, Money amount, Money tip) {
        return unsettled(unit, byId(unit, id).without(new Tender.Card(amount, charge), tip));
    }

    /// What becomes of it if what `charge` paid by a person's word is proven not to have moved. Also while another attempt is under
    /// way: money that is not there must not help to complete the sale.
    public Late disproof(View view, SaleId id, AttemptId charge, Money amount) {
        return find(view, id)
                .filter(sale -> !sale.state().ended()
                        && sale.tenders().contains(new Tender.Card(amount, charge)))
                .map(_ -> Late.COUNTS)
                .orElse(Late.TOO_LATE);
    }

    /// The sale goes on without that tender, as [#disproof] allowed in this same unit.
    public Sale tenderDisproved(UnitOfWork unit, SaleId id, AttemptId charge, Money amount, Money tip) {
        Sale without = byId(unit, id).without(new Tender.Card(amount, charge), tip);
        return without.pending() == null ? unsettled(unit, without) : stored(unit, without);
    }

    /// A sale that some record names.
    public Sale byId(View view, SaleId id) {
        return book.byId(view, id);
    }

    /// A sale, if there is one.
    public Optional<Sale> find(View view, SaleId id) {
        return book.find(view, id);
    }

    /// The sales that have not ended.
    public List<Sale> allOpen(View view) {
        return book.allOpen(view);
    }

    /// The envelope of an event that belongs to a sale: its shift's, whenever it happens.
    public Stamp stamp(View view, Sale sale, Cause cause) {
        return shifts.byId(view, sale.shift()).stamp(cause);
    }

    private Decision<Sale> payable(View view, SaleId id) {
        Optional<Sale> found = find(view, id);
        if (found.isEmpty()) {
            return Decision.refuse(Reason.NOT_FOUND, "no sale " + id);
        }
        Sale sale = found.get();
        if (sale.state() == SaleState.CARD_PENDING) {
            return Decision.refuse(Reason.PAYMENT_UNRESOLVED,
                    "sale " + id + " waits for the card payment " + sale.pending());
        }
        if (sale.state().ended() || sale.state() == SaleState.IN_CART) {
            return Decision.refuse(Reason.SALE_NOT_OPEN,
                    "sale " + id + " is " + sale.state() + ", expected OPEN or PART_PAID");
        }
        return Decision.accept(sale);
    }

    /// A payable sale that says what it sells, and does not wait for a signature.
    private Decision<Sale> known(View view, SaleId id) {
        return payable(view, id).then(sale -> sale.signatures().isEmpty()
                ? Decision.accept(sale)
                : Decision.refuse(Reason.SIGNATURE_UNANSWERED, "sale " + id + " waits until somebody says"
                        + " whether the signature of card payment " + sale.signatures().getFirst()
                        + " matches"))
                .then(sale -> sale.forgotten()
                        ? Decision.refuse(Reason.SALE_NOT_OPEN, "sale " + id + " has " + sale.paid()
                                + " paid and its goods are not known (it was begun before this box was restored, or"
                                + " was in its cart when a card payment turned out to have gone through):"
                                + " ring them up again, or give back what was paid")
                        : Decision.accept(sale));
    }

    private Decision<Sale> unpaid(View view, SaleId id) {
        return payable(view, id).then(sale -> sale.state() == SaleState.OPEN
                ? Decision.accept(sale)
                : Decision.refuse(Reason.SALE_PARTLY_PAID,
                        "sale " + id + " has " + sale.paid() + " paid, expected nothing"));
    }

    private Sale begin(UnitOfWork unit, Shift shift, Pricing.Priced priced, Cause cause) {
        Sale sale = fresh(new SaleId(ids.next()), shift, clock.instant(), priced, cause);
        book.store(unit, sale);
        var _ = unit.append(shift.stamp(cause), new SaleStarted(sale.sale()));
        return sale;
    }

    private Sale fresh(SaleId id, Shift shift, Instant startedAt, Pricing.Priced priced, Cause cause) {
        return new Sale(id, shift.till(), shift.shift(), shift.operator(cause), startedAt,
                shifts.taxDate(shift),
                SaleState.OPEN, priced.lines(), priced.taxes(), priced.total(),
                Money.zero(rules.currency()), List.of(), null, null, null);
    }

    private Sale takeCash(UnitOfWork unit, Sale sale, Money given, Money kept, Money tip, Cause cause) {
        if (!kept.isZero()) {
            shifts.cashTendered(unit, sale.shift(), CashMoved
                    .tender(shifts.byId(unit, sale.shift()).drawer(), kept, sale.sale()), cause);
        }
        return settle(unit, sale.paidBy(new Tender.Cash(kept, given, given.minus(kept)), tip), cause);
    }

    /// Completes the sale if nothing remains, and no signature is to be compared.
    private Sale settle(UnitOfWork unit, Sale sale, Cause cause) {
        if (!sale.remaining().isZero() || sale.forgotten() || !sale.signatures().isEmpty()) {
            Sale partPaid = sale.became(SaleState.PART_PAID);
            book.store(unit, partPaid);
            return partPaid;
        }
        Instant now = clock.instant();
        String in = series.sales(unit);
        var number = new Sale.ReceiptNumber(in, unit.next("receipt/" + in), now);
        Sale completed = sale.became(SaleState.COMPLETED).numbered(number);
        book.store(unit, completed);
        vouchers.activate(unit, completed.lines());
        receipts.add(unit, new ReceiptEntry(sale.till(), sale.sale(), null, number.series(), number.number(),
                now, sale.total().plus(sale.rounding()).plus(sale.tip()), sale.operator()));
        var _ = unit.append(stamp(unit, sale, cause),
                new SaleCompleted(sale.sale(), number.series(), number.number(), sale.startedAt(),
                        sale.taxDate(), sale.pricesIncludeTax(rules.pricesIncludeTax()), rules.taxRule(),
                        sale.lines(),
                        sale.taxes(), sale.total(), sale.rounding(), sale.tip(), sale.tenders(), null));
        return completed;
    }

    private static Decision<Tender> tender(Sale sale, int index) {
        return index >= 0 && index < sale.tenders().size()
                ? Decision.accept(sale.tenders().get(index))
                : Decision.refuse(Reason.NOT_FOUND, "no tender " + index + " of sale " + sale.sale());
    }

    private Sale stored(UnitOfWork unit, Sale sale) {
        book.store(unit, sale);
        return sale;
    }

    /// Not all of it is paid: by what is paid it is open or part paid.
    private Sale unsettled(UnitOfWork unit, Sale sale) {
        Sale now = sale.became(sale.tenders().isEmpty() ? SaleState.OPEN : SaleState.PART_PAID);
        book.store(unit, now);
        return now;
    }

    private Sale waitingSale(View view, SaleId id, AttemptId attempt) {
        Sale sale = byId(view, id);
        if (!attempt.equals(sale.pending())) {
            throw new IllegalStateException(
                    "sale " + id + " waits for " + sale.pending() + ", not for attempt " + attempt);
        }
        return sale;
    }
}
