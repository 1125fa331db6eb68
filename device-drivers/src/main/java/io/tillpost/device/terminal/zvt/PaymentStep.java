package io.tillpost.device.terminal.zvt;

import static io.tillpost.device.terminal.zvt.PaymentStep.Event.DONE;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.FAILURE;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.GIVEN_UP;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.GIVEN_UP_AFTER_A_GAP;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.KEPT;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.LOST;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.REFUSED;
import static io.tillpost.device.terminal.zvt.PaymentStep.Event.SILENCE;

import java.util.EnumMap;
import java.util.Map;

/// How far a payment is, seen from the till, once the terminal has taken up the command.
///
/// | step | means | leaves it by |
/// |---|---|---|
/// | RUNNING | no result yet | an approval that was made durable (KEPT) or not (REFUSED), a FAILURE |
/// | FAILED | the last result was a failure; the terminal may ask for the PIN again | the same, or its end |
/// | COMMITTED | approval durable, 80 00 answered | 06 0F alone proves that the terminal knows |
/// | CONTRADICTED | a failure after COMMITTED, or an approval that was answered 84 66 then | no end proves anything any more |
/// | TAKEN_BACK | approval refused with 84 66 | 06 1E, then the reversal's own receipt must prove it |
///
/// The last six are ends.
enum PaymentStep {
    RUNNING, FAILED, COMMITTED, CONTRADICTED, TAKEN_BACK, NOT_CHARGED, APPROVED, UNCONFIRMED, UNKNOWN, ASK_REVERSAL;

    /// What can happen.
    enum Event {
        /// 04 0F with an approval, made durable.
        KEPT,
        /// 04 0F with an approval that the till cannot keep.
        REFUSED,
        /// 04 0F with a result other than 00.
        FAILURE,
        /// 06 0F.
        DONE,
        /// 06 1E.
        GIVEN_UP,
        /// 06 1E, but the terminal may have given up an approval on the way.
        GIVEN_UP_AFTER_A_GAP,
        /// T4 ran out.
        SILENCE,
        /// The line is lost.
        LOST
    }

    private static final Map<PaymentStep, Map<Event, PaymentStep>> NEXT = new EnumMap<>(Map.of( //
            RUNNING, row(COMMITTED, TAKEN_BACK, FAILED, UNKNOWN, NOT_CHARGED, UNKNOWN, UNKNOWN, UNKNOWN), //
            FAILED, row(COMMITTED, TAKEN_BACK, FAILED, UNKNOWN, NOT_CHARGED, UNKNOWN, UNKNOWN, UNKNOWN), //
            COMMITTED,
            row(COMMITTED, CONTRADICTED, CONTRADICTED, APPROVED, UNCONFIRMED, UNCONFIRMED, UNCONFIRMED,
                    UNCONFIRMED), //
            CONTRADICTED, row(CONTRADICTED, CONTRADICTED, CONTRADICTED, UNCONFIRMED, UNCONFIRMED, UNCONFIRMED,
                    UNCONFIRMED, UNCONFIRMED), //
            TAKEN_BACK,
            row(TAKEN_BACK, TAKEN_BACK, TAKEN_BACK, ASK_REVERSAL, ASK_REVERSAL, ASK_REVERSAL, UNKNOWN,
                    UNKNOWN)));

    private static Map<Event, PaymentStep> row(PaymentStep kept, PaymentStep refused, PaymentStep failure,
            PaymentStep done, PaymentStep givenUp, PaymentStep givenUpAfterAGap, PaymentStep silence,
            PaymentStep lost) {
        return Map.of(KEPT, kept, REFUSED, refused, FAILURE, failure, DONE, done, GIVEN_UP, givenUp,
                GIVEN_UP_AFTER_A_GAP, givenUpAfterAGap, SILENCE, silence, LOST, lost);
    }

    /// The step after this event; an end has none and refuses.
    PaymentStep after(Event event) {
        Map<Event, PaymentStep> row = NEXT.get(this);
        if (row == null) {
            throw new IllegalStateException("payment is " + this + ", which is an end; got " + event);
        }
        return java.util.Objects.requireNonNull(row.get(event));
    }

    boolean isEnd() {
        return !NEXT.containsKey(this);
    }
}
