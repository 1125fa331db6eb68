package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.reconciliation.MatchBook.Reservation;
import io.tillpost.central.statement.KeptLine;
import io.tillpost.central.statement.KeptPayout;
import io.tillpost.central.statement.Settled;
import io.tillpost.central.statement.SettlementLine;
import io.tillpost.central.statement.Settlements;
import java.time.LocalDate;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Payouts and settlement lines together with what they are matched to.
public final class MatchViews {
    private final Settlements settlements;
    private final MatchBook matches;
    private final Discrepancies discrepancies;

    public MatchViews(Settlements settlements, MatchBook matches, Discrepancies discrepancies) {
        this.settlements = settlements;
        this.matches = matches;
        this.discrepancies = discrepancies;
    }

    /// A payout and whether the bank has shown it.
    ///
    /// @param state `open` or `paid`
    public record PayoutView(UUID payout, String acquirer, String merchantId, String reference,
            LocalDate payoutDate,
            LocalDate periodFrom, LocalDate periodTo, Settled settled, int lineCount, String state,
            @Nullable UUID bankLine) {}

    /// A settlement line and what it is.
    ///
    /// @param state `matched`, or the class of the discrepancy that it is
    public record LineView(UUID line, UUID payout, int ordinal, String merchantId, SettlementLine stated,
            String state, @Nullable UUID payment, @Nullable UUID discrepancy) {}

    /// These payouts in the order of their ids.
    public List<PayoutView> payouts(Transaction transaction, String tenant, Collection<UUID> ids) {
        var paid = matches.byOurs(transaction, tenant, ids);
        return settlements.payouts(transaction, tenant, ids)
                .stream()
                .map(payout -> view(payout, paid.get(payout.id())))
                .sorted((a, b) -> a.payout().toString().compareTo(b.payout().toString()))
                .toList();
    }

    /// These lines in their order.
    public List<LineView> lines(Transaction transaction, String tenant, List<KeptLine> lines) {
        var ids = lines.stream().map(KeptLine::id).toList();
        var matched = matches.byTheirs(transaction, tenant, ids);
        Map<UUID, Discrepancy> misfits = new HashMap<>();
        discrepancies.about(transaction, tenant, ids)
                .stream()
                .filter(found -> found.state() != DiscrepancyState.EXPLAINED)
                .forEach(found -> misfits.put(found.subject(), found));
        return lines.stream().map(line -> view(line, matched.get(line.id()), misfits.get(line.id())))
                .toList();
    }

    private static PayoutView view(KeptPayout payout, @Nullable Reservation paid) {
        return new PayoutView(payout.id(), payout.acquirer(), payout.merchantId(), payout.reference(),
                payout.payoutDate(), payout.periodFrom(), payout.periodTo(), payout.settled(),
                payout.lineCount(),
                paid == null ? "open" : "paid", paid == null ? null : paid.theirs());
    }

    private static LineView view(KeptLine line, @Nullable Reservation match, @Nullable Discrepancy misfit) {
        if (match != null) {
            return new LineView(line.id(), line.payout(), line.ordinal(), line.merchantId(), line.line(),
                    "matched",
                    match.ours(), null);
        }
        if (misfit == null) {
            throw new IllegalStateException(
                    "settlement line " + line.id() + " is neither matched nor a discrepancy");
        }
        return new LineView(line.id(), line.payout(), line.ordinal(), line.merchantId(), line.line(),
                misfit.type().wireName(), misfit.payment(), misfit.id());
    }
}
