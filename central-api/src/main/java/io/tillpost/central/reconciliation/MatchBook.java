package io.tillpost.central.reconciliation;

import io.tillpost.central.database.Transaction;
import io.tillpost.central.ledger.AccountName;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Which item of theirs is which of ours. Events are only ever added; each item is reserved by at most one match, and the
/// database refuses a second.
public interface MatchBook {
    /// What is matched: settlement line to card payment, bank line to payout.
    enum Stage {
        SETTLEMENT, BANK
    }

    /// What an event does.
    enum Action {
        MATCH, SUPERSEDE
    }

    /// Rule of the matches that a person named.
    String NAMED = "named-1";

    /// One event. Its id follows from `theirs` and `ordinal`.
    ///
    /// @param ordinal counts the events of `theirs`, from 1
    /// @param account the ledger account that the match clears
    record Event(UUID id, int ordinal, Stage stage, UUID theirs, UUID ours, Action action,
            AccountName account,
            String rule, Instant at) {}

    /// A match that holds.
    record Reservation(UUID theirs, UUID ours, AccountName account) {}

    /// Keeps every other reconciliation of the tenant waiting until the transaction ends.
    void lock(Transaction transaction, String tenant);

    /// Keeps whoever else looks at what this store tells of itself waiting until the transaction ends. A batch takes no more, for
    /// a large file keeps the tenant's for a minute; whoever needs both takes the tenant's first.
    void lockStore(Transaction transaction, String tenant, String store);

    /// The matches of these items of theirs, by them.
    Map<UUID, Reservation> byTheirs(Transaction transaction, String tenant, Collection<UUID> theirs);

    /// The matches of these items of ours, by them.
    Map<UUID, Reservation> byOurs(Transaction transaction, String tenant, Collection<UUID> ours);

    /// Settlement lines that are matched because a person named them for a payment of which more is known by now.
    List<UUID> namedInVain(Transaction transaction, String tenant);

    /// How many events each of these items of theirs has; none for those without.
    Map<UUID, Integer> eventCounts(Transaction transaction, String tenant, Collection<UUID> theirs);

    /// Ids of payouts, those after `after`, at most `limit`: the paid, the open, or all if `paid` is absent.
    List<UUID> payouts(Transaction transaction, String tenant, @Nullable Boolean paid, @Nullable UUID after,
            int limit);

    /// The date of the first payout dated from `from` on and before `before` of which the bank has said nothing, and no
    /// discrepancy speaks.
    Optional<LocalDate> firstSilent(Transaction transaction, String tenant, LocalDate from, LocalDate before);

    /// Tenants with such payouts, of all that the transaction sees.
    List<String> withSilent(Transaction transaction, LocalDate before);

    /// Adds the events, those that supersede first.
    void append(Transaction transaction, String tenant, List<Event> events);
}
