package io.tillpost.device.terminal.zvt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.tillpost.device.terminal.zvt.PaymentStep.Event;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PaymentStepTest {
    @ParameterizedTest
    @CsvSource(textBlock = """
            RUNNING,      KEPT,                 COMMITTED
            RUNNING,      REFUSED,              TAKEN_BACK
            RUNNING,      FAILURE,              FAILED
            RUNNING,      DONE,                 UNKNOWN
            RUNNING,      GIVEN_UP,             NOT_CHARGED
            RUNNING,      GIVEN_UP_AFTER_A_GAP, UNKNOWN
            RUNNING,      SILENCE,              UNKNOWN
            RUNNING,      LOST,                 UNKNOWN
            FAILED,       KEPT,                 COMMITTED
            FAILED,       REFUSED,              TAKEN_BACK
            FAILED,       FAILURE,              FAILED
            FAILED,       DONE,                 UNKNOWN
            FAILED,       GIVEN_UP,             NOT_CHARGED
            FAILED,       GIVEN_UP_AFTER_A_GAP, UNKNOWN
            FAILED,       SILENCE,              UNKNOWN
            FAILED,       LOST,                 UNKNOWN
            COMMITTED,    KEPT,                 COMMITTED
            COMMITTED,    REFUSED,              CONTRADICTED
            COMMITTED,    FAILURE,              CONTRADICTED
            COMMITTED,    DONE,                 APPROVED
            COMMITTED,    GIVEN_UP,             UNCONFIRMED
            COMMITTED,    GIVEN_UP_AFTER_A_GAP, UNCONFIRMED
            COMMITTED,    SILENCE,              UNCONFIRMED
            COMMITTED,    LOST,                 UNCONFIRMED
            CONTRADICTED, KEPT,                 CONTRADICTED
            CONTRADICTED, REFUSED,              CONTRADICTED
            CONTRADICTED, FAILURE,              CONTRADICTED
            CONTRADICTED, DONE,                 UNCONFIRMED
            CONTRADICTED, GIVEN_UP,             UNCONFIRMED
            CONTRADICTED, GIVEN_UP_AFTER_A_GAP, UNCONFIRMED
            CONTRADICTED, SILENCE,              UNCONFIRMED
            CONTRADICTED, LOST,                 UNCONFIRMED
            TAKEN_BACK,   KEPT,                 TAKEN_BACK
            TAKEN_BACK,   REFUSED,              TAKEN_BACK
            TAKEN_BACK,   FAILURE,              TAKEN_BACK
            TAKEN_BACK,   DONE,                 ASK_REVERSAL
            TAKEN_BACK,   GIVEN_UP,             ASK_REVERSAL
            TAKEN_BACK,   GIVEN_UP_AFTER_A_GAP, ASK_REVERSAL
            TAKEN_BACK,   SILENCE,              UNKNOWN
            TAKEN_BACK,   LOST,                 UNKNOWN
            """)
    void everyPairOfStepAndEventLeadsWhereTheTableSays(PaymentStep step, Event event, PaymentStep next) {
        assertEquals(next, step.after(event));
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    void anEndIsAnEnd(Event event) {
        for (PaymentStep step : PaymentStep.values()) {
            if (step.isEnd()) {
                assertThrows(IllegalStateException.class, () -> step.after(event));
            }
        }
    }

    @Test
    void onceAnApprovalIsDurableNoEventMakesItNotCharged() {
        Set<PaymentStep> reachable = EnumSet.of(PaymentStep.COMMITTED);
        int before;
        do {
            before = reachable.size();
            for (PaymentStep step : Set.copyOf(reachable)) {
                if (!step.isEnd()) {
                    for (Event event : Event.values()) {
                        reachable.add(step.after(event));
                    }
                }
            }
        } while (reachable.size() > before);
        assertEquals(EnumSet.of(PaymentStep.COMMITTED, PaymentStep.CONTRADICTED, PaymentStep.APPROVED,
                PaymentStep.UNCONFIRMED), reachable);
        assertTrue(reachable.stream().noneMatch(step -> step == PaymentStep.NOT_CHARGED));
    }
}
