package io.tillpost.central.reconciliation;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Where a discrepancy stands.
///
/// | from | to | because |
/// |---|---|---|
/// | open | explained | what was known later makes it fit |
/// | explained | open | what was known later still makes it misfit again |
/// | open | resolved | a person gave a reason |
/// | resolved | open | the settlement line that the person named turns out to be another payment's |
public enum DiscrepancyState {
    OPEN, EXPLAINED, RESOLVED;

    private static final Map<DiscrepancyState, Set<DiscrepancyState>> NEXT = Map.of(OPEN,
            Set.of(EXPLAINED, RESOLVED), EXPLAINED, Set.of(OPEN), RESOLVED, Set.of(OPEN));

    /// Whether the table has this step.
    public boolean mayBecome(DiscrepancyState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// As in the API and the database.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state with this wire name.
    public static Optional<DiscrepancyState> of(String wireName) {
        return Arrays.stream(values()).filter(value -> value.wireName().equals(wireName)).findFirst();
    }
}
