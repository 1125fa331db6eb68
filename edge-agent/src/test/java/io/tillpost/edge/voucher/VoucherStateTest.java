package io.tillpost.edge.voucher;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;

class VoucherStateTest {
    private static final Set<String> MOVES = Set.of("RESERVED>ACTIVE", "ACTIVE>ACTIVE", "ACTIVE>SPENT",
            "ACTIVE>HELD", "SPENT>ACTIVE", "HELD>ACTIVE", "HELD>SPENT", "HELD>CANCELLED");

    @Test
    void everyPairIsAllowedExactlyIfItIsListed() {
        for (VoucherState from : VoucherState.values()) {
            for (VoucherState to : VoucherState.values()) {
                assertEquals(MOVES.contains(from + ">" + to), from.mayBecome(to), from + ">" + to);
            }
        }
    }

    @Test
    void aNumberIsUpToThirtyTwoUpperCaseLettersDigitsAndHyphens() {
        assertEquals(true, Voucher.isNumber("A-1") && Voucher.isNumber("9".repeat(32)));
        for (String wrong : Set.of("", "a", "A 1", "Ä", "9".repeat(33))) {
            assertEquals(false, Voucher.isNumber(wrong), wrong);
        }
    }
}
