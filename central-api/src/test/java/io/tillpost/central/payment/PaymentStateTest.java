package io.tillpost.central.payment;

import static io.tillpost.central.payment.PaymentState.AUTHORIZED;
import static io.tillpost.central.payment.PaymentState.CAPTURED;
import static io.tillpost.central.payment.PaymentState.DECLINED;
import static io.tillpost.central.payment.PaymentState.FAILED;
import static io.tillpost.central.payment.PaymentState.IN_PROGRESS;
import static io.tillpost.central.payment.PaymentState.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tillpost.protocol.event.Place;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class PaymentStateTest {
    private static final Set<String> STEPS = Set.of("IN_PROGRESS AUTHORIZED", "IN_PROGRESS DECLINED",
            "IN_PROGRESS FAILED", "IN_PROGRESS UNKNOWN", "UNKNOWN CAPTURED", "UNKNOWN FAILED",
            "UNKNOWN AUTHORIZED", "UNKNOWN DECLINED",
            "UNKNOWN ATTESTED_MOVED", "UNKNOWN ATTESTED_NOT_MOVED", "ATTESTED_MOVED CAPTURED",
            "ATTESTED_MOVED FAILED",
            "ATTESTED_NOT_MOVED CAPTURED", "ATTESTED_NOT_MOVED FAILED", "AUTHORIZED VOIDED",
            "CAPTURED VOIDED",
            "VOIDED CAPTURED",
            "AUTHORIZED ATTESTED_MOVED", "AUTHORIZED ATTESTED_NOT_MOVED", "AUTHORIZED CAPTURED",
            "AUTHORIZED FAILED");

    @Test
    void everyPairOfStatesIsAsTheTableSays() {
        for (PaymentState from : PaymentState.values()) {
            for (PaymentState to : PaymentState.values()) {
                assertEquals(STEPS.contains(from + " " + to), from.mayBecome(to), from + " " + to);
            }
        }
    }

    @Test
    void aFailedOrDeclinedPaymentNeverSucceeds() {
        for (PaymentState end : Set.of(FAILED, DECLINED)) {
            for (PaymentState next : PaymentState.values()) {
                assertEquals(false, end.mayBecome(next), end + " " + next);
            }
        }
    }

    @Test
    void aStepThatTheTableLacksThrows() {
        Payment payment = Payment.first(new UUID(0, 1), new Place("t", "le", "s", "till", "box"),
                new UUID(0, 2),
                "terminal-1", Payment.Purpose.CHARGE, LocalDate.EPOCH, Instant.EPOCH, null);
        assertEquals(IN_PROGRESS, payment.state());
        assertEquals(CAPTURED, payment.become(UNKNOWN).become(CAPTURED).state());
        assertEquals(FAILED, payment.become(AUTHORIZED).become(FAILED).state());
        assertThrows(IllegalArgumentException.class, () -> payment.become(CAPTURED));
    }

    @Test
    void eachStateIsReadAsItIsWritten() {
        for (PaymentState state : PaymentState.values()) {
            assertEquals(state, PaymentState.of(state.wireName()));
        }
        assertThrows(IllegalArgumentException.class, () -> PaymentState.of("paid"));
    }
}
