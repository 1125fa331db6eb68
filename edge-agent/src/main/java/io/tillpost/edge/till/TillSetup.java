package io.tillpost.edge.till;

import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a till has to know of its store before anybody signs in.
///
/// @param cashRoundingMinor smallest amount of cash in minor units, 1 where nothing is rounded
public record TillSetup(String store, Currency currency, int cashRoundingMinor, boolean blindCount,
        boolean pricesIncludeTax, List<Till> tills, String softwareVersion) {
    public TillSetup {
        tills = List.copyOf(tills);
    }

    /// A till and its devices.
    public record Till(String till, String drawer, @Nullable String printer, @Nullable String terminal) {}
}
