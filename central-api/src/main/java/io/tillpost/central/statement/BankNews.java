package io.tillpost.central.statement;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/// What a bank's file has brought.
///
/// @param fresh lines that were not kept before
/// @param changed lines that do not count any more, or do again: how often that has changed by now, odd for those that do not
/// @param versions statements that were held against each other, being issues of the same one
/// @param contradictions what was found
public record BankNews(List<UUID> fresh, Map<UUID, Integer> changed, Set<Set<UUID>> versions,
        List<Contradiction> contradictions) {
    public BankNews {
        fresh = List.copyOf(fresh);
        changed = Map.copyOf(changed);
        versions = Set.copyOf(versions);
        contradictions = List.copyOf(contradictions);
    }

    public boolean isNothing() {
        return fresh.isEmpty() && changed.isEmpty() && versions.isEmpty();
    }
}
