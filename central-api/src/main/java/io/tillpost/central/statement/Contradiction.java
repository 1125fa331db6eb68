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
}
