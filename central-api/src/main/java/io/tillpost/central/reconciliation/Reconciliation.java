package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.Books;
import io.tillpost.central.ledger.Ledger;
import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.CardPayments;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.PaymentWatch;
import io.tillpost.central.payment.TerminalReference;
import io.tillpost.central.shift.ZAudit;
import io.tillpost.central.statement.Arrivals;
import io.tillpost.central.statement.BankNews;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settlements;
import io.tillpost.central.statement.Statements;
import io.tillpost.central.store.CardContract;
import io.tillpost.central.store.Store;
import io.tillpost.central.store.Stores;
import io.tillpost.central.voucher.Excess;
import io.tillpost.central.voucher.VoucherWatch;
import io.tillpost.central.voucher.Vouchers;
import io.tillpost.protocol.money.Money;
import java.time.Clock;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Decides what belongs together whenever something arrives or a day is asked for, and posts what follows. One run at a
/// time for each tenant, and one look at what a store tells of itself for each store; everything of a run is in the caller's
/// transaction.
public final class Reconciliation implements Arrivals, PaymentWatch, VoucherWatch {
    /// How far from the covered period the business date of a payment may be to be looked for at once; a run of its day
    /// finds it in any case.
    private static final int DAYS_AROUND = 7;

    private final Settlements settlements;
    private final CardPayments payments;
    private final MatchBook matches;
    private final Discrepancies discrepancies;
    private final Ledger ledger;
    private final Books books;
    private final ZAudit zReports;
    private final Vouchers vouchers;
    private final Clock clock;
    private final SettlementStage settlementStage;
    private final BankStage bankStage;
    private final Reissues reissues;

    public Reconciliation(Settlements settlements, Statements statements, CardPayments payments,
            Stores stores, MatchBook matches,
            Discrepancies discrepancies, Ledger ledger, Books books, ZAudit zReports, Vouchers vouchers,
            Clock clock) {
        this.settlements = settlements;
        this.payments = payments;
        this.matches = matches;
        this.discrepancies = discrepancies;
        this.ledger = ledger;
        this.books = books;
        this.zReports = zReports;
        this.vouchers = vouchers;
        this.clock = clock;
        this.settlementStage = new SettlementStage(settlements, payments, stores, matches, discrepancies);
        this.bankStage = new BankStage(settlements, statements, matches);
        this.reissues = new Reissues(statements, matches);
    }

    @Override
    public void payouts(Transaction transaction, String tenant, List<UUID> fresh) {
        if (fresh.isEmpty()) {
            return;
        }
        var changes = begin(transaction, tenant);
        decideOn(transaction, changes, settlements.payouts(transaction, tenant, fresh), List.of(),
                List.of(), new HashSet<>(fresh));
        bankStage.decide(transaction, changes, fresh, Set.of());
        changes.write(transaction, matches, ledger, discrepancies);
    }

    @Override
    public void bankLines(Transaction transaction, String tenant, BankNews news) {
        if (news.isNothing()) {
            return;
        }
        var changes = begin(transaction, tenant);
        var fresh = new HashSet<>(news.fresh());
        reissues.note(transaction, changes, news);
        reissues.change(transaction, changes, news.changed(), fresh);
        fresh.removeIf(line -> news.changed().containsKey(line));
        bankStage.decide(transaction, changes, List.of(), fresh, news.changed().keySet());
        changes.write(transaction, matches, ledger, discrepancies);
    }

    @Override
    public void changed(Transaction transaction, String tenant, List<Payment> toLookAt,
            Map<UUID, Money> inSuspense) {
        if (toLookAt.isEmpty()) {
            return;
        }
        var changes = beginOf(transaction, tenant, toLookAt.stream().map(Payment::store));
        toLookAt.forEach(
                payment -> StoreFindings.note(changes, payment, inSuspense.get(payment.attempt())));
        changes.write(transaction, matches, ledger, discrepancies);
    }

