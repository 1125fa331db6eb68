package io.tillpost.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapKeeperTest {
    private static final long MIB = 1 << 20;

    @ParameterizedTest
    @CsvSource({"3, 0, false", "4, 0, true", "11, 8, false", "12, 8, true", "25, 20, false", "26, 20, true"})
    void theOldGenerationIsClearedWhenAQuarterMoreLiesInIt(long usedMib, long leftMib, boolean clears) {
        assertEquals(clears, HeapKeeper.isWorthIt(usedMib * MIB, leftMib * MIB));
    }
}
