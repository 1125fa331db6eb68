package io.tillpost.installer.evidence;

import io.tillpost.installer.bridge.Evidence.Cash;
import io.tillpost.installer.bridge.Evidence.OfJournal;
import io.tillpost.installer.bridge.Evidence.Report;
import io.tillpost.installer.bridge.Evidence.Tenders;
import io.tillpost.installer.bridge.PaymentKey;
import io.tillpost.protocol.card.CardFacts;
import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.CashMoved;
import io.tillpost.protocol.event.CommandResult;
import io.tillpost.protocol.event.ConfigApplied;
import io.tillpost.protocol.event.DeviceStateChanged;
import io.tillpost.protocol.event.DrawerOpened;
import io.tillpost.protocol.event.Envelope;
import io.tillpost.protocol.event.Event;
import io.tillpost.protocol.event.GapRecorded;
import io.tillpost.protocol.event.IncidentCleared;
import io.tillpost.protocol.event.IncidentRaised;
import io.tillpost.protocol.event.JournalForked;
import io.tillpost.protocol.event.Mode;
import io.tillpost.protocol.event.OperatorLocked;
import io.tillpost.protocol.event.OperatorSignedIn;
import io.tillpost.protocol.event.PaymentAttemptStarted;
import io.tillpost.protocol.event.PaymentAttested;
import io.tillpost.protocol.event.PaymentOutcome;
import io.tillpost.protocol.event.PaymentOutcome.Outcome;
import io.tillpost.protocol.event.PaymentResolved;
import io.tillpost.protocol.event.PaymentResolved.Resolution;
import io.tillpost.protocol.event.ReceiptPrinted;
import io.tillpost.protocol.event.ReceiptReprinted;
import io.tillpost.protocol.event.RefundCompleted;
import io.tillpost.protocol.event.SaleAborted;
import io.tillpost.protocol.event.SaleCompleted;
import io.tillpost.protocol.event.SaleStarted;
import io.tillpost.protocol.event.ShiftClosed;
import io.tillpost.protocol.event.ShiftId;
import io.tillpost.protocol.event.ShiftOpened;
import io.tillpost.protocol.event.TelemetrySampled;
import io.tillpost.protocol.event.TerminalBatchClosed;
import io.tillpost.protocol.event.ZReported;
import io.tillpost.protocol.money.Money;
import java.io.IOException;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// What a store's journal says of one business day. Training counts for nothing.
public final class JournalEvidence {
    /// Stands for what happens outside of any shift.
    private static final ShiftId NO_SHIFT = new ShiftId(new UUID(0, 0));

    private final Currency currency;
    private final Map<ShiftId, ShiftSum> shifts = new LinkedHashMap<>();
    private final List<Report> reports = new ArrayList<>();
    private final Map<AttemptId, Moved> moved = new LinkedHashMap<>();
    private final Map<AttemptId, AttemptId> reversals = new HashMap<>();
    private final Map<AttemptId, Money> attested = new HashMap<>();
    private Money over;
    private Money lifted;

    private JournalEvidence(Currency currency) {
        this.currency = currency;
        over = Money.zero(currency);
        lifted = over;
    }

    /// What a card payment moved, as the terminal said.
    private record Moved(AttemptKind kind, CardFacts facts) {
        Money amount() {
            return kind.givesBack() ? facts.approved().negated() : facts.approved();
        }
    }

    /// Sums, and the card payments that were charged.
    ///
    /// @param payments how head office calls each of them; a reversal is called as what it reverses
    public record Day(OfJournal evidence, Map<AttemptId, PaymentKey> payments) {
        public Day {
            payments = Map.copyOf(payments);
        }
    }

    /// Reads the journal's database. The agent may be running.
    public static Day read(Path database, LocalDate businessDate, Currency currency) throws IOException {
        JournalFile file = JournalFile.read(database);
        var day = new JournalEvidence(currency);
        file.entries()
                .stream()
                .filter(entry -> entry.envelope().businessDate().equals(businessDate)
                        && entry.envelope().mode() == Mode.LIVE)
                .forEach(entry -> day.add(entry.envelope(), entry.event()));
        return day.summed(file.damage().or(file::unreadable));
    }

