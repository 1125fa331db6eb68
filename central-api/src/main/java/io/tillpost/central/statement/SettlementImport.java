package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.statement.Settlements.Arrival;
import io.tillpost.central.store.CardContracts;
import io.tillpost.central.store.CardContracts.Term;
import io.tillpost.central.store.Stores;
import io.tillpost.protocol.journal.Sha256;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// Takes an acquirer's file in: whole or not at all, and what is known already a second time without effect.
public final class SettlementImport {
    private final Settlements settlements;
    private final Stores stores;
    private final Arrivals arrivals;
    private final Clock clock;

    public SettlementImport(Settlements settlements, Stores stores, Arrivals arrivals, Clock clock) {
        this.settlements = settlements;
        this.stores = stores;
        this.arrivals = arrivals;
        this.clock = clock;
    }

    /// What became of a file.
    public sealed interface Taken {
        /// It is kept; `newPayouts` of its payouts were not known before.
        record Imported(SettlementFile file, int newPayouts) implements Taken {}

        /// A payout that was imported before says something else now; nothing was kept.
        record Changed(String payoutReference) implements Taken {}

        /// A payout of the same content was imported as another acquirer's; nothing was kept.
        record AnothersPayout(String payoutReference, String acquirer) implements Taken {}

        /// No card contract names the acquirer as the one of this merchant id at that time; nothing was kept.
        record UnknownMerchant(String merchantId) implements Taken {}
    }

    public Taken take(Transaction transaction, String tenant, String acquirer, byte[] bytes)
            throws UnreadableFileException {
        List<Payout> payouts = SettlementCsv.read(bytes);
        settlements.lock(transaction, tenant);
        var contracts = stores.contracts(transaction, tenant,
                payouts.stream().map(Payout::merchantId).distinct().toList());
        var ids = payouts.stream().map(payout -> payoutId(tenant, acquirer, payout)).toList();
        var known = settlements.contentHashes(transaction, tenant, ids);
        var fresh = new ArrayList<Arrival>();
        for (Payout payout : payouts) {
            var holder = holder(contracts, acquirer, payout);
            if (holder.isEmpty()) {
                return new Taken.UnknownMerchant(payout.merchantId());
            }
            UUID id = payoutId(tenant, acquirer, payout);
            String hash = payout.contentHash();
            String before = known.get(id);
            if (before == null) {
                fresh.add(arrival(id, acquirer, holder.get(), payout, hash));
            } else if (!before.equals(hash)) {
                return new Taken.Changed(payout.reference());
            }
        }
        var anothers = settlements.ofAnother(transaction, tenant, acquirer,
                fresh.stream().map(Arrival::contentHash).toList());
        if (anothers.isPresent()) {
            return new Taken.AnothersPayout(anothers.get().reference(), anothers.get().acquirer());
        }
        // From here on it is kept.
        var file = file(tenant, acquirer, bytes);
        settlements.keep(transaction, tenant, file, ids, fresh);
        arrivals.payouts(transaction, tenant, fresh.stream().map(a -> a.payout().id()).toList());
        return new Taken.Imported(settlements.file(transaction, tenant, file.id()).orElseThrow(),
                fresh.size());
    }

    private static UUID payoutId(String tenant, String acquirer, Payout payout) {
        return NamedId.of("payout", tenant, acquirer, payout.merchantId(), payout.reference());
    }

    /// The legal entity that holds the merchant id with this acquirer when the covered period ends. An acquirer settles what
    /// came late after its contract's end, and before its beginning what nobody else has a contract for.
    private static Optional<String> holder(CardContracts contracts, String acquirer, Payout payout) {
        boolean anothers = contracts.acquirer(payout.merchantId(), payout.periodTo()).isPresent()
                && contracts.terms()
                        .stream()
                        .noneMatch(term -> term.merchantId().equals(payout.merchantId())
                                && term.acquirer().equals(acquirer)
                                && !term.validFrom().isAfter(payout.periodTo()));
        return anothers ? Optional.empty() : nearest(contracts, acquirer, payout);
    }

    /// Of the last term that has begun by then, or the first of those that begin later.
    private static Optional<String> nearest(CardContracts contracts, String acquirer, Payout payout) {
        var terms = contracts.terms()
                .stream()
                .filter(term -> term.merchantId().equals(payout.merchantId())
                        && term.acquirer().equals(acquirer))
                .sorted(Comparator.comparing(Term::validFrom))
                .toList();
        return terms.reversed()
                .stream()
                .filter(term -> !term.validFrom().isAfter(payout.periodTo()))
                .findFirst()
                .or(() -> terms.stream().findFirst())
                .map(Term::legalEntity);
    }

    private static Arrival arrival(UUID id, String acquirer, String legalEntity, Payout payout, String hash) {
        var lines = new ArrayList<KeptLine>(payout.lines().size());
        for (SettlementLine line : payout.lines()) {
            int ordinal = lines.size() + 1;
            lines.add(
                    new KeptLine(NamedId.of("settlement-line", id.toString(), Integer.toString(ordinal)), id,
                            ordinal, payout.merchantId(), line));
        }
        var kept = new KeptPayout(id, acquirer, legalEntity, payout.merchantId(), payout.reference(),
                payout.payoutDate(), payout.periodFrom(), payout.periodTo(), payout.settled(), lines.size());
        return new Arrival(kept, hash, lines);
    }

    private SettlementFile file(String tenant, String acquirer, byte[] bytes) {
        String sha256 = Sha256.of(bytes).toString();
        return new SettlementFile(NamedId.of("settlement", tenant, acquirer, sha256), acquirer, sha256,
                clock.instant().truncatedTo(ChronoUnit.MICROS));
    }
}
