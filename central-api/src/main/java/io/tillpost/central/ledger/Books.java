package io.tillpost.central.ledger;

import io.tillpost.central.database.Transaction;
import io.tillpost.protocol.money.Money;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What can be read from the ledger. `stores` narrows to entries of these stores; absent means all.
public interface Books {
    /// An account and what it stands at.
    record Balance(AccountName account, Money balance) {}

    /// A posted line with its entry's head.
    ///
    /// @param position order of the account's statement
    record StatementLine(long position, UUID entry, int line, AccountName account, Money amount,
            @Nullable UUID payment, UUID source, String role, @Nullable String store, LocalDate businessDate,
            LocalDate postingDate, String description) {}

    /// How far the statement of an account's name has been read, in each currency apart: each is an account of its own, whose
    /// lines are committed in the order of their positions. A line in another currency may be committed after lines with
    /// higher positions.
    ///
    /// @param elsewhere position in currencies that have none of their own here
    record Reached(long elsewhere, Map<String, Long> positions) {
        /// Nothing has been read.
        public static final Reached NOTHING = new Reached(0, Map.of());

        public Reached {
            positions = Map.copyOf(positions);
        }

        public long in(String currency) {
            return positions.getOrDefault(currency, elsewhere);
        }

        /// Behind these lines, too.
        public Reached past(Collection<StatementLine> shown) {
            var further = new HashMap<>(positions);
            shown.forEach(line -> further.merge(line.amount().currency().getCurrencyCode(), line.position(),
                    Math::max));
            return new Reached(elsewhere, further);
        }
    }

    /// A posted entry, whole.
    record Entry(UUID entry, UUID source, String role, String rule, String legalEntity,
            @Nullable String store, Instant occurredAt, LocalDate businessDate, @Nullable LocalDate taxDate,
            LocalDate postingDate, Instant knownAt, String description, @Nullable UUID reversalOf,
            List<EntryLine> lines) {
        public Entry {
            lines = List.copyOf(lines);
        }
    }

    /// Which entries are asked for; an absent part does not narrow.
    record Filter(@Nullable UUID source, @Nullable UUID payment, @Nullable LocalDate businessDate,
            @Nullable Collection<String> stores) {
        /// All entries.
        public static final Filter NONE = new Filter(null, null, null, null);
    }

    /// What is posted of these attempts and not taken back: the charge, what was given back, or what a person attested.
    Map<UUID, PostedCharge> charges(Transaction transaction, String tenant, Collection<UUID> attempts);

    /// What stands in suspense of these attempts by what their stores reported; none for those of which nothing does.
    Map<UUID, Money> inSuspense(Transaction transaction, String tenant, Set<UUID> attempts);

    /// The same with entries that are about to be posted.
    default Map<UUID, Money> inSuspense(Transaction transaction, String tenant, Set<UUID> attempts,
            Collection<EntryRequest> more) {
        var standing = new HashMap<>(inSuspense(transaction, tenant, attempts));
        for (EntryRequest entry : more) {
            for (EntryLine line : entry.lines()) {
                UUID payment = line.payment();
                if (payment != null && entry.store() != null && attempts.contains(payment)
                        && line.account().equals(AccountName.SUSPENSE)) {
                    standing.merge(payment, line.amount(), Money::plus);
                }
            }
        }
        standing.values().removeIf(Money::isZero);
        return standing;
    }

    /// Running balances of a tenant by account, those after `after`, at most `limit`.
    List<Balance> balances(Transaction transaction, String tenant, Optional<Balance> after, int limit);

    /// What the running balances of all accounts of a tenant add up to in a currency: nothing, or somebody changed them.
    Money residue(Transaction transaction, String tenant, Currency currency);

    /// What the lines of each account add up to, business dates from and to included. Read from sums that move with the lines:
    /// of everything from the balances, else from what each store's day moved.
    List<Balance> sums(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            @Nullable LocalDate from, @Nullable LocalDate to);

    /// The same of one store's business date, proven from its lines, however much is booked for other days.
    List<Balance> sumsOfDay(Transaction transaction, String tenant, String store, LocalDate businessDate);

    /// What entries of one role moved on an account.
    ///
    /// @param entries how many of them
    record RoleSum(String role, AccountName account, Money moved, long entries) {}

    /// Movements of the stores' business date by role and account, proven from the lines.
    List<RoleSum> movements(Transaction transaction, String tenant, @Nullable Collection<String> stores,
            LocalDate businessDate);

    /// Movements of one till's shift by role and account, whatever their dates.
    List<RoleSum> ofShift(Transaction transaction, String tenant, String store, String till, UUID shift);

    /// What an event moved on *tender received*, in one role.
    record Tendered(UUID source, String role, Money moved) {}

    /// All that moved there in a shift of a store, whatever the dates.
    List<Tendered> tendered(Transaction transaction, String tenant, String store, UUID shift);

    /// The first lines of an account in all its currencies with a business date in the range, behind what was read, in the
    /// order of their positions. One in another currency that is committed later comes on a later page.
    List<StatementLine> statement(Transaction transaction, String tenant, AccountName account,
            @Nullable Collection<String> stores, @Nullable LocalDate from, @Nullable LocalDate to,
            Reached reached, int limit);

    /// Entries by id, those after `after`, at most `limit`.
    List<Entry> entries(Transaction transaction, String tenant, Filter filter, @Nullable UUID after,
            int limit);

    /// One entry.
    Optional<Entry> entry(Transaction transaction, String tenant, UUID entry);

    /// Proves the ledger anew from its lines, all of which it reads some times: of millions that takes minutes. It locks nothing.
    ///
    /// @param now a store's day whose last tender or sale came within a day before it may have sales that are being paid: what
    /// it has on *tender received* breaks nothing
    List<Finding> audit(Transaction transaction, String tenant, Instant now);

    /// One invariant and whether it holds.
    ///
    /// @param violations what breaks it, at most some dozens; empty if it holds
    record Finding(String invariant, boolean holds, List<String> violations) {
        public Finding {
            violations = List.copyOf(violations);
        }
    }
}
