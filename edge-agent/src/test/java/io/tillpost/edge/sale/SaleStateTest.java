package io.tillpost.edge.sale;

import static io.tillpost.edge.sale.SaleState.ABORTED;
import static io.tillpost.edge.sale.SaleState.CARD_PENDING;
import static io.tillpost.edge.sale.SaleState.COMPLETED;
import static io.tillpost.edge.sale.SaleState.IN_CART;
import static io.tillpost.edge.sale.SaleState.OPEN;
import static io.tillpost.edge.sale.SaleState.PART_PAID;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SaleStateTest {
    private static final Set<String> MOVES = Set.of("OPEN>PART_PAID", "OPEN>CARD_PENDING", "OPEN>COMPLETED",
            "OPEN>ABORTED", "OPEN>IN_CART", "IN_CART>OPEN", "IN_CART>ABORTED", "IN_CART>PART_PAID",
            "PART_PAID>OPEN",
            "PART_PAID>PART_PAID", "PART_PAID>CARD_PENDING", "PART_PAID>COMPLETED", "CARD_PENDING>OPEN",
            "CARD_PENDING>PART_PAID", "CARD_PENDING>COMPLETED");

    @Test
    void everyPairIsAllowedExactlyIfItIsListed() {
        for (SaleState from : SaleState.values()) {
            for (SaleState to : SaleState.values()) {
                assertEquals(MOVES.contains(from + ">" + to), from.mayBecome(to), from + ">" + to);
            }
        }
    }

    @Test
    void onlyCompletedAndAbortedAreTheEnd() {
        assertTrue(COMPLETED.ended() && ABORTED.ended());
        assertTrue(!OPEN.ended() && !IN_CART.ended() && !PART_PAID.ended() && !CARD_PENDING.ended());
    }
}
