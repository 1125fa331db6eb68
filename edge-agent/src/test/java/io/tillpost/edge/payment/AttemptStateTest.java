package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class AttemptStateTest {
    private static final Set<String> MOVES = Set.of("STARTED>APPROVED_UNCONFIRMED", "STARTED>DECLINED",
            "STARTED>NOT_CHARGED", "STARTED>UNKNOWN", "APPROVED_UNCONFIRMED>CHARGED",
            "APPROVED_UNCONFIRMED>NOT_CHARGED", "APPROVED_UNCONFIRMED>ATTESTED_MOVED",
            "APPROVED_UNCONFIRMED>ATTESTED_NOT_MOVED", "UNKNOWN>CHARGED", "UNKNOWN>NOT_CHARGED",
            "UNKNOWN>ATTESTED_MOVED", "UNKNOWN>ATTESTED_NOT_MOVED", "ATTESTED_MOVED>CHARGED",
            "ATTESTED_MOVED>NOT_CHARGED", "ATTESTED_NOT_MOVED>CHARGED", "ATTESTED_NOT_MOVED>NOT_CHARGED");

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

    @Test
    void aPersonsWordLetsThingsGoOnAndStillYieldsToEvidence() {
        for (AttemptState attested : Set.of(AttemptState.ATTESTED_MOVED, AttemptState.ATTESTED_NOT_MOVED)) {
            assertEquals(true, attested.resolved());
            assertEquals(true, attested.canBeProven());
            assertEquals(false, attested.needsRecovery());
        }
    }
}
