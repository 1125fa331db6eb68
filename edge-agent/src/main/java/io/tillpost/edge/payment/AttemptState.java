package io.tillpost.edge.payment;

import java.util.Map;
import java.util.Set;

/// Where an attempt to charge a card stands.
///
/// | from | to | cause |
/// |---|---|---|
/// | STARTED | APPROVED_UNCONFIRMED | the commit point wrote the approval |
/// | STARTED | DECLINED | issuer or terminal said no |
/// | STARTED | NOT_CHARGED | it ended before any approval, or the terminal proved that it took a refused one back |
/// | STARTED | UNKNOWN | line lost, silence, or the agent stopped |
/// | APPROVED_UNCONFIRMED | CHARGED | the terminal confirmed, or its last receipt proves it |
/// | APPROVED_UNCONFIRMED | NOT_CHARGED | the terminal's reversal, or its old last receipt, proves it |
/// | UNKNOWN | CHARGED | the terminal's last receipt proves it |
/// | UNKNOWN | NOT_CHARGED | the terminal's reversal, or its old last receipt, proves it |
public enum AttemptState {
    STARTED, APPROVED_UNCONFIRMED, UNKNOWN, CHARGED, DECLINED, NOT_CHARGED;

    private static final Map<AttemptState, Set<AttemptState>> NEXT = Map.of(
            STARTED, Set.of(APPROVED_UNCONFIRMED, DECLINED, NOT_CHARGED, UNKNOWN),
            APPROVED_UNCONFIRMED, Set.of(CHARGED, NOT_CHARGED),
            UNKNOWN, Set.of(CHARGED, NOT_CHARGED),
            CHARGED, Set.of(),
            DECLINED, Set.of(),
            NOT_CHARGED, Set.of());

    boolean mayBecome(AttemptState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// Whether it is known what became of the money.
    public boolean resolved() {
        return NEXT.getOrDefault(this, Set.of()).isEmpty();
    }

    /// Whether only recovery can resolve it.
    boolean needsRecovery() {
        return this == UNKNOWN || this == APPROVED_UNCONFIRMED;
    }
}
