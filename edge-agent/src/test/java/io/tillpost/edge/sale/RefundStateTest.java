package io.tillpost.edge.sale;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RefundStateTest {
    private static final Set<String> MOVES = Set.of("OPEN>CARD_PENDING", "OPEN>COMPLETED", "OPEN>ABORTED",
            "CARD_PENDING>OPEN", "CARD_PENDING>COMPLETED");

    @Test
    void everyPairIsAllowedExactlyIfItIsListed() {
        for (RefundState from : RefundState.values()) {
            for (RefundState to : RefundState.values()) {
                assertEquals(MOVES.contains(from + ">" + to), from.mayBecome(to), from + ">" + to);
            }
        }
    }

    @Test
    void onlyCompletedAndAbortedAreTheEnd() {
        assertEquals(Set.of(RefundState.COMPLETED, RefundState.ABORTED),
                Stream.of(RefundState.values()).filter(RefundState::ended).collect(Collectors.toSet()));
    }
}
