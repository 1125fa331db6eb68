package io.tillpost.central.payment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Where a card payment stands, as its store reported it.
///
/// | from | to | because |
/// |---|---|---|
/// | in_progress | authorized, declined, failed, unknown | the terminal's first word |
/// | unknown | captured, failed | recovery found out |
/// | authorized | captured | the terminal knows that the till has it |
/// | authorized | failed | the approval was taken back |
public enum PaymentState {
    IN_PROGRESS, UNKNOWN, AUTHORIZED, CAPTURED, DECLINED, FAILED;

    private static final Map<PaymentState, Set<PaymentState>> NEXT = Map.of(
            IN_PROGRESS, Set.of(AUTHORIZED, DECLINED, FAILED, UNKNOWN),
            UNKNOWN, Set.of(CAPTURED, FAILED),
            AUTHORIZED, Set.of(CAPTURED, FAILED),
            CAPTURED, Set.of(),
            DECLINED, Set.of(),
            FAILED, Set.of());

    /// Whether the table has this step.
    public boolean mayBecome(PaymentState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// Whether the card was charged, as far as is known.
    public boolean isCharged() {
        return this == AUTHORIZED || this == CAPTURED;
    }

    /// As in the API and the database: `in_progress`.
    @JsonValue
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// The state with this wire name.
    public static PaymentState of(String wireName) {
        for (PaymentState state : values()) {
            if (state.wireName().equals(wireName)) {
                return state;
            }
        }
        throw new IllegalArgumentException("payment state '" + wireName
                + "', expected in_progress, unknown, authorized, captured, declined or failed");
    }
}
