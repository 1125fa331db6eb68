package io.tillpost.central.payment;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// Where a card payment stands, as its store reported it. Where two boxes tell of one payment, `Retelling` puts what they
/// know together first.
///
/// | from | to | because |
/// |---|---|---|
/// | in_progress | authorized, declined, failed, unknown | the terminal's first word |
/// | unknown | captured, failed | recovery found out |
/// | unknown | authorized, declined | another box was at the terminal meanwhile |
/// | unknown, authorized | attested_moved, attested_not_moved | recovery could not find out, a person said what the terminal shows |
/// | attested_moved, attested_not_moved | captured, failed | recovery found out after all |
/// | authorized | captured | the terminal knows that the till has it |
/// | authorized | failed | the approval was taken back |
/// | authorized, captured | voided | a reversal took the charge back |
/// | voided | captured | that reversal was itself taken back |
public enum PaymentState {
    IN_PROGRESS, UNKNOWN, AUTHORIZED, CAPTURED, DECLINED, FAILED, ATTESTED_MOVED, ATTESTED_NOT_MOVED, VOIDED;

    private static final Map<PaymentState, Set<PaymentState>> NEXT = Map.of(
            IN_PROGRESS, Set.of(AUTHORIZED, DECLINED, FAILED, UNKNOWN),
            UNKNOWN, Set.of(CAPTURED, FAILED, AUTHORIZED, DECLINED, ATTESTED_MOVED, ATTESTED_NOT_MOVED),
            AUTHORIZED, Set.of(CAPTURED, FAILED, VOIDED, ATTESTED_MOVED, ATTESTED_NOT_MOVED),
            CAPTURED, Set.of(VOIDED),
            ATTESTED_MOVED, Set.of(CAPTURED, FAILED),
            ATTESTED_NOT_MOVED, Set.of(CAPTURED, FAILED),
            VOIDED, Set.of(CAPTURED),
            DECLINED, Set.of(),
            FAILED, Set.of());

    /// Whether the table has this step.
    public boolean mayBecome(PaymentState next) {
        return NEXT.getOrDefault(this, Set.of()).contains(next);
    }

    /// Whether a person's word is all that is known.
    public boolean isAttested() {
        return this == ATTESTED_MOVED || this == ATTESTED_NOT_MOVED;
    }

    /// Whether the money moved and stands, as far as is known.
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
        throw new IllegalArgumentException("payment state '" + wireName + "', expected one of "
                + Arrays.stream(values()).map(PaymentState::wireName).toList());
    }
}
