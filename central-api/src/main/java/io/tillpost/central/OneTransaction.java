package io.tillpost.central;

import io.tillpost.central.database.Database;
import io.tillpost.central.database.Tenancy;
import io.tillpost.central.database.Transaction;
import java.util.function.Function;

/// A database of which all that is done belongs to one open transaction: what usually commits by itself is there together
/// with what else the transaction does, or not at all. For the operator of the installation, who stands above its tenants; for one
/// thread, until the transaction ends.
final class OneTransaction implements Database {
    private final Transaction transaction;

    OneTransaction(Transaction transaction) {
        this.transaction = transaction;
    }

    /// Work that may refuse.
    interface Work<T> {
        T in(Transaction transaction) throws StartException;
    }

    /// Takes the transaction back.
    private static final class Refused extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient StartException reason;

        Refused(StartException reason) {
            super(reason);
            this.reason = reason;
        }
    }

    /// Does it in a transaction, which is taken back if it is refused.
    static <T> T of(Database database, Work<T> work) throws StartException {
        try {
            return database.inTransaction(transaction -> {
                try {
                    return work.in(transaction);
                } catch (StartException e) {
                    throw new Refused(e);
                }
            });
        } catch (Refused e) {
            throw e.reason;
        }
    }

    @Override
    public <T> T inTransaction(Function<Transaction, T> work) {
        // It sees the rows of all tenants, whomever its parts would be bound to.
        return Tenancy.<T, RuntimeException>everyone(() -> work.apply(transaction));
    }

    @Override
    public void close() {
        // It is ended by whoever began it.
    }
}
