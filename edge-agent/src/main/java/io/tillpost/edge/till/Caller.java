package io.tillpost.edge.till;

import io.tillpost.edge.operator.Operator;
import io.tillpost.edge.operator.Permission;
import io.tillpost.edge.operator.Session;
import org.jspecify.annotations.Nullable;

/// Who calls.
public sealed interface Caller {
    /// Whoever reaches the port: for open routes alone.
    record Anybody() implements Caller {}

    /// A program that has the api-token: other software of the store, or the command line. It may do everything.
    record Program() implements Caller {}

    /// A signed-in operator.
    ///
    /// @param approver who approved this one call; absent if nobody had to
    record Person(Session session, @Nullable String approver) implements Caller {
        Operator operator() {
            return session.operator();
        }
    }

    /// Whether it may do that by itself.
    default boolean may(Permission permission) {
        return switch (this) {
            case Anybody() -> false;
            case Program() -> true;
            case Person person -> person.operator().role().may(permission);
        };
    }
}