    @Override
    public void exceeded(Transaction transaction, String tenant, List<Excess> excesses) {
        if (excesses.isEmpty()) {
            return;
        }
        var changes = beginOf(transaction, tenant, excesses.stream().map(Excess::store));
        excesses.forEach(excess -> StoreFindings.note(changes, excess));
        changes.write(transaction, matches, ledger, discrepancies);
    }

    /// Looks at a store's day again with all that is known by now: what came late is matched, what was wrong is undone.
    public void day(Transaction transaction, Store store, LocalDate businessDate) {
        var changes = begin(transaction, store.tenant());
        matches.lockStore(transaction, store.tenant(), store.store());
        var charged = payments.chargedAt(transaction, store.tenant(), store.store(), businessDate);
        var payouts = payoutsOf(transaction, store, businessDate, charged);
        decideOn(transaction, changes, payouts, charged, named(transaction, store, businessDate), Set.of());
        bankStage.decide(transaction, changes, payouts.stream().map(KeptPayout::id).toList(), Set.of());
        noteStore(transaction, changes, store, businessDate, charged);
        changes.write(transaction, matches, ledger, discrepancies);
    }

    /// A person has named this line as the one that settles an attested payment.
    void named(Transaction transaction, String tenant, UUID line) {
        var changes = begin(transaction, tenant);
        decideOn(transaction, changes, List.of(), List.of(), List.of(line), Set.of());
        changes.write(transaction, matches, ledger, discrepancies);
    }

    /// Lines that people named for payments of the day.
    private List<UUID> named(Transaction transaction, Store store, LocalDate businessDate) {
        return discrepancies.ofDay(transaction, store.tenant(), store.store(), businessDate).stream()
                .filter(known -> known.type() == DiscrepancyClass.UNCONFIRMED_ATTESTATION)
                .map(Discrepancy::settlementLine)
                .filter(Objects::nonNull)
                .toList();
    }

    /// Looks at the first payouts dated from `from` on whose time is over, and of which the bank has said nothing. Returns the
    /// day to go on from; empty when there are none left.
    Optional<LocalDate> overdue(Transaction transaction, String tenant, LocalDate from) {
        var changes = begin(transaction, tenant);
        LocalDate before = PayoutMatching.overdueFrom(changes.today());
        return matches.firstSilent(transaction, tenant, from, before).map(first -> {
            LocalDate last = first.plusDays(PayoutMatching.MAX_DAYS_LATE);
            var payouts = settlements.payoutsDated(transaction, tenant, first, last);
            bankStage.decide(transaction, changes, payouts.stream().map(KeptPayout::id).toList(), Set.of());
            changes.write(transaction, matches, ledger, discrepancies);
            return last.plusDays(1);
        });
    }

    /// What the store's own reports have to say.
    ///
    /// @param charged what stands of the day's card payments: one that was taken back is not missing any more
    private void noteStore(Transaction transaction, Changes changes, Store store, LocalDate businessDate,
            List<CardPayment> charged) {
        var standing = charged.stream().map(CardPayment::attempt).collect(Collectors.toSet());
        for (Discrepancy known : discrepancies.ofDay(transaction, store.tenant(), store.store(),
                businessDate)) {
            boolean takenBack = known.type() == DiscrepancyClass.MISSING
                    && !standing.contains(known.subject());
            if (takenBack || !DiscrepancyClass.OF_MATCHING.contains(known.type())) {
                changes.lookedFor(known.type(), known.subject());
            }
        }
        var toLookAt = Stream.concat(
                payments.attestedAt(transaction, store.tenant(), store.store(), businessDate).stream(),
                payments.overReturnedAt(transaction, store.tenant(), store.store(), businessDate).stream())
                .toList();
        var inSuspense = books.inSuspense(transaction, store.tenant(),
                toLookAt.stream().map(Payment::attempt).collect(Collectors.toSet()));
        toLookAt.forEach(
                payment -> StoreFindings.note(changes, payment, inSuspense.get(payment.attempt())));
        vouchers.ofDay(transaction, store.tenant(), store.store(), businessDate)
                .forEach(excess -> StoreFindings.note(changes, excess));
        zReports.ofDay(transaction, store.tenant(), List.of(store.store()), businessDate)
                .forEach(check -> StoreFindings.note(changes, check));
    }

