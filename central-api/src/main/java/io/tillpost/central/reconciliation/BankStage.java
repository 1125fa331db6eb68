package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import io.tillpost.central.reconciliation.MatchBook.Stage;
import io.tillpost.central.statement.BankLine;
import io.tillpost.central.statement.KeptBankLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settlements;
import io.tillpost.central.statement.Statements;
import io.tillpost.protocol.money.Money;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Bank lines against payouts: reads enough around the dates in question, lets [PayoutMatching] decide, and notes what
/// that changes.
final class BankStage {
    /// Lines this near can compete for a payout of the dates in question, so they are decided on too.
    private static final int DAYS_DECIDED = PayoutMatching.MAX_DAYS_EARLY + PayoutMatching.MAX_DAYS_LATE;
    /// What those lines compete for in turn, and who else does.
    private static final int DAYS_READ = 3 * DAYS_DECIDED;

    private final Settlements settlements;
    private final Statements statements;
    private final MatchBook matches;

    BankStage(Settlements settlements, Statements statements, MatchBook matches) {
        this.settlements = settlements;
        this.statements = statements;
        this.matches = matches;
    }

    /// The same without lines that have changed.
    void decide(Transaction transaction, Changes changes, Collection<UUID> asked, Set<UUID> fresh) {
        decide(transaction, changes, asked, fresh, Set.of());
    }

    /// Decides on all bank lines around these payouts and lines, and on the payouts that such lines could pay.
    ///
    /// @param asked payouts
    /// @param changed kept lines that do not count any more, or do again
    /// @param fresh lines that are not posted yet
    void decide(Transaction transaction, Changes changes, Collection<UUID> asked, Set<UUID> fresh,
            Set<UUID> changed) {
        String tenant = changes.tenant();
        List<LocalDate> dates = Stream.concat(
                settlements.payouts(transaction, tenant, asked).stream().map(KeptPayout::payoutDate),
                statements
                        .lines(transaction, tenant, Stream.concat(fresh.stream(), changed.stream()).toList())
                        .stream().map(KeptBankLine::valueDate))
                .sorted(LocalDate::compareTo)
                .toList();
        if (dates.isEmpty()) {
            return;
        }
        LocalDate first = dates.getFirst();
        LocalDate last = dates.getLast();
        var read = statements.valued(transaction, tenant, first.minusDays(DAYS_READ),
                last.plusDays(DAYS_READ));
        var payouts = settlements.payoutsDated(transaction, tenant, first.minusDays(DAYS_READ),
                last.plusDays(DAYS_READ));
        undo(transaction, changes, statements.takenBackValued(transaction, tenant,
                first.minusDays(DAYS_READ), last.plusDays(DAYS_READ)).stream()
                .filter(line -> !changed.contains(line.id()))
                .toList());
        var verdicts = PayoutMatching.match(read, payouts);
        var decided = read.stream()
                .filter(line -> fresh.contains(line.id()) || changed.contains(line.id())
                        || (!line.valueDate().isBefore(first.minusDays(DAYS_DECIDED))
                                && !line.valueDate().isAfter(last.plusDays(DAYS_DECIDED))))
                .toList();
        apply(transaction, changes, decided, verdicts, fresh);
        notePayouts(transaction, changes, paidWithin(payouts, first, last), verdicts.values());
    }

    /// What nodes of before V53 made of lines that are taken back: each would keep its payout from the line that pays it.
    private void undo(Transaction transaction, Changes changes, List<KeptBankLine> takenBack) {
        var ids = takenBack.stream().map(KeptBankLine::id).toList();
        var held = matches.byTheirs(transaction, changes.tenant(), ids);
        var counts = matches.eventCounts(transaction, changes.tenant(), ids);
        for (KeptBankLine line : takenBack) {
            changes.lookedAt(line.id());
            var events = changes.rematch(Stage.BANK, PayoutMatching.RULE, line.id(),
                    counts.getOrDefault(line.id(), 0), held.get(line.id()), null, null);
            if (!line.line().amount().isZero()) {
                events.forEach(
                        event -> changes.post(Postings.bankLineChanged(changes.tenant(), line, event)));
            }
        }
    }

    /// Those that lines of these dates could pay.
    private static List<KeptPayout> paidWithin(List<KeptPayout> payouts, LocalDate first, LocalDate last) {
        return payouts.stream()
                .filter(payout -> !payout.payoutDate().isBefore(first.minusDays(PayoutMatching.MAX_DAYS_LATE))
                        && !payout.payoutDate().isAfter(last.plusDays(PayoutMatching.MAX_DAYS_EARLY)))
                .toList();
    }

