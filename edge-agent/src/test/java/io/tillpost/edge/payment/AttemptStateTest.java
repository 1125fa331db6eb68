package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptStateTest {
    private static final Set<String> MOVES = Set.of("STARTED>APPROVED_UNCONFIRMED", "STARTED>DECLINED",
            "STARTED>NOT_CHARGED", "STARTED>UNKNOWN", "APPROVED_UNCONFIRMED>CHARGED",
            "APPROVED_UNCONFIRMED>NOT_CHARGED", "UNKNOWN>CHARGED", "UNKNOWN>NOT_CHARGED");

    @Test
    void everyPairIsAllowedExactlyIfItIsListed() {
        for (AttemptState from : AttemptState.values()) {
            for (AttemptState to : AttemptState.values()) {
                assertEquals(MOVES.contains(from + ">" + to), from.mayBecome(to), from + ">" + to);
            }
        }
    }

    @Test
    void anApprovedAttemptCanNeverBecomeDeclined() {
        assertEquals(false, AttemptState.APPROVED_UNCONFIRMED.mayBecome(AttemptState.DECLINED));
    }
}
