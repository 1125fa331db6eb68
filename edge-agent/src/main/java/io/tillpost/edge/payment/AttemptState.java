package io.tillpost.edge.payment;

import java.util.Map;
import java.util.Set;

/// Where an attempt stands. CHARGED means that the money moved in the direction of the attempt's kind: to the store, or
/// back to the card.
///
/// | from | to | cause |
/// |---|---|---|
/// | STARTED | APPROVED_UNCONFIRMED | the commit point wrote the approval |
/// | STARTED | DECLINED | issuer or terminal said no |
/// | STARTED | NOT_CHARGED | it ended before any approval, or the terminal proved that it took a refused one back |
/// | STARTED | UNKNOWN | line lost, silence, or the agent stopped |
/// | APPROVED_UNCONFIRMED, UNKNOWN | CHARGED | the terminal confirmed, or its last receipt proves it |
/// | APPROVED_UNCONFIRMED, UNKNOWN | NOT_CHARGED | the terminal's reversal, or its old last receipt, proves it |
/// | APPROVED_UNCONFIRMED, UNKNOWN | ATTESTED_MOVED, ATTESTED_NOT_MOVED | recovery did not come to an end, and a person said what the terminal shows |
/// | ATTESTED_MOVED, ATTESTED_NOT_MOVED | CHARGED, NOT_CHARGED | evidence came after all; money that moved counts if sale or refund have room for it, and what did not move comes off a sale that is open |
public enum AttemptState {
    STARTED, APPROVED_UNCONFIRMED, UNKNOWN, CHARGED, DECLINED, NOT_CHARGED, ATTESTED_MOVED, ATTESTED_NOT_MOVED;

    private static final Map<AttemptState, Set<AttemptState>> NEXT = Map.of(
            STARTED, Set.of(APPROVED_UNCONFIRMED, DECLINED, NOT_CHARGED, UNKNOWN),
            APPROVED_UNCONFIRMED, Set.of(CHARGED, NOT_CHARGED, ATTESTED_MOVED, ATTESTED_NOT_MOVED),
            UNKNOWN, Set.of(CHARGED, NOT_CHARGED, ATTESTED_MOVED, ATTESTED_NOT_MOVED),
            CHARGED, Set.of(),
            DECLINED, Set.of(),
            NOT_CHARGED, Set.of(),
            ATTESTED_MOVED, Set.of(CHARGED, NOT_CHARGED),
            ATTESTED_NOT_MOVED, Set.of(CHARGED, NOT_CHARGED));

    boolean mayBecome(AttemptState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// Whether sale, refund and terminal may go on: it is proven, or attested, what became of the money.
    public boolean resolved() {
        return switch (this) {
            case STARTED, APPROVED_UNCONFIRMED, UNKNOWN -> false;
            case CHARGED, DECLINED, NOT_CHARGED, ATTESTED_MOVED, ATTESTED_NOT_MOVED -> true;
        };
    }

    /// Whether all goes on as if the money had moved.
    public boolean moved() {
        return this == CHARGED || this == ATTESTED_MOVED;
    }

    /// Whether a person's word is all that is known.
    public boolean attested() {
        return this == ATTESTED_MOVED || this == ATTESTED_NOT_MOVED;
    }

    /// Whether everything waits for recovery.
    boolean needsRecovery() {
        return this == UNKNOWN || this == APPROVED_UNCONFIRMED;
    }

    /// Whether evidence would still change what is known.
    boolean canBeProven() {
        return needsRecovery() || attested();
    }
}
