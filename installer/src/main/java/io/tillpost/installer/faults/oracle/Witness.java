package io.tillpost.installer.faults.oracle;

import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What is known of a store without asking either end: by its tills, its terminal, and whoever damages it.
///
/// @param accepted what tills were answered, in that order
/// @param givenUp what they asked for again and again until it was refused
/// @param floatsMinor what lay in the drawers when they were opened
/// @param poison events that were put into the journal for head office to set aside
/// @param chargedMinor what the terminal charged and did not give back
/// @param mayForget whether the box may have lost sales that were not completed, as one does that was restored
public record Witness(List<Accepted> accepted, List<GivenUp> givenUp, long floatsMinor, Set<UUID> poison,
        long chargedMinor, boolean mayForget) {
    public Witness {
        accepted = List.copyOf(accepted);
        givenUp = List.copyOf(givenUp);
        poison = Set.copyOf(poison);
    }

    /// A request that may have been done before its repetition was refused.
    ///
    /// @param sale that it would have completed; absent if it asked for a refund, whose id only an answer tells
    public record GivenUp(String till, @Nullable UUID sale) {}
}
