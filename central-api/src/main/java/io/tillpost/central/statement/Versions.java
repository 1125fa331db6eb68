package io.tillpost.central.statement;

import io.tillpost.central.statement.Statements.Version;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// Statements of one account with the same id, number, beginning and end, which are several issues of one: which of them stand
/// for others, and which say something else without telling which is right. Depends on nothing but what they say.
final class Versions {
    private Versions() {}

    /// Statements that are replaced, by which.
    static Map<UUID, UUID> replaced(List<Version> versions) {
        var replaced = new HashMap<UUID, UUID>();
        for (Version version : versions) {
            versions.stream()
                    .filter(other -> other.addsUp() && standsFor(other, version))
                    .findFirst()
                    .ifPresent(other -> replaced.put(version.id(), other.id()));
        }
        return replaced;
    }

    private static boolean standsFor(Version later, Version earlier) {
        return later.issue() != null && earlier.issue() != null && later.issue().standsFor(earlier.issue());
    }

    /// Those that have booked entries which another one leaves out, neither replaced nor pages, each with each other one.
    static List<Contradiction> contradictions(List<Version> versions) {
        var standing = versions.stream().filter(version -> !version.replaced() && !version.isPage()).toList();
        var found = new ArrayList<Contradiction>();
        for (Version version : standing) {
            for (Version other : standing) {
                var leftOut = new HashSet<>(version.booked());
                leftOut.removeAll(other.booked());
                if (!leftOut.isEmpty()) {
                    found.add(new Contradiction(version.id(), other.id(), leftOut));
                }
            }
        }
        return found;
    }
}