    private Changes begin(Transaction transaction, String tenant) {
        matches.lock(transaction, tenant);
        return changes(tenant);
    }

    /// What these stores tell of themselves.
    private Changes beginOf(Transaction transaction, String tenant, Stream<String> stores) {
        stores.distinct().sorted().forEach(store -> matches.lockStore(transaction, tenant, store));
        return changes(tenant);
    }

    private Changes changes(String tenant) {
        return new Changes(tenant, clock.instant().truncatedTo(ChronoUnit.MICROS));
    }

    /// Payouts that cover the day for any merchant id of the store.
    private Collection<KeptPayout> payoutsOf(Transaction transaction, Store store, LocalDate businessDate,
            List<CardPayment> charged) {
        var dates = new HashMap<String, LocalDate[]>();
        for (CardContract contract : store.cardContracts()) {
            widen(dates, contract.merchantId(), businessDate);
        }
        for (CardPayment payment : charged) {
            TerminalDates.of(payment).forEach(date -> widen(dates, payment.facts().merchantId(), date));
        }
        var payouts = new HashMap<UUID, KeptPayout>();
        dates.forEach((merchantId, range) -> settlements
                .payoutsCovering(transaction, store.tenant(), merchantId, range[0], range[1])
                .forEach(payout -> payouts.put(payout.id(), payout)));
        return payouts.values();
    }

    private static void widen(Map<String, LocalDate[]> dates, String merchantId, LocalDate date) {
        dates.merge(merchantId, new LocalDate[]{date, date}, (range, day) -> new LocalDate[]{
            day[0].isBefore(range[0]) ? day[0] : range[0], day[1].isAfter(range[1]) ? day[1] : range[1]});
    }

    /// Everything that the lines of these payouts, the payments of their days, these payments or the lines that people named could
    /// be matched to. A payment that was proven since lets go of the line that was named for it before another one takes it.
    private void decideOn(Transaction transaction, Changes changes, Collection<KeptPayout> payouts,
            List<CardPayment> charged, Collection<UUID> named, Set<UUID> fresh) {
        var lines = new HashSet<>(matches.namedInVain(transaction, changes.tenant()));
        lines.addAll(named);
        var references = new HashMap<String, Set<TerminalReference>>();
        for (KeptLine line : settlements.linesOf(transaction, changes.tenant(),
                payouts.stream().map(KeptPayout::id).toList())) {
            add(references, line);
        }
        settlements.lines(transaction, changes.tenant(), lines).forEach(line -> add(references, line));
        charged.forEach(payment -> add(references, payment));
        for (KeptPayout payout : payouts) {
            payments.charged(transaction, changes.tenant(), payout.merchantId(),
                    payout.periodFrom().minusDays(DAYS_AROUND), payout.periodTo().plusDays(DAYS_AROUND))
                    .forEach(payment -> add(references, payment));
        }
        references.forEach(
                (merchantId, names) -> settlementStage.decide(transaction, changes, merchantId, names,
                        fresh));
    }

    private static void add(Map<String, Set<TerminalReference>> references, KeptLine line) {
        references.computeIfAbsent(line.merchantId(), _ -> new HashSet<>()).add(line.reference());
    }

    private static void add(Map<String, Set<TerminalReference>> references, CardPayment payment) {
        references.computeIfAbsent(payment.facts().merchantId(), _ -> new HashSet<>())
                .add(SettlementMatching.name(payment));
    }
}
