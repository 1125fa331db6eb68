package io.tillpost.edge.sync;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StateTablesTest {
    @Test
    void aLaneMovesOnlyAlongItsTable() {
        var moves = new TreeSet<String>();
        for (LaneState from : LaneState.values()) {
            for (LaneState to : LaneState.values()) {
                if (from.mayBecome(to)) {
                    moves.add(from + " > " + to);
                }
            }
        }
        assertEquals(Set.of("UNWELCOMED > READY", "UNWELCOMED > STOPPED", "READY > AWAITING_ACK",
                "READY > UNWELCOMED", "READY > STOPPED", "AWAITING_ACK > READY", "AWAITING_ACK > UNWELCOMED",
                "AWAITING_ACK > STOPPED", "STOPPED > READY", "UNWELCOMED > REUNITING", "READY > REUNITING",
                "AWAITING_ACK > REUNITING", "STOPPED > REUNITING", "REUNITING > UNWELCOMED"), moves);
    }

    @Test
    void aLinkMovesOnlyAlongItsTable() {
        var moves = new TreeSet<String>();
        for (LinkState from : LinkState.values()) {
            for (LinkState to : LinkState.values()) {
                if (from.mayBecome(to)) {
                    moves.add(from + " > " + to);
                }
            }
        }
        assertEquals(Set.of("WAITING > CONNECTING", "CONNECTING > GREETING", "CONNECTING > WAITING",
                "GREETING > TALKING", "GREETING > WAITING", "TALKING > WAITING"), moves);
    }
}
