package io.tillpost.central.statement;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.payment.TerminalReference;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The settlement files of all tenants with their payouts and lines. Nothing is ever changed.
public interface Settlements {
    /// A payout that is not kept yet.
    record Arrival(KeptPayout payout, String contentHash, List<KeptLine> lines) {
        public Arrival {
            lines = List.copyOf(lines);
        }
    }

    /// Lets nobody else take in files of this tenant until the transaction ends: what is known is known by then.
    void lock(Transaction transaction, String tenant);

    /// Keeps a file, unless it is kept already, with the payouts in it; those in `arrivals` are new.
    void keep(Transaction transaction, String tenant, SettlementFile file, List<UUID> payouts,
            List<Arrival> arrivals);

    /// Content hashes of those payouts that are kept.
    Map<UUID, String> contentHashes(Transaction transaction, String tenant, Collection<UUID> payouts);

    /// One of the payouts with one of these contents that was imported as another acquirer's, if there is any.
    Optional<KeptPayout> ofAnother(Transaction transaction, String tenant, String acquirer,
            Collection<String> contentHashes);

    /// One file of a tenant.
    Optional<SettlementFile> file(Transaction transaction, String tenant, UUID settlement);

    /// Files in the order they came, at most `limit`, those after the file `after`.
    List<SettlementFile> files(Transaction transaction, String tenant, @Nullable UUID after, int limit);

    /// The payouts of a file, by date and reference.
    List<KeptPayout> payoutsIn(Transaction transaction, String tenant, UUID settlement);

    /// These payouts, by date and reference.
    List<KeptPayout> payouts(Transaction transaction, String tenant, Collection<UUID> payouts);

    /// Payouts dated within the range, both ends included.
    List<KeptPayout> payoutsDated(Transaction transaction, String tenant, LocalDate from, LocalDate to);

    /// Payouts of a merchant id whose period touches the range of terminal dates, both ends included.
    List<KeptPayout> payoutsCovering(Transaction transaction, String tenant, String merchantId,
            LocalDate from,
            LocalDate to);

    /// The lines of these payouts, in their order.
    List<KeptLine> linesOf(Transaction transaction, String tenant, Collection<UUID> payouts);

    /// The lines of a file by payout and ordinal, at most `limit`, those after the line `after`.
    List<KeptLine> linesIn(Transaction transaction, String tenant, UUID settlement, @Nullable UUID after,
            int limit);

    /// The lines of a merchant id with one of these references, of whatever date.
    List<KeptLine> linesAs(Transaction transaction, String tenant, String merchantId,
            Collection<TerminalReference> references);

    /// These lines.
    List<KeptLine> lines(Transaction transaction, String tenant, Collection<UUID> lines);
}
