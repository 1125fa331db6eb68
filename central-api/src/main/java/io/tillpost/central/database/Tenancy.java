package io.tillpost.central.database;

import java.lang.ScopedValue.CallableOp;
import java.sql.SQLException;
import java.util.function.Supplier;

/// Whose rows the transactions of this thread see. PostgreSQL itself holds every statement to it by row-level security,
/// behind the predicate that the statement has anyway: one that forgets its predicate finds no foreign rows, and code that
/// forgets to bind a tenant finds none at all.
///
/// It guards against our own mistakes. Whoever can send SQL of his own can also name another tenant.
public final class Tenancy {
    private static final ScopedValue<Bound> BOUND = ScopedValue.newInstance();
    private static final String ONE = "tillpost.tenant";
    private static final String ALL = "tillpost.everyone";
    private static final String ON = "on";
    private static final String OFF = "off";

    private record Bound(String setting, String value) {}

    private Tenancy() {}

    /// Runs `work`, whose transactions see the rows of this tenant alone.
    ///
    /// @param <X> what `work` throws
    public static <R, X extends Throwable> R of(String tenant, CallableOp<? extends R, X> work) throws X {
        return ScopedValue.where(BOUND, new Bound(ONE, tenant)).call(work);
    }

    /// Runs `work`, whose transactions see the rows of all tenants. For what comes before a tenant is known (who is this
    /// client, whose store is this) and for what belongs to none (the audit row of a nameless call, commands of the
    /// operator).
    ///
    /// @param <X> what `work` throws
    public static <R, X extends Throwable> R everyone(CallableOp<? extends R, X> work) throws X {
        return ScopedValue.where(BOUND, new Bound(ALL, ON)).call(work);
    }

    /// Asks one question across all tenants inside a transaction that is bound to one: whether a name that must be unique
    /// in the installation is taken.
    public static <R> R acrossTenants(Transaction transaction, Supplier<R> question) {
        if (BOUND.isBound() && BOUND.get().setting.equals(ALL)) {
            return question.get();
        }
        set(transaction, ALL, ON);
        R answer = question.get();
        // After an exception there is nothing to take back: the transaction ends with it.
        set(transaction, ALL, OFF);
        return answer;
    }

    /// Whether this thread said whose rows it means.
    static boolean isBound() {
        return BOUND.isBound();
    }

    /// Holds a fresh transaction to what this thread is bound to: one round trip, in which BEGIN travels too. Unbound, it
    /// sees nothing of any tenant.
    static void enter(Transaction transaction) {
        if (BOUND.isBound()) {
            set(transaction, BOUND.get().setting, BOUND.get().value);
        }
    }

    /// For this transaction alone: the connection goes back to the pool without it.
    private static void set(Transaction transaction, String setting, String value) {
        try (var statement = Database.connection(transaction)
                .prepareStatement("select set_config(?, ?, true)")) {
            statement.setString(1, setting);
            statement.setString(2, value);
            statement.execute();
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
