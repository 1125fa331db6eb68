package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.payment.CardPayment;
import io.tillpost.central.payment.CardPayments;
import io.tillpost.central.payment.Payment;
import io.tillpost.central.payment.TerminalBatch;
import io.tillpost.central.payment.TerminalReference;
import io.tillpost.central.reconciliation.MatchBook.Stage;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settlements;
import io.tillpost.central.store.Stores;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Settlement lines against card payments: reads what bears the references in question, lets [SettlementMatching] decide,
/// and notes what that changes.
final class SettlementStage {
    /// Around an unknown line's day, payments of its terminal tell whose day it is.
    private static final int DAYS_AROUND = 7;

    private final Settlements settlements;
    private final CardPayments payments;
    private final Stores stores;
    private final MatchBook matches;
    private final Discrepancies discrepancies;

    SettlementStage(Settlements settlements, CardPayments payments, Stores stores, MatchBook matches,
            Discrepancies discrepancies) {
        this.settlements = settlements;
        this.payments = payments;
        this.stores = stores;
        this.matches = matches;
        this.discrepancies = discrepancies;
    }

    /// Decides on all lines and payments of a merchant id with these references.
    ///
    /// @param fresh payouts that are not posted yet; all their lines bear one of the references
    void decide(Transaction transaction, Changes changes, String merchantId,
            Collection<TerminalReference> references, Set<UUID> fresh) {
        var lines = lines(transaction, changes.tenant(), merchantId, references);
        var charged = payments.chargedAs(transaction, changes.tenant(), merchantId, references);
        var ids = lines.stream().map(SettledLine::id).toList();
        var verdicts = withNamed(transaction, changes, ids, SettlementMatching.match(lines, charged));
        var held = matches.byTheirs(transaction, changes.tenant(), ids);
        var counts = matches.eventCounts(transaction, changes.tenant(), ids);
        var shares = new HashMap<UUID, List<Postings.Share>>();
        for (SettledLine line : lines) {
            var claim = claim(verdicts, line);
            var payment = claim == null ? null : claim.attempt();
            var clearing = claim == null ? null : claim.clearing();
            var events = changes.rematch(Stage.SETTLEMENT,
                    claim == null ? SettlementMatching.RULE : claim.rule(), line.id(),
                    counts.getOrDefault(line.id(), 0), held.get(line.id()), payment, clearing);
            if (fresh.contains(line.payout().id())) {
                shares.computeIfAbsent(line.payout().id(), _ -> new ArrayList<>())
                        .add(new Postings.Share(line, clearing, payment));
            } else if (!line.gross().isZero()) {
                events.forEach(event -> changes.post(Postings.lineChanged(changes.tenant(), line, event)));
            }
        }
        shares.values().forEach(of -> Postings.payout(changes.tenant(), of.getFirst().line().payout(), of)
                .forEach(changes::post));
        noteLines(transaction, changes, merchantId, lines, verdicts);
        notePayments(transaction, changes, merchantId, charged, verdicts.values());
    }

    private List<SettledLine> lines(Transaction transaction, String tenant, String merchantId,
            Collection<TerminalReference> references) {
        List<KeptLine> kept = settlements.linesAs(transaction, tenant, merchantId, references);
        Map<UUID, KeptPayout> payouts = settlements
                .payouts(transaction, tenant, kept.stream().map(KeptLine::payout).collect(Collectors.toSet()))
                .stream()
                .collect(Collectors.toMap(KeptPayout::id, Function.identity()));
        var lines = new ArrayList<SettledLine>(kept.size());
        for (KeptLine line : kept) {
            var payout = payouts.get(line.payout());
            if (payout == null) {
                throw new IllegalStateException("settlement line " + line.id() + " has no payout");
            }
            lines.add(new SettledLine(payout, line));
        }
        lines.sort(SettledLine.ORDER);
        return lines;
    }

    /// What a person named counts for lines that no payment is known of by its references, as long as nothing more is known of
    /// the payment than a person's word. Who named a line that turns out to be another payment's has to look again.
    private Map<UUID, LineVerdict> withNamed(Transaction transaction, Changes changes, List<UUID> lines,
            Map<UUID, LineVerdict> byReference) {
        var named = discrepancies.naming(transaction, changes.tenant(), lines);
        if (named.isEmpty()) {
            return byReference;
        }
        var attested = payments.attestedOf(transaction, changes.tenant(),
                named.stream().map(Discrepancy::subject).toList())
                .stream()
                .collect(Collectors.toMap(Payment::attempt, Function.identity()));
        var verdicts = new HashMap<>(byReference);
        for (Discrepancy naming : named) {
            UUID line = naming.settlementLine();
            Payment payment = attested.get(naming.subject());
            if (line == null || payment == null) {
                continue;
            }
            if (byReference.get(line) instanceof LineVerdict.Unknown) {
                verdicts.put(line, new LineVerdict.Named(payment));
            } else {
                changes.foundAgain(StoreFindings.unconfirmed(payment));
            }
        }
        return verdicts;
    }