    /// Where a hash chain of the lane's journals, computed again from the bodies, does not hold, or a journal does not follow
    /// from the one that it names; empty if all do. The agent may be running.
    public static Optional<String> damage(Path database) throws IOException {
        return JournalFile.read(database).damage();
    }

    private Day summed(Optional<String> damage) {
        Map<PaymentKey, Money> charges = new HashMap<>();
        Map<AttemptId, PaymentKey> payments = new LinkedHashMap<>();
        moved.forEach((attempt, what) -> {
            Moved reversed = moved.get(reversals.getOrDefault(attempt, attempt));
            PaymentKey key = key(reversed == null ? what.facts() : reversed.facts());
            charges.merge(key, what.amount(), Money::plus);
            payments.put(attempt, key);
        });
        // What was reversed stands at zero: the other sources do not name it at all.
        charges.values().removeIf(Money::isZero);
        var tenders = new Tenders(sum(shift -> shift.cash), sum(shift -> shift.card),
                sum(shift -> shift.voucher));
        var cash = new Cash(sum(shift -> shift.tendered), sum(shift -> shift.floats),
                sum(shift -> shift.others.minus(shift.carried)), over, lifted);
        return new Day(new OfJournal(sum(shift -> shift.sold), tenders, cash, charges,
                total(attested.values()), reports, damage), payments);
    }

    private Money sum(Function<ShiftSum, Money> part) {
        return total(shifts.values().stream().map(part).toList());
    }

    private Money total(Collection<Money> amounts) {
        return Money.sum(amounts, currency);
    }

    private void add(Envelope envelope, Event event) {
        ShiftId id = envelope.shift() == null ? NO_SHIFT : envelope.shift();
        ShiftSum shift = shifts.computeIfAbsent(id, _ -> new ShiftSum(currency));
        switch (event) {
            case SaleCompleted sale -> shift.add(sale);
            case RefundCompleted refund -> shift.add(refund);
            case CashMoved cash -> shift.add(cash);
            case ShiftOpened opened -> shift.open(opened);
            case ZReported report -> report(envelope.place().till(), shift, report);
            case PaymentAttemptStarted started -> {
                if (started.reverses() != null) {
                    reversals.put(started.attempt(), started.reverses());
                }
            }
            case PaymentOutcome outcome -> {
                if (outcome.outcome() instanceof Outcome.Approved(var facts)) {
                    moved.put(outcome.attempt(), new Moved(outcome.kind(), facts));
                }
            }
            case PaymentAttested word -> {
                if (word.moved()) {
                    attested.put(word.attempt(),
                            word.kind().givesBack() ? word.amount().negated() : word.amount());
                }
            }
            case PaymentResolved resolved -> resolve(resolved);
            case ShiftClosed _,SaleStarted _,SaleAborted _,TerminalBatchClosed _ -> {
                // Nothing that a customer paid.
            }
            case DrawerOpened _,ReceiptPrinted _,ReceiptReprinted _,DeviceStateChanged _,IncidentRaised _,IncidentCleared _,OperatorSignedIn _,OperatorLocked _,ConfigApplied _,JournalForked _,CommandResult _,GapRecorded _,TelemetrySampled _ -> {
                // No money at all.
            }
        }
    }

    private void resolve(PaymentResolved resolved) {
        attested.remove(resolved.attempt());
        switch (resolved.resolution()) {
            case Resolution.Charged(var facts) ->
                moved.put(resolved.attempt(), new Moved(resolved.kind(), facts));
            case Resolution.NotCharged() -> moved.remove(resolved.attempt());
        }
    }

    private void report(String till, ShiftSum shift, ZReported z) {
        var totals = z.totals();
        reports.add(new Report("Z " + z.number() + " of " + till,
                totals.salesGross().minus(totals.refundsGross()).plus(totals.rounding()).plus(totals.tips()),
                shift.sold, z.expectedCash(), shift.inDrawer()));
        if (z.countedCash() != null) {
            over = over.plus(z.countedCash()).minus(z.expectedCash());
        }
        lifted = lifted.plus(z.lifted());
    }

    private static PaymentKey key(CardFacts facts) {
        return new PaymentKey(facts.terminalId(), facts.trace(), facts.receiptNumber());
    }
}
