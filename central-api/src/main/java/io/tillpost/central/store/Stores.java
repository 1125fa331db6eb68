package io.tillpost.central.store;

import io.tillpost.central.database.Transaction;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The stores of the installation.
public interface Stores {
    /// The store as it is until the transaction ends: nobody else saves stores meanwhile, or registers agents.
    Optional<Store> findToChange(Transaction transaction, String tenant, String store);

    /// Creates the store or replaces what is known of it.
    ///
    /// @param own the stores whose books may change with it, this one among them; absent means all of the tenant. A merchant id
    ///        belongs to one acquirer for all stores that share it
    Saved save(Transaction transaction, Store store, @Nullable Collection<String> own);

    /// One store of a tenant.
    Optional<Store> find(Transaction transaction, String tenant, String store);

    /// The store with this name, whichever tenant's it is.
    Optional<Store> named(Transaction transaction, String store);

    /// Stores of a tenant by name, at most `limit`, those after the name `after`, and only those of `shown` if present.
    List<Store> list(Transaction transaction, String tenant, @Nullable Collection<String> shown, String after,
            int limit);

    /// Whether a store of the tenant belongs to this legal entity.
    boolean hasOf(Transaction transaction, String tenant, String legalEntity);

    /// The contracts of these merchant ids.
    CardContracts contracts(Transaction transaction, String tenant, Collection<String> merchantIds);

    /// Whose terminals settle by a merchant id, by the stores' card contracts.
    List<TerminalTerm> terminals(Transaction transaction, String tenant, String merchantId);

    /// A terminal is a store's from a date on, until it becomes another one's.
    record TerminalTerm(String terminalId, LocalDate validFrom, String store) {}

    /// Whether the agent speaks for this store, or for none and may speak for this one.
    boolean mayRegister(Transaction transaction, String tenant, String store, String agent);

    /// Whether the agent speaks for this store; locked until the transaction ends.
    boolean isRegistered(Transaction transaction, String tenant, String store, String agent);

    /// Lets the agent speak for this store. False when it speaks for another one.
    boolean register(Transaction transaction, String tenant, String store, String agent);

    /// What became of a store that was to be saved.
    sealed interface Saved {
        /// There was none before.
        record Created() implements Saved {}

        /// It was known and is now as said.
        record Replaced() implements Saved {}

        /// It contradicts another store; nothing was changed.
        record Refused(String code, String detail) implements Saved {}
    }
}
