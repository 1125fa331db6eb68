package io.tillpost.central.reconciliation;

import static io.tillpost.central.reconciliation.DiscrepancyState.EXPLAINED;
import static io.tillpost.central.reconciliation.DiscrepancyState.OPEN;
import static io.tillpost.central.reconciliation.DiscrepancyState.RESOLVED;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DiscrepancyStateTest {
    private static final Map<DiscrepancyState, Set<DiscrepancyState>> EXPECTED = Map.of(OPEN,
            Set.of(EXPLAINED, RESOLVED), EXPLAINED, Set.of(OPEN), RESOLVED, Set.of(OPEN));

    @Test
    void everyPairOfStatesIsAsTheTableSays() {
        for (DiscrepancyState from : DiscrepancyState.values()) {
            for (DiscrepancyState to : DiscrepancyState.values()) {
                assertEquals(EXPECTED.getOrDefault(from, Set.of()).contains(to), from.mayBecome(to),
                        from + " to " + to);
            }
        }
    }

    @Test
    void wireNamesAreReadBack() {
        for (DiscrepancyState state : DiscrepancyState.values()) {
            assertEquals(state, DiscrepancyState.of(state.wireName()).orElseThrow());
        }
        for (DiscrepancyClass type : DiscrepancyClass.values()) {
            assertEquals(type, DiscrepancyClass.of(type.wireName()).orElseThrow());
        }
    }
}