    /// The bank has answered a payout also with another amount. One of nothing it never shows, and nothing is shown here of a
    /// legal entity none of whose accounts is known.
    private void notePayouts(Transaction transaction, Changes changes, List<KeptPayout> payouts,
            Collection<BankVerdict> verdicts) {
        var answered = verdicts.stream().map(BankVerdict::named).filter(Objects::nonNull)
                .map(KeptPayout::id).collect(Collectors.toSet());
        for (KeptPayout payout : payouts) {
            changes.lookedFor(DiscrepancyClass.MISSING, payout.id());
            if (!answered.contains(payout.id()) && !payout.settled().net().isZero()
                    && PayoutMatching.isOverdue(payout, changes.today())
                    && statements.hasAccount(transaction, changes.tenant(), payout.legalEntity(),
                            payout.settled().net().currency())) {
                changes.found(missing(payout));
            }
        }
    }

    private static Finding missing(KeptPayout payout) {
        return new Finding(DiscrepancyClass.MISSING, payout.id(), null, null, null, payout.id(), null,
                payout.settled().net(), null,
                "payout " + payout.reference() + " of " + payout.acquirer() + ", "
                        + payout.settled().net() + " of " + payout.payoutDate()
                        + ", is on no bank statement");
    }

    private void apply(Transaction transaction, Changes changes, List<KeptBankLine> lines,
            Map<UUID, BankVerdict> verdicts, Set<UUID> fresh) {
        var ids = lines.stream().map(KeptBankLine::id).toList();
        var held = matches.byTheirs(transaction, changes.tenant(), ids);
        var counts = matches.eventCounts(transaction, changes.tenant(), ids);
        for (KeptBankLine line : lines) {
            var payout = paid(verdicts, line);
            var account = payout == null ? null : Postings.inTransit(payout);
            var events = changes.rematch(Stage.BANK, PayoutMatching.RULE, line.id(),
                    counts.getOrDefault(line.id(), 0), held.get(line.id()),
                    payout == null ? null : payout.id(),
                    account);
            if (!line.line().amount().isZero() && line.line().status() == BankLine.Status.BOOKED) {
                if (fresh.contains(line.id())) {
                    changes.post(Postings.bankLine(changes.tenant(), line,
                            account == null ? AccountName.SUSPENSE : account));
                } else {
                    events.forEach(
                            event -> changes.post(Postings.bankLineChanged(changes.tenant(), line, event)));
                }
            }
            note(changes, line, verdicts);
        }
    }

    private static @Nullable KeptPayout paid(Map<UUID, BankVerdict> verdicts, KeptBankLine line) {
        return verdicts.get(line.id()) instanceof BankVerdict.Paid(var payout) ? payout : null;
    }

    private static void note(Changes changes, KeptBankLine line, Map<UUID, BankVerdict> verdicts) {
        changes.lookedAt(line.id());
        Money amount = line.line().amount();
        switch (verdicts.get(line.id())) {
            case BankVerdict.Paid _ -> {
            }
            case BankVerdict.WrongAmount(var payout) ->
                changes.found(finding(DiscrepancyClass.WRONG_AMOUNT, line,
                        payout, name(line) + " pays " + amount + ", payout " + payout.reference() + " is "
                                + payout.settled().net()));
            case BankVerdict.Duplicate(var payout) ->
                changes.found(finding(DiscrepancyClass.DUPLICATE, line, payout,
                        name(line) + " pays payout " + payout.reference() + ", which another line has paid"));
            case BankVerdict.Unknown _ ->
                changes.found(new Finding(DiscrepancyClass.UNKNOWN_LINE, line.id(), null,
                        null, null, null, line.id(), null, amount,
                        name(line) + " moves " + amount + ", but names no payout that it could pay"));
            case null -> throw new IllegalStateException("no verdict on bank line " + line.id());
        }
    }

    private static Finding finding(DiscrepancyClass type, KeptBankLine line, KeptPayout payout,
            String detail) {
        return new Finding(type, line.id(), null, null, null, payout.id(), line.id(), payout.settled().net(),
                line.line().amount(), detail);
    }

    static String name(KeptBankLine line) {
        return "bank line of " + line.line().bookingDate() + " on " + line.iban();
    }
}
