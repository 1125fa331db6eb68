package io.tillpost.central.statement;

import java.util.Set;
import java.util.UUID;

/// Two issues of one statement that say different things, of which neither says that it stands for the other.
///
/// @param leftOut booked lines of `statement` that `other` does not have
public record Contradiction(UUID statement, UUID other, Set<UUID> leftOut) {
    public Contradiction {
        leftOut = Set.copyOf(leftOut);
    }

    /// What names it, whatever other issues there are: what is said of two says nothing of a third.
    public UUID id(String tenant) {
        return id(tenant, statement, other);
    }

    /// The one between these two, if there is one.
    public static UUID id(String tenant, UUID statement, UUID other) {
        return NamedId.of("contradiction", tenant, statement.toString(), other.toString());
    }
}
