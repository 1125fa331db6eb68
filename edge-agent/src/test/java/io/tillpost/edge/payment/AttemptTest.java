package io.tillpost.edge.payment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.tillpost.protocol.event.AttemptId;
import io.tillpost.protocol.event.AttemptKind;
import io.tillpost.protocol.event.RefundId;
import io.tillpost.protocol.event.SaleId;
import io.tillpost.protocol.json.Json;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class AttemptTest {
    private static final AttemptId CHARGE = new AttemptId(new UUID(0, 4));
    private static final RefundId REFUND = new RefundId(new UUID(0, 3));

    @Test
    void aRecordOfBeforeThereWereRefundsIsAPayment() {
        String old = """
                {"attempt":"00000000-0000-0000-0000-000000000001","sale":"00000000-0000-0000-0000-000000000002",
                 "terminal":"terminal-1","requested":{"minor":1240,"currency":"EUR"},
                 "before":{"receiptNumber":4,"trace":7},
                 "cause":{"actor":{"kind":"CASHIER","name":"anna"},"traceparent":"00-0-0-01"},
                 "startedAt":"2026-03-02T08:15:30Z","state":"UNKNOWN","detail":"silence"}""";
        Attempt attempt = Json.read(old.getBytes(StandardCharsets.UTF_8), Attempt.class);
        assertEquals(new Purpose.Payment(), attempt.purpose());
        assertEquals(AttemptKind.CHARGE, attempt.kind());
        assertEquals(new TerminalNumbers(4, 7, null), attempt.before());
        assertNull(attempt.attested());
        assertNull(attempt.unsureSince());
    }

    @Test
    void whatAnAttemptIsForSurvivesTheShelf() {
        for (Purpose purpose : List.of(new Purpose.Payment(), new Purpose.PayOut(REFUND),
                new Purpose.TakeBack(REFUND, CHARGE), new Purpose.GiveBack(2, CHARGE),
                new Purpose.SendBack(2, CHARGE))) {
            var attempt = new Attempt(new AttemptId(new UUID(0, 1)), new SaleId(new UUID(0, 2)), "terminal-1",
                    StoreWorld.eur(1240), new TerminalNumbers(-1, -1, ScriptedTerminal.TID), StoreWorld.ANNA,
                    Instant.EPOCH,
                    AttemptState.ATTESTED_MOVED, null, "", purpose, Instant.EPOCH,
                    new Attempt.Attestation(true, "berta", Instant.EPOCH));
            assertEquals(attempt, Json.read(Json.write(attempt), Attempt.class));
        }
    }

    @Test
    void theRefundAndTheChargeOfAnAttemptAreWhatItIsFor() {
        assertEquals(REFUND, of(new Purpose.PayOut(REFUND)).refund());
        assertEquals(REFUND, of(new Purpose.TakeBack(REFUND, CHARGE)).refund());
        assertEquals(CHARGE, of(new Purpose.TakeBack(REFUND, CHARGE)).reverses());
        assertEquals(CHARGE, of(new Purpose.GiveBack(0, CHARGE)).reverses());
        assertNull(of(new Purpose.GiveBack(0, CHARGE)).refund());
        assertNull(of(new Purpose.PayOut(REFUND)).reverses());
        assertNull(of(new Purpose.SendBack(0, CHARGE)).refund());
        assertNull(of(new Purpose.SendBack(0, CHARGE)).reverses());
    }

    private static Attempt of(Purpose purpose) {
        return new Attempt(new AttemptId(new UUID(0, 1)), new SaleId(new UUID(0, 2)), "terminal-1",
                StoreWorld.eur(1240), TerminalNumbers.UNKNOWN, StoreWorld.ANNA, Instant.EPOCH,
                AttemptState.STARTED, null, "", purpose, null, null);
    }
}