    /// Which payment a line settles, and what was posted of it.
    private record Claim(UUID attempt, AccountName clearing, String rule) {}

    private static @Nullable Claim claim(Map<UUID, LineVerdict> verdicts, SettledLine line) {
        return switch (verdicts.get(line.id())) {
            case LineVerdict.Matched(var payment) ->
                new Claim(payment.attempt(), clearing(payment), SettlementMatching.RULE);
            case LineVerdict.Named(var payment) -> new Claim(payment.attempt(),
                    AccountName.unconfirmedClearing(payment.store()), MatchBook.NAMED);
            case LineVerdict.WrongAmount _,LineVerdict.Duplicate _,LineVerdict.Unknown _ -> null;
            case null -> throw new IllegalStateException("no verdict on settlement line " + line.id());
        };
    }

    /// Where the payment's charge was posted, whatever the file's acquirer calls itself.
    private static AccountName clearing(CardPayment payment) {
        return AccountName.cardClearing(payment.acquirer(), payment.facts().merchantId());
    }

    private void noteLines(Transaction transaction, Changes changes, String merchantId,
            List<SettledLine> lines,
            Map<UUID, LineVerdict> verdicts) {
        var unknown = new ArrayList<SettledLine>();
        for (SettledLine line : lines) {
            changes.lookedAt(line.id());
            switch (verdicts.get(line.id())) {
                case LineVerdict.Matched _,LineVerdict.Named _ -> {
                }
                case LineVerdict.WrongAmount(var payment) ->
                    changes.found(SettlementFindings.wrongAmount(line, payment));
                case LineVerdict.Duplicate(var payment) ->
                    changes.found(SettlementFindings.duplicate(line, payment));
                case LineVerdict.Unknown _ -> unknown.add(line);
                case null -> throw new IllegalStateException("no verdict on settlement line " + line.id());
            }
        }
        if (!unknown.isEmpty()) {
            var places = places(transaction, changes.tenant(), merchantId, unknown);
            unknown.forEach(line -> changes
                    .found(SettlementFindings.unknown(line, places.of(line.kept().line()))));
        }
    }

    private LinePlaces places(Transaction transaction, String tenant, String merchantId,
            List<SettledLine> lines) {
        var dates = lines.stream().map(line -> line.kept().line().terminalDate()).sorted(LocalDate::compareTo)
                .toList();
        return new LinePlaces(
                payments.charged(transaction, tenant, merchantId, dates.getFirst().minusDays(DAYS_AROUND),
                        dates.getLast().plusDays(DAYS_AROUND)),
                stores.terminals(transaction, tenant, merchantId));
    }

    private void notePayments(Transaction transaction, Changes changes, String merchantId,
            List<CardPayment> charged, Collection<LineVerdict> verdicts) {
        Set<UUID> settled = new HashSet<>();
        for (LineVerdict verdict : verdicts) {
            switch (verdict) {
                case LineVerdict.Matched(var payment) -> settled.add(payment.attempt());
                case LineVerdict.WrongAmount(var payment) -> settled.add(payment.attempt());
                case LineVerdict.Duplicate _,LineVerdict.Named _,LineVerdict.Unknown _ -> {
                }
            }
        }
        charged.forEach(payment -> changes.lookedAt(payment.attempt()));
        var unsettled = charged.stream().filter(payment -> !settled.contains(payment.attempt())).toList();
        if (unsettled.isEmpty()) {
            return;
        }
        var dates = unsettled.stream().flatMap(payment -> TerminalDates.of(payment).stream()).sorted()
                .toList();
        var payouts = settlements.payoutsCovering(transaction, changes.tenant(), merchantId, dates.getFirst(),
                dates.getLast());
        var batches = new HashMap<StoreDay, List<TerminalBatch>>();
        for (CardPayment payment : unsettled) {
            var closed = batches.computeIfAbsent(new StoreDay(payment.store(), payment.businessDate()),
                    day -> payments.batches(transaction, changes.tenant(), day.store(), day.date()));
            payouts.stream()
                    .filter(payout -> covers(payout, payment) && mayBeClosed(closed, payment))
                    .findFirst()
                    .ifPresent(payout -> changes.found(SettlementFindings.missing(payment, payout)));
        }
    }

    /// A business date of a store.
    private record StoreDay(String store, LocalDate date) {}

    private static boolean covers(KeptPayout payout, CardPayment payment) {
        return payout.settled().currency().equals(payment.facts().approved().currency())
                && TerminalDates.of(payment).stream().anyMatch(
                        date -> !date.isBefore(payout.periodFrom()) && !date.isAfter(payout.periodTo()));
    }

    /// An end of day whose outcome is unknown counts: that a payout covers the day shows that the batch was closed.
    private static boolean mayBeClosed(List<TerminalBatch> batches, CardPayment payment) {
        return batches.stream().anyMatch(batch -> batch.isOf(payment));
    }
}
